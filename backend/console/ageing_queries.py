"""Open requests by their age: which are late, which are oldest, how many there are of each.

`seen` is which requests who asks may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, text
from sqlmodel import Session, col, func, select

from backend.agents.models import Agency
from backend.clocks.models import RequestClock
from backend.clocks.service import in_days
from backend.clocks.working import Week
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import STILL_OPEN, Sollicitation, SollicitationEvent

PAGE = 25
Seen = ColumnElement[bool]
BY_AGENCY: Any = Agency.name
BY_ROLE: Any = col(Sollicitation.role)
BY_CATEGORY: Any = col(Sollicitation.category)
_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty means everything, `none` requests without an agency."""

    agency: str = ""
    role: str = ""
    category: str = ""
    late: bool = False


@dataclass(frozen=True)
class Old:
    """One open request with its age in working days, without what it waited for its tenant."""

    it: Sollicitation
    agency: str | None
    clock: RequestClock | None
    days: int


@dataclass(frozen=True)
class Page:
    """Some of the open requests, and how many there are."""

    found: Sequence[Old]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Group:
    """The open requests of one agency, role or category."""

    name: str | None
    open: int
    week: int
    month: int
    late: int
    oldest: datetime


def _is_late(now: datetime) -> ColumnElement[bool]:
    running = col(RequestClock.held_at).is_(None)
    return func.coalesce((col(RequestClock.due_at) < now) & running, False)


def _still_open() -> ColumnElement[bool]:
    return text(f"sollicitation.{STILL_OPEN}")  # type: ignore[return-value]


def _narrowed(wanted: Wanted, now: datetime) -> list[Any]:
    conditions: list[Any] = [_still_open()]
    if wanted.agency == "none":
        conditions.append(col(Sollicitation.agency_id).is_(None))
    elif wanted.agency.isdecimal():
        conditions.append(Sollicitation.agency_id == int(wanted.agency))
    if wanted.role:
        conditions.append(col(Sollicitation.role) == wanted.role)
    if wanted.category:
        conditions.append(col(Sollicitation.category) == wanted.category)
    if wanted.late:
        conditions.append(_is_late(now))
    return conditions


def oldest(
    session: Session, seen: Seen, week: Week, wanted: Wanted, number: int, now: datetime
) -> Page:
    """Return one page of the open requests: what is late first, then the oldest."""
    joined: Any = (
        select(Sollicitation, BY_AGENCY, RequestClock)
        .outerjoin(Agency, col(Agency.id) == Sollicitation.agency_id)
        .outerjoin(RequestClock, col(RequestClock.sollicitation_id) == Sollicitation.id)
        .where(seen, *_narrowed(wanted, now))
    )
    total = session.execute(select(func.count()).select_from(joined.subquery())).scalar_one()
    number = min(max(1, number), max(1, -(-total // PAGE)))
    order = (_is_late(now).desc(), col(Sollicitation.opened_at), col(Sollicitation.id))
    rows = session.execute(joined.order_by(*order).offset((number - 1) * PAGE).limit(PAGE)).all()
    ages = _ages(session, [row[0].id for row in rows], week, now)
    found = [Old(it, agency, clock, ages.get(it.id, 0)) for it, agency, clock in rows]
    return Page(found, total, number)


def _ages(session: Session, ids: Sequence[int], week: Week, now: datetime) -> dict[int, int]:
    query = select(SollicitationEvent).where(col(SollicitationEvent.sollicitation_id).in_(ids))
    steps: dict[int, list[SollicitationEvent]] = {}
    for event in session.exec(query.order_by(col(SollicitationEvent.id))):
        steps.setdefault(event.sollicitation_id, []).append(event)
    return {
        number: in_days(week, sollicitations.worked(week, events, now))
        for number, events in steps.items()
    }


def by(session: Session, seen: Seen, what: Any, now: datetime) -> Sequence[Group]:
    """Count the open requests by agency, role or category, the ones with most first."""
    opened, count = col(Sollicitation.opened_at), func.count()
    counted: list[Any] = [
        what,
        count,
        count.filter((opened <= now - _WEEK) & (opened > now - _MONTH)),
        count.filter(opened <= now - _MONTH),
        count.filter(_is_late(now)),
        func.min(opened),
    ]
    query: Any = (
        select(*counted)
        .select_from(Sollicitation)
        .outerjoin(Agency, col(Agency.id) == Sollicitation.agency_id)
        .outerjoin(RequestClock, col(RequestClock.sollicitation_id) == Sollicitation.id)
        .where(seen, _still_open())
        .group_by(what)
        .order_by(count.desc(), what)
    )
    return [Group(*row) for row in session.execute(query)]
