"""The moments at which an agency receives by appointment, and the windows of calls. Pure.

Everything is UTC: two local times of one night cannot be compared when the clocks change.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta

from backend.appointments.offers import Offer
from knowledge import Knowledge, tenant_entry
from knowledge.hours import PARIS, slots_on
from knowledge.model import ContactPoint

Opening = tuple[datetime, datetime]
_WINDOWS_AHEAD = timedelta(days=14)


def point_of(knowledge: Knowledge, entry_id: str) -> ContactPoint:
    """Return the contact point of an entry; its hours are the entry's."""
    found = tenant_entry(knowledge, entry_id).contact
    if found is None:
        raise LookupError(f"{entry_id} has no opening hours")
    return found


def openings(point: ContactPoint, day: date) -> list[Opening]:
    """Return the openings of a day, none on a public holiday."""
    return [
        (
            _utc(datetime.combine(day, slot.start, PARIS)),
            _utc(datetime.combine(day, slot.end, PARIS)),
        )
        for slot in slots_on(point, day)
    ]


def _utc(local: datetime) -> datetime:
    return local.astimezone(UTC)


def starts_on(knowledge: Knowledge, offer: Offer, day: date) -> list[datetime]:
    """Return the moments of a service on a day: while people are there, outside walk-in hours."""
    open_hours = openings(point_of(knowledge, offer.hours), day)
    walk_in = openings(point_of(knowledge, offer.walk_in), day) if offer.walk_in else []
    return [
        start
        for opens, closes in open_hours
        for start in _cut(opens, closes, offer.length)
        if not any(start < ends and begins < start + offer.length for begins, ends in walk_in)
    ]


def _cut(opens: datetime, closes: datetime, length: timedelta) -> Iterator[datetime]:
    while opens + length <= closes:
        yield opens
        opens += length


def ahead(
    knowledge: Knowledge, offer: Offer, *, now: datetime, closed: Collection[date] = ()
) -> Iterator[datetime]:
    """Yield the moments from the notice on, as far ahead as the landlord plans, in order."""
    day = now.astimezone(PARIS).date()
    last = day + offer.horizon
    while day <= last:
        if day not in closed:
            for start in starts_on(knowledge, offer, day):
                if start >= now + offer.notice:
                    yield start
        day += timedelta(days=1)


def windows(knowledge: Knowledge, hours: str | None, *, now: datetime) -> Iterator[Opening]:
    """Yield the openings in which somebody may be called, the one that is going on first."""
    if hours is None:
        return
    point, day = point_of(knowledge, hours), now.astimezone(PARIS).date()
    for number in range(_WINDOWS_AHEAD.days):
        for opens, closes in openings(point, day + timedelta(days=number)):
            if closes > now:
                yield max(opens, now), closes


def next_window(
    knowledge: Knowledge, hours: str | None, *, now: datetime, tried: Collection[datetime]
) -> Opening | None:
    """Return the opening after one that failed, at the hours of the day that were tried least.

    None where the sources give no hours.
    """
    later = [window for window in windows(knowledge, hours, now=now) if window[0] > now]
    return min(later, key=lambda one: sum(_same_hours(at, one) for at in tried), default=None)


def _same_hours(at: datetime, window: Opening) -> bool:
    opens, closes = (one.astimezone(PARIS).time() for one in window)
    return opens <= at.astimezone(PARIS).time() < closes
