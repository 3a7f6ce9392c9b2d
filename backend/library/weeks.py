"""Weekly hours: when a landlord's telephone or counter answers, from a day on.

The files' hours hold until a week was kept here; data of a landlord, kept by who supervises and
audited, as the exceptional days are. The functions take a session and never commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text
from sqlmodel import Session, col, select

from backend import safety
from backend.agents.models import Agent
from backend.audit import service as audit
from backend.errors import NotFound
from backend.feed.service import publish
from backend.library.days import FARTHEST, LONGEST_REASON, OpeningRefused, Times, in_order, points
from backend.library.models import OpeningWeek
from backend.library.service import TOPIC
from knowledge.days import Weeks
from knowledge.hours import PARIS
from knowledge.model import WEEKDAYS, Knowledge, Slot, Week

# Who keeps the same week at the same moment comes after, and takes its place.
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:entry, 44))")


@dataclass(frozen=True)
class Wanted:
    """What is to hold from a day on: the openings of each weekday, in their order."""

    entry: str
    starts_on: date
    hours: Mapping[str, Times]
    reason: str = ""


def kept(session: Session, landlord: str) -> Sequence[OpeningWeek]:
    """Return a landlord's weeks, the last to begin first."""
    query = select(OpeningWeek).where(
        OpeningWeek.landlord == landlord, col(OpeningWeek.withdrawn_at).is_(None)
    )
    return session.exec(query.order_by(col(OpeningWeek.starts_on).desc(), OpeningWeek.entry)).all()


def in_force(session: Session) -> tuple[tuple[int, ...], Mapping[str, Weeks]]:
    """Return the weeks that hold or will: their numbers, and what they say by entry."""
    query = select(OpeningWeek).where(col(OpeningWeek.withdrawn_at).is_(None))
    found = session.exec(query.order_by(col(OpeningWeek.id))).all()
    said: dict[str, dict[date, Week]] = {}
    for one in found:
        said.setdefault(one.entry, {})[one.starts_on] = week_of(one)
    return tuple(one.id or 0 for one in found), said


def week_of(one: OpeningWeek) -> Week:
    """Return the openings of a week that was kept."""
    return {
        day: tuple(Slot(time.fromisoformat(a), time.fromisoformat(b)) for a, b in slots)
        for day, slots in one.hours.items()
    }


def keep(
    session: Session, knowledge: Knowledge, by: Agent, wanted: Wanted, *, now: datetime
) -> None:
    """Let a week hold from a day on, whatever was said of that day; raises OpeningRefused."""
    known = {entry.id for entry in points(knowledge, by.landlord)}
    today, hours = now.astimezone(PARIS).date(), wanted.hours
    in_time = today <= wanted.starts_on <= today + FARTHEST
    if wanted.entry not in known or not in_time or not any(hours.values()):
        raise OpeningRefused
    if not set(hours) <= set(WEEKDAYS) or not all(map(in_order, hours.values())):
        raise OpeningRefused
    session.execute(_HOLD, {"entry": wanted.entry})
    _replace(session, by, wanted, now)
    publish(session, TOPIC, "opening", {"entry": wanted.entry})


def _replace(session: Session, by: Agent, wanted: Wanted, now: datetime) -> None:
    there = select(OpeningWeek).where(
        OpeningWeek.entry == wanted.entry,
        OpeningWeek.starts_on == wanted.starts_on,
        col(OpeningWeek.withdrawn_at).is_(None),
    )
    before = session.exec(there.with_for_update()).first()
    if before is not None:
        before.withdrawn_at, before.withdrawn_by = now, by.id
        session.flush()
    made = OpeningWeek(
        landlord=by.landlord,
        entry=wanted.entry,
        starts_on=wanted.starts_on,
        hours={
            day: [[a.isoformat("minutes"), b.isoformat("minutes")] for a, b in slots]
            for day, slots in wanted.hours.items()
            if slots
        },
        reason=safety.clean(wanted.reason).strip()[:LONGEST_REASON],
        made_by=by.id or 0,
        created_at=now,
    )
    session.add(made)
    _note(session, by, made, "opening-week-set", now, old=before, new=made)


def withdraw(session: Session, by: Agent, number: int, *, now: datetime) -> None:
    """Let the hours be again as they were before a week; raises NotFound for another landlord's."""
    found = session.get(OpeningWeek, number, with_for_update=True)
    if found is None or found.landlord != by.landlord:
        raise NotFound("There is no such week.")
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = now, by.id
        _note(session, by, found, "opening-week-withdrawn", now, old=found)
        publish(session, TOPIC, "opening", {"entry": found.entry})


def _note(
    session: Session,
    by: Agent,
    one: OpeningWeek,
    what: str,
    now: datetime,
    *,
    old: OpeningWeek | None = None,
    new: OpeningWeek | None = None,
) -> None:
    states = {
        name: {"hours": week.hours, "reason": week.reason}
        for name, week in (("old", old), ("new", new))
        if week is not None
    }
    about = f"{one.entry} {one.starts_on.isoformat()}"
    audit.write(
        session, landlord=by.landlord, by=by.login, what=what, about=about, now=now, **states
    )
