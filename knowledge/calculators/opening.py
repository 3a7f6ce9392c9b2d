"""Is a contact point open now, at a moment or on a day, and when does it open next?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.errors import ContactNotFound
from knowledge.hours import PARIS, closing, next_opening, slots_on
from knowledge.model import ContactPoint, Entry, Means, Unit
from knowledge.query import contact_with_hours

_NOW: Mapping[tuple[Means, str], str] = {
    (Means.TELEPHONE, "open"): "opening_telephone_open",
    (Means.TELEPHONE, "closed"): "opening_telephone_closed",
    (Means.COUNTER, "open"): "opening_counter_open",
    (Means.COUNTER, "closed"): "opening_counter_closed",
}
_AT: Mapping[tuple[Means, str], str] = {
    (Means.TELEPHONE, "open"): "opening_telephone_open_at",
    (Means.TELEPHONE, "closed"): "opening_telephone_closed_at",
    (Means.COUNTER, "open"): "opening_counter_open_at",
    (Means.COUNTER, "closed"): "opening_counter_closed_at",
}
_ON_DAY: Mapping[tuple[Means, int], str] = {
    (Means.TELEPHONE, 0): "opening_telephone_day_closed",
    (Means.TELEPHONE, 1): "opening_telephone_day_once",
    (Means.TELEPHONE, 2): "opening_telephone_day_twice",
    (Means.COUNTER, 0): "opening_counter_day_closed",
    (Means.COUNTER, 1): "opening_counter_day_once",
    (Means.COUNTER, 2): "opening_counter_day_twice",
}
_TIMES = ("opens", "closes", "reopens", "ends")
_FAR = timedelta(days=366)


def _next(point: ContactPoint, after: datetime) -> dict[str, Figure]:
    opens = next_opening(point, after)
    if opens is None:
        raise ContactNotFound(point.place, point.profile, point.means)
    return {"next": Figure(Unit.DATE, opens)}


def _clock(at: time | datetime) -> Figure:
    told = at.astimezone(PARIS).time() if isinstance(at, datetime) else at
    return Figure(Unit.TIME, told)


def _at(point: ContactPoint, entry: Entry, at: datetime, *, is_now: bool) -> Result:
    closes = closing(point, at)
    verdict = "open" if closes else "closed"
    figures = {"closes": _clock(closes)} if closes else _next(point, at)
    values = figures if is_now else {"at": Figure(Unit.DATE, at), **figures}
    text = (_NOW if is_now else _AT)[point.means, verdict]
    return Result(verdict, (Reason(text, values, entry.id),), figures)


def _on(point: ContactPoint, entry: Entry, day: date) -> Result:
    slots = slots_on(point, day)
    times = [time for slot in slots for time in (slot.start, slot.end)]
    told = {name: _clock(time) for name, time in zip(_TIMES, times, strict=False)}
    if not slots:
        told = _next(point, datetime.combine(day, time.min, PARIS))
    values = {"day": Figure(Unit.DATE, day), **told}
    verdict = "open" if slots else "closed"
    return Result(verdict, (Reason(_ON_DAY[point.means, len(slots)], values, entry.id),), told)


def opening(given: Given, book: Book) -> Result:
    """Return whether the point answers: now, at the moment told, or on the day told."""
    point, entry = contact_with_hours(
        book.knowledge, book.landlord, profile=given["profile"], means=Means(given["means"])
    )
    at, day = given.get("at"), given.get("day")
    if at is not None:
        return _at(point, entry, at, is_now=False)
    if day is None or day == book.today:
        return _at(point, entry, book.now, is_now=True)
    if not book.today < day <= book.today + _FAR:
        given.refuse("day")
    return _on(point, entry, day)


OPENING = Calculator(
    "opening",
    (
        Input("profile", Kind.CHOICE, ("tenant", "partner")),
        Input("means", Kind.CHOICE, tuple(Means)),
        Input("day", Kind.DATE, optional=True),
        Input("at", Kind.MOMENT, optional=True),
    ),
    opening,
)
