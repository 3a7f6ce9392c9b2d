"""The list of requests: filters, orders and pages, each by an index however many there are.

A page begins after the last line of the one before it (its key and its number), never at an
offset; how many there are is counted up to a limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    TextClause,
    func,
    literal,
    select,
    text,
    tuple_,
    union_all,
)
from sqlmodel import Session, col

from backend import cursors
from backend.agents.models import Agent
from backend.console import wanted_words
from backend.handover.boundary import requests_seen_by
from backend.sollicitations import codes
from backend.sollicitations.models import STILL_OPEN, Sollicitation
from backend.sollicitations.states import State
from channels.phone import dialled

PAGE = 25
COUNTED = 1_000
OPEN = "open"
NOBODY = "none"


class Sort(StrEnum):
    """In which order the requests are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    QUIET = "quiet"
    PRIORITY = "priority"

    @property
    def key(self) -> Any:
        """The column that orders first; the request's number orders after it."""
        if self in (Sort.CHANGED, Sort.QUIET):
            return col(Sollicitation.updated_at)
        return col(Sollicitation.priority if self is Sort.PRIORITY else Sollicitation.opened_at)

    @property
    def is_descending(self) -> bool:
        """Whether the greatest key comes first."""
        return self not in (Sort.OLDEST, Sort.QUIET)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty means everything.

    `assigned` is the number of an account, or `none`; `days` is how old a request is at least.
    """

    state: str = ""
    category: str = ""
    kind: str = ""
    agency: str = ""
    role: str = ""
    assigned: str = ""
    days: int = 0
    text: str = ""
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True)
class Page:
    """Some of the requests found; `after` and `before` lead to its neighbours, where there are."""

    found: Sequence[Sollicitation]
    total: int
    after: str = ""
    before: str = ""

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED


def search(
    session: Session,
    agent: Agent,
    filters: Filters,
    *,
    now: datetime,
    after: str = "",
    before: str = "",
) -> Page:
    """Return one page of the requests that an agent may see, and how many there are, to a limit."""
    one = int(filters.agency) if filters.agency.isdecimal() else None
    conditions = [*narrowed(filters, now), requests_seen_by(agent, now, agency_id=one)]
    landlord = agent.landlord
    backwards = bool(before and not after)
    place = _place(filters.sort, after or before)
    rows = _rows(session, landlord, filters.sort, conditions, place, backwards=backwards)
    is_more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows = rows[::-1]
    found = _requests(session, [number for number, _ in rows])
    page = Page(found, _count(session, landlord, conditions))
    if rows and (is_more or backwards):
        page = replace(page, after=cursors.written(*rows[-1]))
    if rows and place is not None and (is_more or not backwards):
        page = replace(page, before=cursors.written(*rows[0]))
    return page


def _owners(landlord: str) -> tuple[ColumnElement[bool], ...]:
    """The landlord's, and nobody's yet: apart, for each has its place in the index."""
    known = col(Sollicitation.landlord)
    return known == landlord, known.is_(None)


def _rows(
    session: Session,
    landlord: str,
    sort: Sort,
    conditions: Sequence[ColumnElement[bool] | TextClause],
    place: tuple[Any, int] | None,
    *,
    backwards: bool,
) -> list[tuple[int, Any]]:
    """Return the numbers and keys of one page and one line more."""
    key, number = sort.key, col(Sollicitation.id)
    descending = sort.is_descending is not backwards
    order = [c.desc() if descending else c.asc() for c in (key, number)]
    further: list[Any] = []
    if place is not None:
        here = tuple_(key, number)
        there = tuple_(literal(place[0]), literal(place[1]))
        further = [here < there if descending else here > there]
    parts = [
        select(number.label("id"), key.label("key"))
        .where(owner, *conditions, *further)
        .order_by(*order)
        .limit(PAGE + 1)
        .subquery()
        for owner in _owners(landlord)
    ]
    both = union_all(*(select(part.c.id, part.c.key) for part in parts)).subquery()
    ends = [c.desc() if descending else c.asc() for c in (both.c.key, both.c.id)]
    return [
        (row.id, row.key) for row in session.execute(select(both).order_by(*ends).limit(PAGE + 1))
    ]


def _requests(session: Session, numbers: Sequence[int]) -> list[Sollicitation]:
    query = select(Sollicitation).where(col(Sollicitation.id).in_(numbers))
    found = {one.id: one for one in session.scalars(query)}
    return [found[number] for number in numbers]


def _count(
    session: Session, landlord: str, conditions: Sequence[ColumnElement[bool] | TextClause]
) -> int:
    total = 0
    for owner in _owners(landlord):
        some = select(literal(1)).select_from(Sollicitation).where(owner, *conditions)
        limited = some.limit(COUNTED + 1).subquery()
        total += session.scalar(select(func.count()).select_from(limited)) or 0
    return total


def _place(sort: Sort, cursor: str) -> tuple[Any, int] | None:
    """Return where a page begins; None for the first, and for what is no cursor of this order."""
    if sort is Sort.PRIORITY:
        return cursors.read(cursor, int)
    return cursors.read(cursor, datetime.fromisoformat)


def narrowed(filters: Filters, now: datetime) -> list[ColumnElement[bool] | TextClause]:
    """Return what the filters ask of a request."""
    conditions: list[ColumnElement[bool] | TextClause] = [
        *_equal(Sollicitation.category, filters.category),
        *_equal(Sollicitation.role, filters.role),
        *_equal(Sollicitation.kind, filters.kind),
        *_numbered(Sollicitation.agency_id, filters.agency),
        *_numbered(Sollicitation.assigned_to, filters.assigned),
    ]
    if filters.state == OPEN:
        conditions.append(text(STILL_OPEN))
    elif filters.state in list(State):
        conditions.append(col(Sollicitation.state) == filters.state)
    if filters.days:
        conditions.append(col(Sollicitation.opened_at) < now - timedelta(days=filters.days))
    if filters.text:
        conditions.append(_holds(filters.text))
    return conditions


def _equal(column: Any, value: str) -> list[ColumnElement[bool]]:
    return [col(column) == value] if value else []


def _numbered(column: Any, given: str) -> list[ColumnElement[bool]]:
    if given == NOBODY:
        return [col(column).is_(None)]
    return _equal(column, given) and [col(column) == int(given)]


def _holds(written: str) -> ColumnElement[bool]:
    """Tell where the words stand; a whole code is found at once, a telephone as it is dialled."""
    if (code := codes.parse(written)) is not None:
        return col(Sollicitation.code) == code
    if (phone := dialled(written)) is not None:
        return col(Sollicitation.contact_phone) == phone
    return wanted_words.stand_in(
        written,
        Sollicitation.code,
        Sollicitation.contact_name,
        Sollicitation.address,
        Sollicitation.description,
    )
