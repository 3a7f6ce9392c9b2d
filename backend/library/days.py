"""Exceptional days: when a landlord's telephone or counter is closed, or open otherwise.

Data of a landlord, dated, kept by who supervises and audited; whatever tells the hours tells them.
The functions take a session and never commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlmodel import Session, col, select

from backend import safety
from backend.agents.models import Agent
from backend.audit import service as audit
from backend.errors import BadInput, NotFound
from backend.feed.service import publish
from backend.library.models import OpeningDay
from backend.library.service import TOPIC
from knowledge.days import Days
from knowledge.hours import PARIS
from knowledge.model import Entry, Knowledge, Slot

LONGEST_REASON, LONGEST_STRETCH = 200, timedelta(days=31)
FARTHEST = timedelta(days=550)
# Who keeps the same days at the same moment comes after, and takes their place.
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:entry, 43))")


class OpeningRefused(BadInput):
    """Exceptional days need a contact point, days to come and hours in their order."""

    type = "opening-day-refused"

    def __init__(self) -> None:
        super().__init__("A contact point, days to come, and hours in their order.")


Times = tuple[tuple[time, time], ...]


def in_order(slots: Times) -> bool:
    """Tell whether openings follow one another, each ending after it began, in local time."""
    times = [moment for slot in slots for moment in slot]
    return not any(moment.tzinfo for moment in times) and times == sorted(set(times))


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
    return tuple(Slot(time.fromisoformat(a), time.fromisoformat(b)) for a, b in one.slots)


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
    session.execute(_HOLD, {"entry": wanted.entry})
    for ahead in range(stretch.days + 1):
        _replace(session, by, wanted, wanted.first + timedelta(days=ahead), now)
    publish(session, TOPIC, "opening", {"entry": wanted.entry})


def _replace(session: Session, by: Agent, wanted: Wanted, day: date, now: datetime) -> None:
    there = select(OpeningDay).where(
        OpeningDay.entry == wanted.entry,
        OpeningDay.day == day,
        col(OpeningDay.withdrawn_at).is_(None),
    )
    before = session.exec(there.with_for_update()).first()
    if before is not None:
        before.withdrawn_at, before.withdrawn_by = now, by.id
        session.flush()
    made = OpeningDay(
        landlord=by.landlord,
        entry=wanted.entry,
        day=day,
        slots=[[a.isoformat("minutes"), b.isoformat("minutes")] for a, b in wanted.slots],
        reason=safety.clean(wanted.reason).strip()[:LONGEST_REASON],
        made_by=by.id or 0,
        created_at=now,
    )
    session.add(made)
    _note(session, by, made, "opening-day-set", now, old=before, new=made)


def withdraw(session: Session, by: Agent, number: int, *, now: datetime) -> None:
    """Let a day be as every other again; raises NotFound for another landlord's."""
    found = session.get(OpeningDay, number, with_for_update=True)
    if found is None or found.landlord != by.landlord:
        raise NotFound("There is no such day.")
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = now, by.id
        _note(session, by, found, "opening-day-withdrawn", now, old=found)
        publish(session, TOPIC, "opening", {"entry": found.entry})


def _note(
    session: Session,
    by: Agent,
    one: OpeningDay,
    what: str,
    now: datetime,
    *,
    old: OpeningDay | None = None,
    new: OpeningDay | None = None,
) -> None:
    about = f"{one.entry} {one.day.isoformat()}"
    states = {
        name: {"slots": day.slots, "reason": day.reason}
        for name, day in (("old", old), ("new", new))
        if day is not None
    }
    audit.write(
        session, landlord=by.landlord, by=by.login, what=what, about=about, now=now, **states
    )
