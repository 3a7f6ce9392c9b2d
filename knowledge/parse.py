"""Raw YAML → frozen entries, telling every broken rule instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.errors import Problem
from knowledge.model import (
    LANGUAGES,
    WEEKDAYS,
    Audience,
    ContactPoint,
    DatedValue,
    Entry,
    Fact,
    Means,
    Slot,
    Source,
    Status,
    Unit,
    Visibility,
)
from knowledge.values import parse_clock, parse_value

_Word = TypeVar("_Word", bound=StrEnum)
_FIELDS = {
    "id", "title", "audience", "visibility", "status", "facts", "source", "checked_on",
    "review_by", "values", "contact", "answer", "questions", "note",
}  # fmt: skip


class Reporter:
    """Collects what is wrong in one entry."""

    def __init__(self, file: str, entry: str, problems: list[Problem]) -> None:
        self.file, self.entry, self._problems = file, entry, problems

    def tell(self, field: str, message: str) -> None:
        """Note one problem of this entry."""
        self._problems.append(Problem(self.file, self.entry, field, message))


def parse_entry(raw: Mapping[str, Any], landlord: str, topic: str, report: Reporter) -> Entry:
    """Return the entry, with a harmless stand-in for each field that was told as wrong."""
    for unknown in sorted(set(raw) - _FIELDS):
        report.tell(unknown, "unknown field")
    return Entry(
        id=report.entry,
        landlord=landlord,
        topic=topic,
        title=_text(raw, "title", report),
        audience=_audience(raw.get("audience"), report),
        visibility=_word(Visibility, raw.get("visibility"), "visibility", report),
        status=_word(Status, raw.get("status"), "status", report),
        source=_source(raw.get("source"), report),
        checked_on=_day(raw.get("checked_on"), "checked_on", report),
        review_by=_day(raw.get("review_by"), "review_by", report),
        answer=_answers(raw.get("answer"), report),
        questions=_questions(raw.get("questions"), report),
        facts=tuple(_strings(raw.get("facts", []), "facts", report)),
        values=_facts(raw.get("values", {}), report),
        contact=_contact(raw.get("contact"), report),
        file=report.file,
    )


def _mapping(raw: Any, field: str, report: Reporter) -> Mapping[Any, Any]:
    if isinstance(raw, Mapping):
        return raw
    report.tell(field, "missing" if raw is None else "is not a mapping")
    return {}


def _text(raw: Mapping[Any, Any], key: str, report: Reporter, field: str = "") -> str:
    value = raw.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    report.tell(field or key, "missing" if value is None else "is not a text (quote it?)")
    return ""


def _strings(raw: Any, field: str, report: Reporter) -> list[str]:
    if isinstance(raw, list) and all(isinstance(item, str) and item.strip() for item in raw):
        return [item.strip() for item in raw]
    report.tell(field, "is not a list of texts (quote figures, true, null)")
    return []


def _day(raw: Any, field: str, report: Reporter) -> date:
    if isinstance(raw, date):
        return raw
    report.tell(field, "missing" if raw is None else f"{raw!r} is not a date written YYYY-MM-DD")
    return date.min


def _word(kind: type[_Word], raw: Any, field: str, report: Reporter) -> _Word:
    words = [str(word) for word in kind]
    if raw in words:
        return kind(raw)
    report.tell(field, f"{raw!r} is not one of {', '.join(words)}")
    return next(iter(kind))


def _audience(raw: Any, report: Reporter) -> tuple[Audience, ...]:
    words = _strings(raw, "audience", report)
    if not words:
        report.tell("audience", "names nobody")
    return tuple(_word(Audience, word, "audience", report) for word in words)


def _source(raw: Any, report: Reporter) -> Source:
    source = _mapping(raw, "source", report)
    if not source:
        return Source("", "", date.min)
    return Source(
        document=_text(source, "document", report, "source.document"),
        section=_text(source, "section", report, "source.section"),
        date=_day(source.get("date"), "source.date", report),
    )


def _answers(raw: Any, report: Reporter) -> dict[str, str]:
    texts = _mapping(raw, "answer", report)
    for language in sorted(set(texts) - set(LANGUAGES), key=str):
        report.tell(f"answer.{language}", "unknown language")
    if "fr" not in texts:
        report.tell("answer.fr", "missing French text")
    return {
        language: _text(texts, language, report, f"answer.{language}")
        for language in LANGUAGES
        if language in texts
    }


def _questions(raw: Any, report: Reporter) -> dict[str, tuple[str, ...]]:
    examples = _mapping(raw, "questions", report)
    for language in sorted(set(examples) - set(LANGUAGES), key=str):
        report.tell(f"questions.{language}", "unknown language")
    if not examples.get("fr"):
        report.tell("questions.fr", "no French way of asking")
    return {
        language: tuple(_strings(examples[language], f"questions.{language}", report))
        for language in LANGUAGES
        if language in examples
    }


def _facts(raw: Any, report: Reporter) -> dict[str, Fact]:
    facts = {}
    for name, body in _mapping(raw, "values", report).items():
        field = f"values.{name}"
        fact = _fact(str(name), _mapping(body, field, report), report)
        if fact:
            facts[str(name)] = fact
    return facts


def _fact(name: str, body: Mapping[Any, Any], report: Reporter) -> Fact | None:
    field = f"values.{name}"
    if body.get("unit") not in [str(unit) for unit in Unit]:
        report.tell(field, f"unknown unit {body.get('unit')!r}")
        return None
    for unknown in sorted(set(body) - {"unit", "on"}, key=str):
        report.tell(field, f"unknown field {unknown}")
    unit = Unit(body["unit"])
    dated = [
        value
        for day, raw in _mapping(body.get("on"), f"{field}.on", report).items()
        if (value := _dated(unit, day, raw, f"{field}.on", report))
    ]
    return Fact(name, unit, tuple(sorted(dated, key=lambda value: value.day))) if dated else None


def _dated(unit: Unit, day: Any, raw: Any, field: str, report: Reporter) -> DatedValue | None:
    if not isinstance(day, date):
        report.tell(field, f"{day!r} is not a date of effect written YYYY-MM-DD")
        return None
    try:
        return DatedValue(day, parse_value(unit, raw))
    except ValueError as error:
        report.tell(field, str(error))
        return None


def _contact(raw: Any, report: Reporter) -> ContactPoint | None:
    if raw is None:
        return None
    body = _mapping(raw, "contact", report)
    for unknown in sorted(set(body) - {"profile", "means", "place", "telephone", "hours"}, key=str):
        report.tell(f"contact.{unknown}", "unknown field")
    telephone = str(body.get("telephone") or "")
    default = Means.TELEPHONE if telephone else Means.COUNTER
    return ContactPoint(
        profile=_text(body, "profile", report, "contact.profile"),
        means=_word(Means, body.get("means", str(default)), "contact.means", report),
        place=str(body.get("place") or ""),
        telephone=telephone,
        hours=_hours(body.get("hours", {}), report),
    )


def _hours(raw: Any, report: Reporter) -> dict[str, tuple[Slot, ...]]:
    hours: dict[str, tuple[Slot, ...]] = {}
    for days, slots in _mapping(raw, "contact.hours", report).items():
        try:
            parsed = _slots(slots)
            named = _days(str(days))
        except ValueError as error:
            report.tell("contact.hours", str(error))
            continue
        for day in named:
            if day in hours:
                report.tell("contact.hours", f"{day} stands twice")
            hours[day] = parsed
    return hours


def _days(words: str) -> list[str]:
    first, _, last = words.partition("-")
    last = last or first
    if first not in WEEKDAYS or last not in WEEKDAYS:
        raise ValueError(f"{words!r} is not a day or a range of mo, tu, we, th, fr, sa, su")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    if start > end:
        raise ValueError(f"{words!r} runs backwards")
    return list(WEEKDAYS[start : end + 1])


def _slots(raw: Any) -> tuple[Slot, ...]:
    if not isinstance(raw, list):
        raise ValueError(f"{raw!r} is not a list of openings")
    slots: list[Slot] = []
    for text in raw:
        start, _, end = str(text).partition("-")
        slot = Slot(parse_clock(start.strip()), parse_clock(end.strip()))
        if slot.start >= slot.end or (slots and slots[-1].end > slot.start):
            raise ValueError(f"{text!r} ends before it starts, or overlaps the one before")
        slots.append(slot)
    return tuple(slots)
