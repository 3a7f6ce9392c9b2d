"""Raw YAML → a contact point and its opening hours."""

from __future__ import annotations

from typing import Any

from knowledge.fields import mapping, text, word
from knowledge.model import WEEKDAYS, ContactPoint, Means, Slot
from knowledge.report import Reporter
from knowledge.values import parse_clock

_FIELDS = ("profile", "means", "place", "telephone", "hours")
_HOURS = 'write `hours: {mo-fr: ["08:30-12:30", "13:30-17:00"]}`, days and openings in order'


def parse_contact(raw: Any, report: Reporter) -> ContactPoint | None:
    """Return the contact point that an entry describes, if it does."""
    if raw is None:
        return None
    body = mapping(raw, "contact", report)
    for unknown in sorted(set(body) - set(_FIELDS), key=str):
        report.tell(f"contact.{unknown}", "unknown field", f"one of {', '.join(_FIELDS)}")
    telephone = str(body.get("telephone") or "")
    default = Means.TELEPHONE if telephone else Means.COUNTER
    return ContactPoint(
        profile=text(body, "profile", report, "contact.profile"),
        means=word(Means, body.get("means", str(default)), "contact.means", report),
        place=str(body.get("place") or ""),
        telephone=telephone,
        hours=_hours(body.get("hours", {}), report),
    )


def _hours(raw: Any, report: Reporter) -> dict[str, tuple[Slot, ...]]:
    hours: dict[str, tuple[Slot, ...]] = {}
    for days, slots in mapping(raw, "contact.hours", report).items():
        try:
            parsed = _slots(slots)
            named = _days(str(days))
        except ValueError as error:
            report.tell("contact.hours", str(error), _HOURS, at=str(days))
            continue
        for day in named:
            if day in hours:
                report.tell("contact.hours", f"{day} stands twice", _HOURS, at=str(days))
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
    for written in raw:
        start, _, end = str(written).partition("-")
        slot = Slot(parse_clock(start.strip()), parse_clock(end.strip()))
        if slot.start >= slot.end or (slots and slots[-1].end > slot.start):
            raise ValueError(f"{written!r} ends before it starts, or overlaps the one before")
        slots.append(slot)
    return tuple(slots)
