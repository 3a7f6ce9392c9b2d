"""YAML → Knowledge. Refuses the whole when any file breaks a rule, and tells every problem."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.contradictions import CONTRADICTIONS, read_contradictions
from knowledge.errors import KnowledgeInvalid, Problem
from knowledge.facts import REGISTER, check_facts, read_register
from knowledge.fields import mapping, strings
from knowledge.model import NATIONAL, Entry, Glossary, Knowledge, Landlord, Unit
from knowledge.parse import parse_entry
from knowledge.report import Reporter
from knowledge.texts import check_texts
from knowledge.yaml_reader import Document, read_document

ROOT = Path(__file__).parent
_TOPIC = re.compile(r"^[a-z]+(-[a-z]+)*$")
GLOSSARY = "glossary.yaml"
LANDLORDS = "landlords.yaml"
NOT_TOLD = "not-told.yaml"
_SYNTAX = "mend the YAML here: quotes, brackets, spaces; the rest of the file was not read"

Read = tuple[Entry, Reporter]
"""An entry, and who tells what is wrong in it."""


def load(root: Path = ROOT) -> Knowledge:
    """Return everything under `root`; raises KnowledgeInvalid with all the problems found."""
    problems: list[Problem] = []
    glossary = _glossary(_read(root / GLOSSARY, root, problems))
    landlords = _landlords(_read(root / LANDLORDS, root, problems), problems)
    read = _entries(root, landlords, glossary, problems)
    facts = _read(root / REGISTER, root, problems)
    register = read_register(facts, problems)
    if register:
        check_facts(read, register, facts, problems)
    settled = _read(root / CONTRADICTIONS, root, problems)
    contradictions = read_contradictions(settled, register, problems)
    not_told = _not_told(_read(root / NOT_TOLD, root, problems), problems)
    if problems:
        raise KnowledgeInvalid(dict.fromkeys(problems))
    entries = tuple(entry for entry, _ in read)
    return Knowledge(entries, landlords, glossary, register, contradictions, not_told)


def _entries(
    root: Path, landlords: Mapping[str, Landlord], glossary: Glossary, problems: list[Problem]
) -> list[Read]:
    read = [
        pair
        for path in sorted(root.glob("*/**/*.yaml"))
        for pair in _file(path, root, landlords, problems)
    ]
    for entry, report in read:
        check_entry(entry, glossary, report)
    _check_unique(read)
    check_contacts(read)
    return read


def _read(path: Path, root: Path, problems: list[Problem]) -> Document:
    """Return a file whose content is a mapping, empty where it is not there or is refused."""
    name = str(path.relative_to(root))
    try:
        document = read_document(path) if path.exists() else Document({})
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = " ".join(f"{error.context or ''} {error.problem or ''}".split())
        problems.append(Problem(name, mark.line + 1 if mark else 1, "", "", told, _SYNTAX))
        return Document({})
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        problems.append(Problem(name, 1, "", "", " ".join(str(error).split()), _SYNTAX))
        return Document({})
    for place, line in document.doubles:
        told = f"{place[-1]!r} stands twice"
        problems.append(Problem(name, line, "", ".".join(place), told, "keep one of the two"))
    if isinstance(document.content, Mapping):
        return document
    problems.append(Problem(name, 1, "", "", "is not a mapping", "write `name: …` lines"))
    return Document({})


def _file(
    path: Path, root: Path, landlords: Mapping[str, Landlord], problems: list[Problem]
) -> list[Read]:
    document = _read(path, root, problems)
    content = document.content
    if not content:
        return []
    report = Reporter(str(path.relative_to(root)), "", problems, document)
    landlord, topic = str(content.get("landlord")), str(content.get("topic"))
    if landlord not in landlords and landlord != NATIONAL:
        known = ", ".join((NATIONAL, *landlords))
        report.tell("landlord", f"unknown landlord {landlord!r}", f"one of {known}")
    if path.parent.name != landlord:
        told = f"a file of {landlord} stands in the folder {landlord}/"
        report.tell("landlord", told, f"move it, or write `landlord: {path.parent.name}`")
    if not _TOPIC.match(topic):
        report.tell("topic", f"{topic!r} is not a topic in kebab-case")
    rows = content.get("entries")
    if not isinstance(rows, list) or not rows:
        report.tell("entries", "missing")
        return []
    return [
        read
        for number, row in enumerate(rows)
        if (read := _entry(row, number, landlord, topic, report))
    ]


def _entry(row: Any, number: int, landlord: str, topic: str, of_file: Reporter) -> Read | None:
    place = ("entries", str(number))
    name = row.get("id") if isinstance(row, Mapping) else None
    if not isinstance(row, Mapping) or not isinstance(name, str) or not name.strip():
        of_file.of_entry(f"entry {number + 1}", place).tell("id", "missing")
        return None
    report = of_file.of_entry(name, place)
    return parse_entry(row, landlord, topic, report), report


def _check_unique(read: Iterable[Read]) -> None:
    first: dict[str, Entry] = {}
    for entry, report in read:
        other = first.setdefault(entry.id, entry)
        if other is not entry:
            report.tell("id", f"stands more than once: already in {other.file}")


def check_entry(entry: Entry, glossary: Glossary, report: Reporter) -> None:
    """Tell what is wrong in an entry that was parsed, by itself."""
    check_texts(entry, glossary, report)
    _check_dates(entry, report)


def _check_dates(entry: Entry, report: Reporter) -> None:
    if entry.review_by < entry.checked_on:
        report.tell("review_by", "is before checked_on", f"write a day after {entry.checked_on}")
    if entry.checked_on < entry.source.date:
        told = f"write a day from {entry.source.date} on"
        report.tell("checked_on", "is before the date of the source", told)


def check_contacts(read: Collection[Read]) -> None:
    """Two entries may describe one contact point only where they say the same of it."""
    first: dict[tuple[str, ...], Entry] = {}
    with_hours = {(e.landlord, e.id) for e, _ in read if e.contact and e.contact.hours}
    for entry, report in read:
        if entry.hours_of and (entry.landlord, entry.hours_of) not in with_hours:
            told = f"{entry.hours_of!r} is no contact point with hours of this landlord"
            report.tell("hours_of", told, "write the id of one")
        point = entry.contact
        if point is None:
            continue
        fact = entry.values.get(point.telephone)
        if point.telephone and (fact is None or fact.unit is not Unit.PHONE):
            told = f"{point.telephone!r} is not a value in phone"
            report.tell("contact.telephone", told, "write the name of one, under `values:`")
        key = (entry.landlord, point.profile, point.means, point.place)
        other = first.setdefault(key, entry)
        for said in _disagreements(entry, other):
            told = f"{said} than {other.id} for the same contact point"
            report.tell("contact", told, f"make them alike; the other is in {other.file}")


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


def _glossary(document: Document) -> Glossary:
    content = document.content
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


def _not_told(document: Document, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    report = Reporter(NOT_TOLD, "", problems, document)
    return {
        str(subject): tuple(
            question
            for language, questions in mapping(told, str(subject), report).items()
            for question in strings(questions, f"{subject}.{language}", report)
        )
        for subject, told in document.content.items()
    }


def _landlords(document: Document, problems: list[Problem]) -> dict[str, Landlord]:
    report = Reporter(LANDLORDS, "", problems, document)
    landlords = {
        str(name): _landlord(str(name), mapping(body, str(name), report))
        for name, body in document.content.items()
    }
    for one in landlords.values():
        for place in set(one.territories) - set(landlords):
            told = f"unknown territory {place!r}"
            report.tell(f"{one.id}.territories", told, f"add `{place}:` to this file")
    return landlords


def _landlord(name: str, body: Mapping[Any, Any]) -> Landlord:
    return Landlord(
        id=name,
        name=str(body.get("name", name)),
        aliases=tuple(str(alias) for alias in body.get("aliases") or ()),
        territories=tuple(str(place) for place in body.get("territories") or ()),
        is_territory=bool(body.get("territory", False)),
    )
