"""A plan's counters: drawn, read, capped, closed, and counted again from the events."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from backend.clock import now
from backend.quotas import queries
from backend.quotas.errors import NoSuchCounter
from backend.quotas.models import Counter, Kind, Plan
from backend.quotas.outcomes import Rebuilt
from backend.quotas.plan import Frame, Margin, targets


def draw(
    session: Session,
    frame: Frame,
    size: int,
    margins: Sequence[Margin],
    tolerance: Mapping[Margin, int] | None = None,
) -> Plan:
    """Write a plan and its counters; raises what `targets` refuses, and has then written none."""
    wanted = targets(frame, size, margins, tolerance)
    plan = queries.add_plan(session, now=now())
    for one in wanted:
        session.add(
            Counter(
                plan_id=plan.id or 0,
                margin=list(one.margin),
                dims=one.dims,
                target=one.target,
                cap=one.cap,
            )
        )
    session.flush()
    return plan


def standing(session: Session, plan_id: int) -> Sequence[Counter]:
    """Return the counters of a plan as they are now, in the plan's order."""
    return queries.standing(session, plan_id)


def set_cap(session: Session, counter_id: int, cap: int) -> Counter:
    """Set how many a counter takes at most; raises NoSuchCounter.

    Below what is counted and held already, it closes instead, and its cap becomes exactly that.
    """
    counter = _locked(session, counter_id)
    used = counter.completed + counter.reserved
    counter.cap, counter.closed = max(cap, used), counter.closed or cap < used
    return _told(session, Kind.CAPPED, counter)


def close(session: Session, counter_id: int) -> Counter:
    """Let nobody else into a counter; who holds a place keeps it. Raises NoSuchCounter."""
    counter = _locked(session, counter_id)
    counter.closed = True
    return _told(session, Kind.CLOSED, counter)


def reopen(session: Session, counter_id: int) -> Counter:
    """Let people into a counter again, up to its cap; raises NoSuchCounter."""
    counter = _locked(session, counter_id)
    counter.closed = False
    return _told(session, Kind.REOPENED, counter)


def _locked(session: Session, counter_id: int) -> Counter:
    for counter in queries.locked(session, [counter_id]):
        return counter
    raise NoSuchCounter


def _told(session: Session, kind: Kind, counter: Counter) -> Counter:
    queries.tell(session, kind, counter.plan_id, [counter.id or 0], now=now())
    return counter


def erase(session: Session, plan_id: int) -> None:
    """Delete a plan with its counters, its leases and what happened; of a test, never a survey."""
    queries.erase(session, plan_id)


def rebuilt(session: Session, plan_id: int) -> dict[int, Rebuilt]:
    """Count every counter of a plan again, from what happened alone."""
    moves = queries.moves(session, plan_id)
    return {
        counter.id or 0: _rebuilt(moves.get(counter.id or 0, {}))
        for counter in queries.standing(session, plan_id)
    }


def _rebuilt(moved: Mapping[Kind, int]) -> Rebuilt:
    completed = moved.get(Kind.COMPLETED, 0)
    ended = (Kind.RELEASED, Kind.EXPIRED, Kind.PREEMPTED)
    back = sum(moved.get(kind, 0) for kind in ended)
    return Rebuilt(completed, moved.get(Kind.RESERVED, 0) - completed - back)
