"""Amendments: what changes in an entry from a day on, held to the rules of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import yaml

from knowledge.errors import EntryNotFound, KnowledgeInvalid, Problem
from knowledge.load import check_contacts, check_entry
from knowledge.model import LANGUAGES, Entry, Knowledge, Unit
from knowledge.parse import parse_entry
from knowledge.report import Reporter


@dataclass(frozen=True)
class Change:
    """What one amendment changes: `answer` in every language that it is told in, or not at all.

    `values` has a unit and a value by name, as the YAML would write them (a date may be a text).
    Ways of asking are no part of it: an amendment changes what is said, not when.
    """

    day: date
    answer: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def amended(knowledge: Knowledge, entry_id: str, change: Change) -> Knowledge:
    """Return the knowledge with one entry changed, on top of what was changed in it before.

    Raises KnowledgeInvalid with every problem, EntryNotFound for an entry that is not there.
    """
    old = next((entry for entry in knowledge.entries if entry.id == entry_id), None)
    if old is None:
        raise EntryNotFound(entry_id)
    problems: list[Problem] = []
    report = Reporter(old.file, old.id, problems)
    parsed = parse_entry(_row(old.raw, change), old.landlord, old.topic, report)
    new = replace(parsed, amended_on=change.day)
    check_entry(new, knowledge.glossary, report)
    entries = tuple(new if entry is old else entry for entry in knowledge.entries)
    check_contacts([(entry, Reporter(entry.file, entry.id, problems)) for entry in entries])
    if problems:
        raise KnowledgeInvalid(dict.fromkeys(problems))
    return replace(knowledge, entries=entries)


def _row(raw: Mapping[str, Any], change: Change) -> dict[str, Any]:
    row: dict[str, Any] = _plain(raw)
    if change.answer:
        # An easy text says the answer in other words: it goes when the answer says something else.
        row.pop("easy", None)
        row["read_by_a_person"] = _read(row, change.answer)
        row["answer"] = dict(change.answer)
    values = row.setdefault("values", {}) if change.values else {}
    for name, given in change.values.items():
        body = values.setdefault(name, {"unit": given["unit"], "on": {}})
        body["on"][change.day] = _raw(body["unit"], given["value"])
    return row


def _read(row: Mapping[str, Any], answer: Mapping[str, str]) -> list[str]:
    """Return the translations that a person has read: those before, and what is written now."""
    before = row.get("answer", {})
    written = {language for language, text in answer.items() if before.get(language) != text}
    read = {*row.get("read_by_a_person", ()), *written} & set(answer) - {"fr"}
    return [language for language in LANGUAGES if language in read]


def _raw(unit: str, value: Any) -> Any:
    if unit != Unit.DATE or not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def as_yaml(entry: Entry, note: str = "") -> str:
    """Return the entry as its file would hold it, to be put there by hand."""
    row = _plain(entry.raw) | ({"note": note} if note else {})
    body = {"landlord": entry.landlord, "topic": entry.topic, "entries": [row]}
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=100)
