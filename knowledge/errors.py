"""The errors of the knowledge base.

KnowledgeError
├── KnowledgeInvalid   the files break a rule; holds every problem found
├── FactNotFound       no value holds on that date
├── EntryNotFound      no entry has that id
└── ContactNotFound    no contact point for that landlord and profile
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Problem:
    """One broken rule: which file, which entry, which field, what is wrong."""

    file: str
    entry: str
    field: str
    message: str

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.file, self.entry, self.field) if part)
        return f"{where}: {self.message}"


class KnowledgeError(Exception):
    """Any failure of the knowledge base."""


class KnowledgeInvalid(KnowledgeError):
    """The files break the format; `problems` holds all of them, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FactNotFound(KnowledgeError):
    """No value holds on that date: we do not guess backwards."""

    def __init__(self, value: str, day: date) -> None:
        self.value, self.day = value, day
        super().__init__(f"{value} has no value on {day.isoformat()}.")


class EntryNotFound(KnowledgeError):
    """No entry has that id, or it may not be shown to the one who asks."""

    def __init__(self, entry: str) -> None:
        self.entry = entry
        super().__init__(f"No entry {entry}.")


class ContactNotFound(KnowledgeError):
    """The sources give no contact point of that kind."""

    def __init__(self, landlord: str, profile: str, means: str) -> None:
        self.landlord, self.profile, self.means = landlord, profile, means
        super().__init__(f"{landlord} has no {means} contact point for {profile}.")
