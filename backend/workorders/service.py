"""Issuing work orders, following them to the end, and keeping the contractors' weekly sheets.

The functions take a session and never commit. What happens to an order is an event of its request.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from backend.attachments.reading import CleanFile
from backend.errors import BadInput, NotFound
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import EventKind
from backend.sollicitations.service import Notice
from backend.sollicitations.states import MOVES, State
from backend.workorders import queries, states
from backend.workorders.models import Contractor, Phase, SheetPhoto, WeeklySheet, WorkOrder
from backend.workorders.states import OrderState

# How far back the sheets beside a request go: what was mown last is what a complaint is about.
_SHEETS_SINCE = timedelta(weeks=8)


class OrderNotFound(NotFound):
    """There is no such work order, or it may not be seen."""

    type = "order-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such work order.")


class OrderIncomplete(BadInput):
    """A work order without its contractor, its words or its date; nothing was written."""

    type = "order-incomplete"

    def __init__(self) -> None:
        super().__init__("Something is missing of the work order.")


@dataclass(frozen=True)
class Task:
    """What is to be done, where, whom to ask there, and how to get in."""

    contractor_id: int
    what: str
    place: str = ""
    contact: str = ""
    access: str = ""


@dataclass(frozen=True)
class Sheet:
    """A weekly sheet with who filled it and its photos, before and after."""

    it: WeeklySheet
    contractor: str
    photos: Mapping[str, Sequence[str]]


def contractors(session: Session, landlord: str) -> Sequence[Contractor]:
    """Return a landlord's companies and teams, by name."""
    return queries.contractors(session, landlord)


def of_request(session: Session, sollicitation_id: int) -> Sequence[tuple[WorkOrder, Contractor]]:
    """Return the orders of a request with who has them, oldest first."""
    return queries.of_request(session, sollicitation_id)


def find(session: Session, order_id: int) -> WorkOrder:
    """Return an order; raises OrderNotFound."""
    found = session.get(WorkOrder, order_id)
    if found is None:
        raise OrderNotFound
    return found


def issue(
    session: Session, sollicitation_id: int, task: Task, *, landlord: str, by: str, now: datetime
) -> list[Notice]:
    """Issue an order for a request that is open; return what its tenant is to be told.

    Raises SollicitationOver, or OrderIncomplete for another landlord's contractor too.
    """
    contractor = session.get(Contractor, task.contractor_id)
    if contractor is None or contractor.landlord != landlord or not task.what.strip():
        raise OrderIncomplete
    filed = sollicitations.held_open(session, sollicitation_id)
    order = WorkOrder(
        landlord=filed.landlord,
        sollicitation_id=sollicitation_id,
        issued_by=by,
        issued_at=now,
        updated_at=now,
        **vars(task),
    )
    session.add(order)
    session.flush()
    _tell_request(session, order, contractor, None, by=by, now=now)
    return _move_request(session, order, by=by, now=now)


def move(
    session: Session,
    order_id: int,
    to: OrderState,
    *,
    by: str,
    now: datetime,
    planned_on: date | None = None,
    note: str | None = None,
) -> list[Notice]:
    """Move an order; return what the tenant is to be told: a planned date, or the request's move.

    Raises OrderNotFound, OrderMoveNotAllowed, or OrderIncomplete for a plan without its date.
    """
    order = queries.locked(session, order_id)
    if order is None:
        raise OrderNotFound
    before, to = order.state, OrderState(to)
    states.check(OrderState(before), to)
    if (to is OrderState.PLANNED) != (planned_on is not None):
        raise OrderIncomplete
    order.state, order.updated_at = to, now
    order.planned_on = planned_on or order.planned_on
    session.add(order)
    contractor = session.get_one(Contractor, order.contractor_id)
    _tell_request(session, order, contractor, before, by=by, now=now, note=note)
    moved = _move_request(session, order, by=by, now=now)
    if planned_on is None:
        return moved
    filed = sollicitations.held(session, order.sollicitation_id)
    return [Notice(filed, "notify_planned", {"code": filed.code, "day": planned_on})]


def _tell_request(
    session: Session,
    order: WorkOrder,
    contractor: Contractor,
    before: str | None,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
) -> None:
    filed = sollicitations.held(session, order.sollicitation_id)
    day = order.planned_on.isoformat() if order.planned_on else None
    what = {"order": order.id, "contractor": contractor.name, "before": before}
    what |= {"after": str(order.state), "planned_on": day}
    sollicitations.write_event(
        session, filed, EventKind.WORK_ORDER, by=by, now=now, note=note, what=what
    )


def _move_request(session: Session, order: WorkOrder, *, by: str, now: datetime) -> list[Notice]:
    """Move the request as the landlord's table says, where it may go there now."""
    to = states.request_goes_to(order.landlord, OrderState(order.state))
    filed = sollicitations.held(session, order.sollicitation_id)
    if to is None or to not in MOVES[State(filed.state)]:
        return []
    orders = [one for one, _ in queries.of_request(session, order.sollicitation_id)]
    if to is State.DONE and any(states.is_running(OrderState(one.state)) for one in orders):
        return []
    if to is State.ASSIGNED and filed.state != State.RECEIVED:
        return []
    return [sollicitations.change_state(session, order.sollicitation_id, to, by, now)]


def monday_of(day: date) -> date:
    """Return the day on which a week begins."""
    return day - timedelta(days=day.weekday())


def enter_sheet(
    session: Session,
    *,
    landlord: str,
    residence_id: int,
    contractor_id: int,
    day: date,
    done: str,
    photos: Sequence[tuple[Phase, CleanFile]],
    by: str,
    now: datetime,
) -> WeeklySheet:
    """Keep the sheet of the week of `day`; entered again, its words are replaced, photos added.

    Raises OrderIncomplete for another landlord's contractor, or a sheet that says nothing.
    """
    contractor = session.get(Contractor, contractor_id)
    if contractor is None or contractor.landlord != landlord or not done.strip():
        raise OrderIncomplete
    row = {
        "landlord": landlord,
        "residence_id": residence_id,
        "contractor_id": contractor_id,
        "week": monday_of(day),
        "done": done.strip(),
        "entered_by": by,
        "entered_at": now,
    }
    words = {name: row[name] for name in ("done", "entered_by", "entered_at")}
    statement = insert(WeeklySheet).values(**row)
    statement = statement.on_conflict_do_update(constraint="one_sheet_a_week", set_=words)
    number = session.execute(statement.returning(col(WeeklySheet.id))).scalar_one()
    for phase, file in photos:
        session.add(
            SheetPhoto(
                id=secrets.token_hex(16),
                sheet_id=number,
                phase=phase,
                content=file.content,
                thumbnail=file.thumbnail or b"",
            )
        )
    session.flush()
    return session.get_one(WeeklySheet, number, populate_existing=True)


def sheets(session: Session, residence_id: int, *, today: date) -> list[Sheet]:
    """Return a residence's sheets of the last weeks with their photos, newest first."""
    found = queries.sheets(session, residence_id, since=today - _SHEETS_SINCE)
    photos = queries.photos(session, [sheet.id or 0 for sheet, _ in found])
    return [
        Sheet(
            sheet,
            contractor.name,
            {
                phase: [p for p, owner, when in photos if owner == sheet.id and when == phase]
                for phase in Phase
            },
        )
        for sheet, contractor in found
    ]
