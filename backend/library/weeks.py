"""Weekly hours: when a landlord's telephone or counter answers, from a day on.

The files' hours hold until a week was kept here; data of a landlord, kept by who supervises and
audited, as the exceptional days are. The functions take a session and never commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from backend.agents.models import Agent
from backend.library import openings
from backend.library.days import FARTHEST, points
from backend.library.models import OpeningWeek
from backend.library.openings import OpeningRefused, Times, in_order
from knowledge.days import Weeks
from knowledge.hours import PARIS
from knowledge.model import WEEKDAYS, Knowledge, Week


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
    return {day: openings.read(slots) for day, slots in one.hours.items()}


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
    made = OpeningWeek(
        landlord=by.landlord,
        entry=wanted.entry,
        starts_on=wanted.starts_on,
        hours={day: openings.written(slots) for day, slots in hours.items() if slots},
        reason=openings.reason_of(wanted.reason),
        made_by=by.id or 0,
        created_at=now,
    )
    openings.put(session, by, made, now=now)
