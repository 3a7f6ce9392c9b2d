"""The clock of an applicant's papers: when they are due, and when somebody is reminded. Pure."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from backend.quiet import NoticeHours
from knowledge import EntryNotFound, FactNotFound, Knowledge
from knowledge.calculators import Book

# Where the delay stands, for the landlords whose sources give one.
ENTRIES = {"office64": "office64-papiers-caleol"}
_DELAY = "delai"
_BEFORE = timedelta(hours=12)
# Reminders keep them whatever the deployment's notices do.
HOURS = NoticeHours(time(8), time(20))


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
    """Return when to remind: half a day before, or else the last hours of a day before that.

    Where that is over already, the next hours in which a notice leaves; None when they come too
    late.
    """
    wanted = HOURS.last(due_at - _BEFORE)
    if wanted <= now:
        wanted = HOURS.next(now)
    return wanted if now < wanted < due_at else None
