"""When a contact point answers: local hours of France, public holidays closed, DST-safe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

import holidays

from knowledge.model import WEEKDAYS, ContactPoint, Slot, Week

PARIS = ZoneInfo("Europe/Paris")
_HORIZON = 31
"""Days looked ahead for an opening: more than the longest row of holidays and closed days."""


@lru_cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_public_holiday(day: date) -> bool:
    """Is `day` a public holiday all over mainland France?"""
    return day in _holidays(day.year)


def slots_on(contact: ContactPoint, day: date) -> tuple[Slot, ...]:
    """Return the openings of a day, in order; none on a public holiday, but for an exception."""
    if day in contact.days:
        return contact.days[day]
    if is_public_holiday(day):
        return ()
    return week_on(contact, day).get(WEEKDAYS[day.weekday()], ())


def week_on(contact: ContactPoint, day: date) -> Week:
    """Return the week that holds on a day: the last one that has begun, else the usual one."""
    begun = max((start for start in contact.weeks if start <= day), default=None)
    return contact.weeks[begun] if begun else contact.hours


def spans(week: Week) -> Iterator[tuple[str, str, tuple[Slot, ...]]]:
    """Yield the rows of days of a week that are open alike: the first, the last, the openings."""
    for slots, group in groupby(WEEKDAYS, key=lambda day: week.get(day, ())):
        days = list(group)
        if slots:
            yield days[0], days[-1], slots


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a time zone is refused")
    return at.astimezone(PARIS)


def _openings(contact: ContactPoint, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield (opens, closes) in UTC: comparing two local times would ignore the clock change."""
    for ahead in range(_HORIZON):
        day = first + timedelta(days=ahead)
        for slot in slots_on(contact, day):
            opens = datetime.combine(day, slot.start, PARIS).astimezone(UTC)
            yield opens, datetime.combine(day, slot.end, PARIS).astimezone(UTC)


def closing(contact: ContactPoint, at: datetime) -> datetime | None:
    """Return when the opening that `at` lies in ends, Paris time; None when closed."""
    instant = _local(at).astimezone(UTC)
    for opens, closes in _openings(contact, _local(at).date()):
        if opens <= instant < closes:
            return closes.astimezone(PARIS)
        if opens > instant:
            return None
    return None


def is_open(contact: ContactPoint, at: datetime) -> bool:
    """Is the contact point open at `at`? The minute of closing is closed."""
    return closing(contact, at) is not None


def next_opening(contact: ContactPoint, after: datetime) -> datetime | None:
    """Return the first opening that starts after `after`, Paris time; None without hours."""
    instant = _local(after).astimezone(UTC)
    for opens, _ in _openings(contact, _local(after).date()):
        if opens > instant:
            return opens.astimezone(PARIS)
    return None
