"""Raw YAML → frozen entries, telling every broken rule instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.contacts import parse_contact
from knowledge.fields import day, mapping, strings, text, word
from knowledge.model import (
    EASY,
    LANGUAGES,
    Audience,
    DatedValue,
    Entry,
    Fact,
    Source,
    Status,
    Unit,
    Visibility,
)
from knowledge.report import Reporter
from knowledge.values import EXAMPLES, parse_value

_FIELDS = {
    "id", "title", "audience", "visibility", "status", "facts", "hedged", "source", "checked_on",
    "review_by", "values", "contact", "hours_of", "answer", "questions", "note",
    "read_by_a_person", "easy",
}  # fmt: skip
_LANGUAGES = f"one of {', '.join(LANGUAGES)}"


def parse_entry(raw: Mapping[str, Any], landlord: str, topic: str, report: Reporter) -> Entry:
    """Return the entry, with a harmless stand-in for each field that was told as wrong."""
    for unknown in sorted(set(raw) - _FIELDS, key=str):
        report.tell(str(unknown), "unknown field", f"one of {', '.join(sorted(_FIELDS))}")
    return Entry(
        id=report.entry,
        landlord=landlord,
        topic=topic,
        title=text(raw, "title", report),
        audience=_audience(raw.get("audience"), report),
        visibility=word(Visibility, raw.get("visibility"), "visibility", report),
        status=word(Status, raw.get("status"), "status", report),
        source=_source(raw.get("source"), report),
        checked_on=day(raw.get("checked_on"), "checked_on", report),
        review_by=day(raw.get("review_by"), "review_by", report),
        answer=_answers(raw.get("answer"), report),
        questions=_questions(raw.get("questions"), report),
        facts=tuple(strings(raw.get("facts", []), "facts", report)),
        hedged=tuple(strings(raw.get("hedged", []), "hedged", report)),
        values=_facts(raw.get("values", {}), report),
        contact=parse_contact(raw.get("contact"), report),
        hours_of=str(raw.get("hours_of") or ""),
        read_by_a_person=_read_by_a_person(raw, report),
        easy=_easy(raw, report),
        file=report.file,
        raw=raw,
    )


def _audience(raw: Any, report: Reporter) -> tuple[Audience, ...]:
    named = strings(raw, "audience", report)
    if not named:
        report.tell("audience", "names nobody")
    return tuple(word(Audience, one, "audience", report, at=str(n)) for n, one in enumerate(named))


def _source(raw: Any, report: Reporter) -> Source:
    source = mapping(raw, "source", report)
    if not source:
        return Source("", "", date.min)
    return Source(
        document=text(source, "document", report, "source.document"),
        section=text(source, "section", report, "source.section"),
        date=day(source.get("date"), "source.date", report),
    )


def _answers(raw: Any, report: Reporter) -> dict[str, str]:
    texts = mapping(raw, "answer", report)
    for language in sorted(set(texts) - set(LANGUAGES), key=str):
        report.tell(f"answer.{language}", "unknown language", _LANGUAGES)
    if "fr" not in texts:
        report.tell("answer.fr", "missing French text")
    return {
        language: text(texts, language, report, f"answer.{language}")
        for language in LANGUAGES
        if language in texts
    }


def _easy(raw: Mapping[str, Any], report: Reporter) -> dict[str, str]:
    """Return the easy texts: each in a language in which the whole answer is told too."""
    texts = mapping(raw.get("easy", {}), "easy", report)
    answers = raw.get("answer")
    told = set(answers) if isinstance(answers, Mapping) else set()
    for language in sorted(set(texts) - told, key=str):
        report.tell(f"easy.{language}", "the answer is not told in this language")
    return {
        language: text(texts, language, report, f"easy.{language}")
        for language in LANGUAGES
        if language in texts
    }


def _read_by_a_person(raw: Mapping[str, Any], report: Reporter) -> tuple[str, ...]:
    """Return the translations that a person has read; the others are a machine's."""
    read = strings(raw.get("read_by_a_person", []), "read_by_a_person", report)
    texts = raw.get("answer")
    translated = set(texts) - {"fr"} if isinstance(texts, Mapping) else set()
    translated |= {EASY} if raw.get("easy") else set()
    for number, language in enumerate(read):
        if language not in translated:
            told = f"{language!r} is no translation of this entry"
            mend = f"one of {', '.join(sorted(map(str, translated))) or 'none yet'}"
            report.tell("read_by_a_person", told, mend, at=str(number))
    return tuple(read)


def _questions(raw: Any, report: Reporter) -> dict[str, tuple[str, ...]]:
    examples = mapping(raw, "questions", report)
    for language in sorted(set(examples) - set(LANGUAGES), key=str):
        report.tell(f"questions.{language}", "unknown language", _LANGUAGES)
    if not examples.get("fr"):
        report.tell("questions.fr", "no French way of asking")
    return {
        language: tuple(strings(examples[language], f"questions.{language}", report))
        for language in LANGUAGES
        if language in examples
    }


def _facts(raw: Any, report: Reporter) -> dict[str, Fact]:
    facts = {}
    for name, body in mapping(raw, "values", report).items():
        field = f"values.{name}"
        fact = _fact(str(name), mapping(body, field, report), report)
        if fact:
            facts[str(name)] = fact
    return facts


def _fact(name: str, body: Mapping[Any, Any], report: Reporter) -> Fact | None:
    field = f"values.{name}"
    units = [str(unit) for unit in Unit]
    if body.get("unit") not in units:
        report.tell(
            field, f"unknown unit {body.get('unit')!r}", f"one of {', '.join(units)}", at="unit"
        )
        return None
    for unknown in sorted(set(body) - {"unit", "on"}, key=str):
        report.tell(field, f"unknown field {unknown}", "one of unit, on", at=str(unknown))
    unit, on = Unit(body["unit"]), body.get("on")
    if not on:
        report.tell(f"{field}.on", "no value", f"write `on: {{2024-06-06: {EXAMPLES[unit]}}}`")
        return None
    dated = [
        value
        for since, raw in mapping(on, f"{field}.on", report).items()
        if (value := _dated(unit, since, raw, f"{field}.on", report))
    ]
    return Fact(name, unit, tuple(sorted(dated, key=lambda value: value.day))) if dated else None


def _dated(unit: Unit, since: Any, raw: Any, field: str, report: Reporter) -> DatedValue | None:
    at = str(since)
    if not isinstance(since, date):
        told = f"{since!r} is not a date of effect written YYYY-MM-DD"
        report.tell(field, told, "write the day from which the value holds, as 2024-06-06", at=at)
        return None
    try:
        return DatedValue(since, parse_value(unit, raw))
    except ValueError as error:
        report.tell(field, str(error), f"write `{at}: {EXAMPLES[unit]}`", at=at)
        return None
