"""What is wanting in the knowledge without being wrong: each kind with what it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.load import ROOT
from knowledge.model import LANGUAGES, Entry, Knowledge
from knowledge.query import overdue, tenant_entries
from knowledge.search import Searcher
from knowledge.yaml_reader import read_yaml

ENOUGH = 30
"""Ways of asking in French that an entry asked for most should have."""
_PARTS = 10


@dataclass(frozen=True)
class AskedMost:
    """The entries that tenants ask for most, in order; the first are told in every language."""

    entries: tuple[str, ...] = ()
    everywhere: int = 0


def asked_most(root: Path = ROOT) -> AskedMost:
    """Return the list of `asked-most.yaml`; an empty one where there is no such file."""
    path = root / "asked-most.yaml"
    content: Mapping[str, Any] = read_yaml(path) if path.exists() else {}
    return AskedMost(
        tuple(content.get("asked_most") or ()), int(content.get("told_in_every_language") or 0)
    )


def shortfalls(knowledge: Knowledge, most: AskedMost, today: date) -> dict[str, list[str]]:
    """Return what is wanting by kind, each with the entries that it concerns."""
    known = {entry.id: entry for entry in tenant_entries(knowledge)}
    asked = [known[name] for name in most.entries if name in known]
    return {
        "entries to review": [
            f"{entry.file} · {entry.id}: to be checked since {entry.review_by}"
            for entry in overdue(knowledge, today)
        ],
        "entries asked for most that no tenant may read": sorted(set(most.entries) - set(known)),
        f"entries asked for most with fewer than {ENOUGH} ways of asking": [
            f"{entry.file} · {entry.id}: {len(entry.questions['fr'])} in French"
            for entry in asked
            if len(entry.questions["fr"]) < ENOUGH
        ],
        f"of the {most.everywhere} asked for most, not told in every language": [
            f"{entry.file} · {entry.id}: {', '.join(missing)}"
            for entry in asked[: most.everywhere]
            if (missing := [one for one in LANGUAGES if one not in entry.answer])
        ],
        "entries without a way of asking in a language that they are told in": [
            f"{entry.file} · {entry.id}: {', '.join(missing)}"
            for entry in known.values()
            if (missing := [one for one in entry.answer if not entry.questions.get(one)])
        ],
        "translations that no person has read yet": [
            f"{entry.file} · {entry.id}: {', '.join(unread)}"
            for entry in known.values()
            if (unread := [one for one in entry.answer if entry.is_machine_made(one)])
        ],
    }


@dataclass(frozen=True)
class _Asked:
    entry: Entry
    language: str
    question: str


def taken_questions(knowledge: Knowledge) -> list[str]:
    """Return the ways of asking that, taken out of their entry, find another entry first.

    A tenth of them at a time is taken out and ranked by what is left.
    """
    return [line for part in range(_PARTS) for line in _taken(knowledge, part)]


def _taken(knowledge: Knowledge, part: int) -> Iterator[str]:
    out = [one for n, one in enumerate(_all_asked(knowledge)) if n % _PARTS == part]
    gone = {(one.entry.id, one.language, one.question) for one in out}
    left = replace(knowledge, entries=tuple(_without(entry, gone) for entry in knowledge.entries))
    searcher = Searcher(left)
    for one in out:
        landlord = None if one.entry.landlord not in knowledge.landlords else one.entry.landlord
        found = searcher.rank(one.question, landlord=landlord, language=one.language, limit=1)
        if found and found[0].entry.id != one.entry.id:
            yield f"{one.entry.id}: {one.question!r} ({one.language}) finds {found[0].entry.id}"


def _all_asked(knowledge: Knowledge) -> Iterator[_Asked]:
    for entry in tenant_entries(knowledge):
        for language, questions in entry.questions.items():
            yield from (_Asked(entry, language, question) for question in questions)


def _without(entry: Entry, gone: set[tuple[str, str, str]]) -> Entry:
    left = {
        language: tuple(q for q in questions if (entry.id, language, q) not in gone)
        for language, questions in entry.questions.items()
    }
    return replace(entry, questions=left)
