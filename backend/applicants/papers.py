"""The clock of an applicant's papers: when they are due, and when somebody is reminded. Pure."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from knowledge import EntryNotFound, FactNotFound, Knowledge
from knowledge.calculators import Book
from knowledge.hours import PARIS

# Where the delay stands, for the landlords whose sources give one.
ENTRIES = {"office64": "office64-papiers-caleol"}
_DELAY = "delai"
_BEFORE = timedelta(hours=12)
_MORNING, _EVENING = time(8), time(19)


def due(knowledge: Knowledge, landlord: str, asked_at: datetime) -> datetime | None:
    """Return when the papers asked for at a moment are due; None where no source gives a delay."""
    try:
        book = Book(knowledge, landlord, asked_at)
        hours = book.number(ENTRIES[landlord], _DELAY)
    except (KeyError, EntryNotFound, FactNotFound):
        return None
    return asked_at.astimezone(UTC) + timedelta(hours=float(hours))


def hours_left(due_at: datetime, now: datetime) -> Decimal:
    """Return the whole hours that are left, never less than none."""
    return Decimal(max(0, (due_at - now) // timedelta(hours=1)))


def reminder(due_at: datetime, now: datetime) -> datetime | None:
    """Return when to remind: half a day before, never at night; None when it is too late for it.

    A reminder that would fall in the night comes the evening before, or else in the morning.
    """
    wanted = (due_at - _BEFORE).astimezone(PARIS)
    if wanted.time() < _MORNING or wanted.time() >= _EVENING:
        day = wanted.date() if wanted.time() >= _EVENING else wanted.date() - timedelta(days=1)
        evening = datetime.combine(day, _EVENING, PARIS)
        morning = datetime.combine(day + timedelta(days=1), _MORNING, PARIS)
        wanted = evening if evening > now else morning
    return wanted if now < wanted < due_at else None
