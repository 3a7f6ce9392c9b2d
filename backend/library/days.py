"""Exceptional days: when a landlord's telephone or counter is closed, or open otherwise.

Data of a landlord, dated, kept by who supervises and audited; whatever tells the hours tells them.
The functions take a session and never commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from backend.agents.models import Agent
from backend.library import openings
from backend.library.models import OpeningDay
from backend.library.openings import OpeningRefused, Times, in_order
from knowledge.days import Days
from knowledge.hours import PARIS
from knowledge.model import Entry, Knowledge, Slot

LONGEST_STRETCH, FARTHEST = timedelta(days=31), timedelta(days=550)


@dataclass(frozen=True)
class Wanted:
    """What is to hold from a first day to a last one; no slots: closed."""

    entry: str
    first: date
    last: date
    slots: Times = ()
    reason: str = ""


def points(knowledge: Knowledge, landlord: str) -> Sequence[Entry]:
    """Return the entries of a landlord whose contact point has hours, once each point."""
    found = [e for e in knowledge.entries if e.landlord == landlord and e.contact]
    with_hours = [e for e in found if e.contact and e.contact.hours]
    once = {
        (e.contact.means, e.contact.place, e.contact.telephone): e for e in with_hours if e.contact
    }
    return list(once.values())


def coming(session: Session, landlord: str, today: date) -> Sequence[OpeningDay]:
    """Return a landlord's exceptional days from today on, in order."""
    query = select(OpeningDay).where(
        OpeningDay.landlord == landlord,
        OpeningDay.day >= today,
        col(OpeningDay.withdrawn_at).is_(None),
    )
    return session.exec(query.order_by(col(OpeningDay.day), col(OpeningDay.entry))).all()


def in_force(session: Session, today: date) -> tuple[tuple[int, ...], Mapping[str, Days]]:
    """Return the days that hold from yesterday on: their numbers, and what they say by entry."""
    query = select(OpeningDay).where(
        OpeningDay.day >= today - timedelta(days=1), col(OpeningDay.withdrawn_at).is_(None)
    )
    kept = session.exec(query.order_by(col(OpeningDay.id))).all()
    said: dict[str, dict[date, tuple[Slot, ...]]] = {}
    for one in kept:
        said.setdefault(one.entry, {})[one.day] = slots_of(one)
    return tuple(one.id or 0 for one in kept), said


def slots_of(one: OpeningDay) -> tuple[Slot, ...]:
    """Return the hours of an exceptional day."""
    return openings.read(one.slots)


def keep(
    session: Session, knowledge: Knowledge, by: Agent, wanted: Wanted, *, now: datetime
) -> None:
    """Let some days be exceptional, whatever was said of them; raises OpeningRefused."""
    known = {entry.id for entry in points(knowledge, by.landlord)}
    stretch, today = wanted.last - wanted.first, now.astimezone(PARIS).date()
    in_time = today <= wanted.first <= wanted.last <= today + FARTHEST
    if wanted.entry not in known or not in_time or stretch >= LONGEST_STRETCH:
        raise OpeningRefused
    if not in_order(wanted.slots):
        raise OpeningRefused
    made = [
        _made(by, wanted, wanted.first + timedelta(days=ahead), now)
        for ahead in range(stretch.days + 1)
    ]
    openings.put(session, by, *made, now=now)


def _made(by: Agent, wanted: Wanted, day: date, now: datetime) -> OpeningDay:
    return OpeningDay(
        landlord=by.landlord,
        entry=wanted.entry,
        day=day,
        slots=openings.written(wanted.slots),
        reason=openings.reason_of(wanted.reason),
        made_by=by.id or 0,
        created_at=now,
    )
