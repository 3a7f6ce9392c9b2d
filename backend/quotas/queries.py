"""Questions that the quotas' tables answer, and the steps on them.

Leases are plain records, never tracked by the session: the statements change them behind it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, func, update
from sqlmodel import Session, col, select

from backend.db import driver_of
from backend.quotas import statements
from backend.quotas.models import Counter, Event, Kind, Lease, LeaseState, Mode, Plan

# A place that was full is tried again where it is free a moment later.
_TRIES = 3
# What each end of a lease is called among the events.
_KINDS = {
    LeaseState.DONE: Kind.COMPLETED,
    LeaseState.FREED: Kind.RELEASED,
    LeaseState.EXPIRED: Kind.EXPIRED,
    LeaseState.PREEMPTED: Kind.PREEMPTED,
}


@dataclass(frozen=True)
class Attempt:
    """What became of a reservation: the lease, or the counter or margin that is in its way."""

    lease: Lease | None
    full_id: int | None
    uncovered: list[str] | None


@dataclass(frozen=True)
class Cover:
    """Somebody's counters: of each margin that their known categories decide, of every margin."""

    ids: list[int]
    every_known: bool
    whole: bool


def hold_case(session: Session, case_id: int) -> None:
    """Let nobody else take a step for a case until the end of the unit of work."""
    session.execute(statements.HOLD, {"space": statements.CASES, "case": case_id})


def _who(plan_id: int, dims: Mapping[str, str]) -> dict[str, Any]:
    return {"plan": plan_id, "dims": json.dumps(dict(dims)), "names": list(dims)}


def _lease(row: Row[Any]) -> Lease:
    return Lease(
        id=row.id,
        plan_id=row.plan_id,
        case_id=row.case_id,
        counter_ids=list(row.counter_ids),
        state=LeaseState(row.state),
        mode=Mode(row.mode),
        expires_at=row.expires_at,
        seen_at=row.seen_at,
    )


def reserve(
    session: Session,
    plan_id: int,
    case_id: int,
    dims: Mapping[str, str],
    *,
    mode: Mode,
    until: datetime,
    now: datetime,
) -> Attempt:
    """Take a place in every counter, or in none; a case that has its places keeps them.

    Straight through the driver, prepared on each connection: it is what everybody waits for.
    """
    who = _who(plan_id, dims)
    given = who | {"case": case_id, "mode": mode.value, "until": until, "now": now}
    for _ in range(_TRIES):
        made = driver_of(session).execute(statements.RESERVE, given, prepare=True).fetchone()
        if made is not None and made[2]:
            lease = Lease(
                id=made[0],
                plan_id=plan_id,
                case_id=case_id,
                counter_ids=made[1],
                state=LeaseState.HELD,
                mode=mode,
                expires_at=until,
                seen_at=now,
            )
            return Attempt(lease, None, None)
        if made is not None:
            session.execute(statements.TAKE_BACK, {"lease": made[0]})
        row = session.execute(statements.STANDS, who | {"case": case_id}).one()
        if row.id is not None:
            return Attempt(_lease(row), None, None)
        if row.uncovered is not None or not row.open:
            break
    counters = [row.full_id] if row.full_id is not None else []
    tell(session, Kind.REFUSED, plan_id, counters, case_id=case_id, now=now)
    return Attempt(None, row.full_id, row.uncovered)


def cover(session: Session, plan_id: int, dims: Mapping[str, str]) -> Cover:
    """Return the counters that somebody falls in."""
    row = session.execute(statements.COVER, _who(plan_id, dims)).one()
    return Cover(list(row.ids or ()), row.every_known, row.whole)


def last_lease(session: Session, case_id: int) -> Lease | None:
    """Return the lease of a case: the one that is held or done, else the last one, locked."""
    stands = case((col(Lease.state).in_((LeaseState.HELD, LeaseState.DONE)), 0), else_=1)
    query = select(Lease.__table__).where(col(Lease.case_id) == case_id)  # type: ignore[attr-defined]
    ordered = query.order_by(stands, col(Lease.id).desc()).limit(1).with_for_update()
    row = session.execute(ordered).one_or_none()
    return _lease(row) if row else None


