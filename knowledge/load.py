"""YAML → Knowledge. Refuses the whole when any file breaks a rule, and tells every problem."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import KnowledgeInvalid, Problem
from knowledge.model import NATIONAL, Entry, Glossary, Knowledge, Landlord, Unit
from knowledge.parse import Reporter, parse_entry
from knowledge.texts import check_texts
from knowledge.yaml_reader import read_yaml

ROOT = Path(__file__).parent
_TOPIC = re.compile(r"^[a-z]+(-[a-z]+)*$")
GLOSSARY = "glossary.yaml"
LANDLORDS = "landlords.yaml"


def load(root: Path = ROOT) -> Knowledge:
    """Return everything under `root`; raises KnowledgeInvalid with all the problems found."""
    problems: list[Problem] = []
    glossary = _glossary(_read(root / GLOSSARY, root, problems))
    landlords = _landlords(_read(root / LANDLORDS, root, problems))
    entries = [
        entry
        for path in sorted(root.glob("*/**/*.yaml"))
        for entry in _file(path, root, landlords, problems)
    ]
    for entry in entries:
        check_texts(entry, glossary, Reporter(entry.file, entry.id, problems))
        _check_dates(entry, Reporter(entry.file, entry.id, problems))
    _check_unique(entries, problems)
    _check_contacts(entries, problems)
    if problems:
        raise KnowledgeInvalid(dict.fromkeys(problems))
    return Knowledge(tuple(entries), landlords, glossary)


def _read(path: Path, root: Path, problems: list[Problem]) -> Mapping[str, Any]:
    name = str(path.relative_to(root))
    try:
        content = read_yaml(path) if path.exists() else {}
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        problems.append(Problem(name, "", "", " ".join(str(error).split())))
        return {}
    if isinstance(content, Mapping):
        return content
    problems.append(Problem(name, "", "", "is not a mapping"))
    return {}


def _file(
    path: Path, root: Path, landlords: Mapping[str, Landlord], problems: list[Problem]
) -> list[Entry]:
    content = _read(path, root, problems)
    if not content:
        return []
    report = Reporter(str(path.relative_to(root)), "", problems)
    landlord, topic = str(content.get("landlord")), str(content.get("topic"))
    if landlord not in landlords and landlord != NATIONAL:
        report.tell("landlord", f"unknown landlord {landlord!r}")
    if path.parent.name != landlord:
        report.tell("landlord", f"a file of {landlord} stands in the folder {landlord}/")
    if not _TOPIC.match(topic):
        report.tell("topic", f"{topic!r} is not a topic in kebab-case")
    rows = content.get("entries")
    if not isinstance(rows, list) or not rows:
        report.tell("entries", "missing")
        return []
    return [
        entry
        for number, row in enumerate(rows, 1)
        if (entry := _entry(row, number, landlord, topic, report.file, problems))
    ]


def _entry(
    row: Any, number: int, landlord: str, topic: str, file: str, problems: list[Problem]
) -> Entry | None:
    name = row.get("id") if isinstance(row, Mapping) else None
    if not isinstance(row, Mapping) or not isinstance(name, str) or not name.strip():
        problems.append(Problem(file, f"entry {number}", "id", "missing"))
        return None
    return parse_entry(row, landlord, topic, Reporter(file, name, problems))


def _check_unique(entries: Iterable[Entry], problems: list[Problem]) -> None:
    counted = Counter(entry.id for entry in entries)
    for entry in entries:
        if counted[entry.id] > 1:
            problems.append(Problem(entry.file, entry.id, "id", "stands more than once"))


def _check_dates(entry: Entry, report: Reporter) -> None:
    if entry.review_by < entry.checked_on:
        report.tell("review_by", "is before checked_on")
    if entry.checked_on < entry.source.date:
        report.tell("checked_on", "is before the date of the source")


def _check_contacts(entries: Iterable[Entry], problems: list[Problem]) -> None:
    """Two entries may describe one contact point only where they say the same of it."""
    first: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        point = entry.contact
        if point is None:
            continue
        report = Reporter(entry.file, entry.id, problems)
        fact = entry.values.get(point.telephone)
        if point.telephone and (fact is None or fact.unit is not Unit.PHONE):
            report.tell("contact.telephone", f"{point.telephone!r} is not a value in phone")
        key = (entry.landlord, point.profile, point.means, point.place)
        other = first.setdefault(key, entry)
        for said in _disagreements(entry, other):
            report.tell("contact", f"{said} than {other.id} for the same contact point")


def _disagreements(entry: Entry, other: Entry) -> list[str]:
    mine, theirs = entry.contact, other.contact
    if mine is None or theirs is None or entry is other:
        return []
    said = []
    if mine.hours and theirs.hours and mine.hours != theirs.hours:
        said.append("other hours")
    numbers = [e.values[p.telephone].on for e, p in ((entry, mine), (other, theirs))
               if p.telephone in e.values]  # fmt: skip
    if len(numbers) == 2 and numbers[0] != numbers[1]:
        said.append("another telephone")
    return said


def _glossary(content: Mapping[str, Any]) -> Glossary:
    return Glossary(
        names=tuple(str(name) for name in content.get("names") or ()),
        spellings={str(k): str(v) for k, v in (content.get("spellings") or {}).items()},
        concepts={
            str(concept): tuple(str(word) for words in by_language.values() for word in words)
            for concept, by_language in (content.get("concepts") or {}).items()
        },
        **{
            kind: tuple(str(word) for word in content.get(kind) or ())
            for kind in ("empty", "decisive", "elsewhere")
        },
    )


def _landlords(content: Mapping[str, Any]) -> dict[str, Landlord]:
    return {
        str(name): Landlord(
            id=str(name),
            name=str(body.get("name", name)),
            aliases=tuple(str(alias) for alias in body.get("aliases") or ()),
            territories=tuple(str(place) for place in body.get("territories") or ()),
            is_territory=bool(body.get("territory", False)),
        )
        for name, body in content.items()
    }
