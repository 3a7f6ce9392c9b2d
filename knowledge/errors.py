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
    """One broken rule: which file and line, which entry and field, what is wrong, the mend."""

    file: str
    line: int
    entry: str
    field: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        stands = f"{self.file}:{self.line}"
        where = " · ".join(part for part in (stands, self.entry, self.field) if part)
        return f"{where}: {self.message}" + (f" → {self.mend}" if self.mend else "")


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
