"""The clock of an applicant's papers: when they are due, and when somebody is reminded. Pure."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from backend.quiet import NoticeHours
from knowledge import Knowledge
from knowledge.calculators import CALCULATORS, Book, Result, compute

_DEADLINE = CALCULATORS["papers-deadline"]
_BEFORE = timedelta(hours=12)
# Reminders keep them whatever the deployment's notices do.
HOURS = NoticeHours(time(8), time(20))


def counted(landlord: str) -> bool:
    """Do the landlord's sources give a delay for the papers?"""
    return landlord in _DEADLINE.landlords


def due(knowledge: Knowledge, landlord: str, asked_at: datetime) -> tuple[datetime, str] | None:
    """Return when papers asked for at a moment are due, and the entry that says so.

    None where no source of the landlord gives a delay.
    """
    if not counted(landlord):
        return None
    found = compute(_DEADLINE, {"asked_at": asked_at}, Book(knowledge, landlord, asked_at))
    ends = found.figures["ends"].value if isinstance(found, Result) else None
    if not isinstance(found, Result) or not isinstance(ends, datetime):
        raise TypeError("the papers' calculator asks for more than the moment")
    return ends, found.entries[0]


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