def is_surplus(session: Session, case_id: int) -> bool:
    """Return whether a case's last step was to be kept as surplus."""
    query = select(Event.kind).where(Event.case_id == case_id).order_by(col(Event.seq).desc())
    return session.exec(query.limit(1)).first() is Kind.SURPLUS


def end_case(session: Session, case_id: int, state: LeaseState, *, now: datetime) -> bool:
    """End the held lease of a case and move its places; false when there is none (any more)."""
    given = {"case": case_id, "state": state.value, "kind": _KINDS[state].value, "now": now}
    return bool(session.execute(statements.END_CASE, given).scalar_one())


def expire(session: Session, *, now: datetime) -> int:
    """Take back every place whose time is over; whoever is taking a step keeps theirs."""
    given = {"state": LeaseState.EXPIRED.value, "kind": Kind.EXPIRED.value, "now": now}
    return int(session.execute(statements.END_DUE, given).scalar_one())


def preempt(session: Session, leases: Sequence[Lease], *, now: datetime) -> None:
    """Take the places of leases that are locked."""
    given = {"state": LeaseState.PREEMPTED.value, "kind": Kind.PREEMPTED.value, "now": now}
    session.execute(statements.END_THESE, given | {"ids": [lease.id for lease in leases]})


def stale(session: Session, counter_id: int, mode: Mode, *, before: datetime) -> Lease | None:
    """Return the lease on a counter that has been silent for longest, locked."""
    given = {"counter": counter_id, "mode": mode.value, "before": before}
    row = session.execute(statements.STALE, given).one_or_none()
    return _lease(row) if row else None


def touch(session: Session, case_id: int, *, until: datetime, now: datetime) -> bool:
    """Prolong the held lease of a case; false when there is none (any more)."""
    statement = update(Lease).where(
        col(Lease.case_id) == case_id, col(Lease.state) == LeaseState.HELD
    )
    moved = statement.values(expires_at=until, seen_at=now).returning(col(Lease.id))
    return session.execute(moved).one_or_none() is not None


def locked(session: Session, counter_ids: Sequence[int]) -> Sequence[Counter]:
    """Return counters as they are now, held until the end of the unit of work."""
    query = select(Counter).where(col(Counter.id).in_(counter_ids)).order_by(col(Counter.id))
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(fresh).all()


def standing(session: Session, plan_id: int) -> Sequence[Counter]:
    """Return the counters of a plan as they are now, in the plan's order."""
    query = select(Counter).where(Counter.plan_id == plan_id).order_by(col(Counter.id))
    return session.exec(query.execution_options(populate_existing=True)).all()


def tell(
    session: Session,
    kind: Kind,
    plan_id: int,
    counter_ids: list[int],
    *,
    case_id: int | None = None,
    now: datetime,
) -> None:
    """Write a step down."""
    session.add(Event(at=now, plan_id=plan_id, case_id=case_id, kind=kind, counter_ids=counter_ids))
    session.flush()


def add_plan(session: Session, *, now: datetime) -> Plan:
    """Write a plan."""
    made = Plan(created_at=now)
    session.add(made)
    session.flush()
    return made


def erase(session: Session, plan_id: int) -> None:
    """Delete a plan and all that points to it."""
    for table in (Event, Lease, Counter):
        session.execute(delete(table).where(col(table.plan_id) == plan_id))
    session.execute(delete(Plan).where(col(Plan.id) == plan_id))


def moves(session: Session, plan_id: int) -> dict[int, dict[Kind, int]]:
    """Return how often each kind of step moved each counter of a plan."""
    counter = func.unnest(Event.counter_ids).label("counter")
    query = select(counter, Event.kind, func.count()).where(Event.plan_id == plan_id)
    found: dict[int, dict[Kind, int]] = {}
    for counter_id, kind, times in session.exec(query.group_by("counter", col(Event.kind))):
        found.setdefault(counter_id, {})[Kind(kind)] = times
    return found
