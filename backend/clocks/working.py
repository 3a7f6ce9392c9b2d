"""Working time: hours of working days, holidays left out, whatever the clock change does. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from knowledge.hours import PARIS, is_public_holiday
from knowledge.model import WEEKDAYS, Slot

Week = Mapping[str, tuple[Slot, ...]]
_NONE = timedelta(0)
# The end of a day that is worked whole: a slot's end is not in it.
_MIDNIGHT = time.max
WHOLE_DAYS: Week = {day: (Slot(time.min, _MIDNIGHT),) for day in WEEKDAYS[:5]}
_HORIZON = 3_660
"""Days looked ahead: ten years, more than anybody promises."""


def _at(day: date, hour: time) -> datetime:
    if hour == _MIDNIGHT:
        day, hour = day + timedelta(days=1), time.min
    return datetime.combine(day, hour, PARIS).astimezone(UTC)


def is_worked(week: Week, day: date) -> bool:
    """Is `day` a working day of this week, and no public holiday?"""
    return bool(week.get(WEEKDAYS[day.weekday()])) and not is_public_holiday(day)


def _openings(week: Week, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield what is worked from a day on, in UTC and in order."""
    for ahead in range(_HORIZON):
        day = first + timedelta(days=ahead)
        if is_worked(week, day):
            for slot in week[WEEKDAYS[day.weekday()]]:
                yield _at(day, slot.start), _at(day, slot.end)


def elapsed(week: Week, start: datetime, end: datetime) -> timedelta:
    """Return how much was worked between two moments; none where the end is not after the start."""
    worked = _NONE
    if end <= start:
        return worked
    for opens, closes in _openings(week, start.astimezone(PARIS).date()):
        if opens >= end:
            break
        worked += max(_NONE, min(closes, end) - max(opens, start))
    return worked


def advance(week: Week, start: datetime, amount: timedelta) -> datetime:
    """Return the first moment by which `amount` has been worked since `start`.

    Raises ValueError for a week in which nobody works.
    """
    if amount <= _NONE:
        return start
    for opens, closes in _openings(week, start.astimezone(PARIS).date()):
        begins = max(opens, start)
        if closes - begins >= amount:
            return begins + amount
        amount -= max(_NONE, closes - begins)
    raise ValueError("nobody works in this week")


def days_after(week: Week, moment: datetime, days: int) -> datetime:
    """Return the end of the last of so many working days after the day of a moment.

    The day itself does not count. Raises ValueError for a week in which nobody works.
    """
    day = moment.astimezone(PARIS).date()
    for _ in range(_HORIZON):
        if days <= 0 and is_worked(week, day):
            return _at(day, week[WEEKDAYS[day.weekday()]][-1].end)
        day += timedelta(days=1)
        days -= is_worked(week, day)
    raise ValueError("nobody works in this week")


def in_days(week: Week, amount: timedelta) -> int:
    """Return how many whole working days an amount of work is; none in a week without work."""
    days = [_length(slots) for slots in week.values() if slots]
    return int(amount * len(days) / sum(days, _NONE)) if days else 0


def _length(slots: tuple[Slot, ...]) -> timedelta:
    first = date(2026, 1, 5)
    return sum((_at(first, slot.end) - _at(first, slot.start) for slot in slots), _NONE)
