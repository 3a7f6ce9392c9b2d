"""Issuing work orders and following them to the end.

The functions take a session and never commit. What happens to an order is an event of its request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import EventKind
from backend.sollicitations.service import Notice
from backend.sollicitations.states import MOVES, State
from backend.workorders import queries, states
from backend.workorders.errors import OrderIncomplete, OrderNotFound
from backend.workorders.models import Contractor, WorkOrder
from backend.workorders.states import OrderState


@dataclass(frozen=True)
class Task:
    """What is to be done, where, whom to ask there, and how to get in."""

    contractor_id: int
    what: str
    place: str = ""
    contact: str = ""
    access: str = ""


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
    """Move an order; return what the tenant is to be told.

    That is a planned date, that nothing could be done, or the request's move. Raises OrderNotFound,
    OrderMoveNotAllowed, or OrderIncomplete for a plan without its date and a "not done" without
    its reason.
    """
    order = queries.locked(session, order_id)
    if order is None:
        raise OrderNotFound
    before, to = order.state, OrderState(to)
    states.check(OrderState(before), to)
    if (to is OrderState.PLANNED) != (planned_on is not None):
        raise OrderIncomplete
    if to is OrderState.NOT_DONE and not note:
        raise OrderIncomplete
    order.state, order.updated_at = to, now
    order.planned_on = planned_on or order.planned_on
    session.add(order)
    contractor = session.get_one(Contractor, order.contractor_id)
    _tell_request(session, order, contractor, before, by=by, now=now, note=note)
    moved = _move_request(session, order, by=by, now=now)
    filed = sollicitations.held(session, order.sollicitation_id)
    if to is OrderState.NOT_DONE:
        return [Notice(filed, "notify_not_done", {"code": filed.code})]
    if planned_on is None:
        return moved
    return [Notice(filed, "notify_planned", {"code": filed.code, "day": planned_on})]


def note_photos(session: Session, order: WorkOrder, count: int, *, by: str, now: datetime) -> None:
    """Write beside the request that photos of the work were added."""
    contractor, state = session.get_one(Contractor, order.contractor_id), str(order.state)
    _tell_request(session, order, contractor, state, by=by, now=now, photos=count)


def _tell_request(
    session: Session,
    order: WorkOrder,
    contractor: Contractor,
    before: str | None,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
    photos: int = 0,
) -> None:
    filed = sollicitations.held(session, order.sollicitation_id)
    day = order.planned_on.isoformat() if order.planned_on else None
    what = {"order": order.id, "contractor": contractor.name, "before": before}
    what |= {"after": str(order.state), "planned_on": day}
    what |= {"photos": photos} if photos else {}
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
