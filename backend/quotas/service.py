"""Holding, counting and giving back the places of an interview; a plan and its counters.

The functions take a session and never commit; a step is committed with what caused it. Those of
one case wait for each other, whatever the channel. One unit of work takes steps for one case:
places of several cases, taken in one, could wait for each other in a circle.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.quotas import queries
from backend.quotas.counters import close, draw, erase, rebuilt, reopen, set_cap, standing
from backend.quotas.models import Counter, Kind, Lease, LeaseState, Mode
from backend.quotas.outcomes import Counted, Full, Rebuilt, Surplus
from backend.quotas.queries import Cover

__all__ = [
    "Counted",
    "Full",
    "Rebuilt",
    "Surplus",
    "close",
    "complete",
    "correct",
    "draw",
    "erase",
    "expire",
    "preempt",
    "rebuilt",
    "release",
    "reopen",
    "reserve",
    "set_cap",
    "standing",
    "touch",
]

SILENCE = timedelta(hours=2)


def reserve(
    session: Session,
    plan_id: int,
    case_id: int,
    dims: Mapping[str, str],
    *,
    mode: Mode,
    until: datetime,
    now: datetime,
) -> Lease | Full:
    """Hold a place in every counter that somebody falls in, until a moment; all of them or none.

    A dimension that is not among `dims` is not known yet: its margins wait for `correct` or
    `complete`. A category that no counter has is refused. Asked again, a case keeps what it has,
    a lease that is done included. A case is of one plan.
    """
    tried = queries.reserve(session, plan_id, case_id, dims, mode=mode, until=until, now=now)
    if tried.lease is not None:
        return tried.lease
    if tried.uncovered is not None:
        return Full(None, {name: dims[name] for name in tried.uncovered})
    if tried.full_id is None:
        return Full(None, dict(dims))
    return Full(tried.full_id, session.get_one(Counter, tried.full_id).dims)


def touch(session: Session, case_id: int, *, until: datetime, now: datetime) -> bool:
    """Say that somebody is still there; false when the case holds no place (any more)."""
    queries.hold_case(session, case_id)
    return queries.touch(session, case_id, until=until, now=now)


def complete(
    session: Session, case_id: int, *, dims: Mapping[str, str], now: datetime
) -> Counted | Surplus:
    """Count a finished interview once, where its categories have a place; else it is surplus.

    A lease that ran out or was taken is tried for again; one on other categories is corrected.
    Said again, the answer is the same.
    """
    queries.hold_case(session, case_id)
    lease = queries.last_lease(session, case_id)
    if lease is None:
        return Surplus()
    if lease.state is LeaseState.DONE:
        return Counted(lease.counter_ids)
    if lease.state is not LeaseState.HELD and queries.is_surplus(session, case_id):
        return Surplus()
    placed = _placed(session, lease, dims, now=now)
    if placed is not None and queries.end_case(session, case_id, LeaseState.DONE, now=now):
        return Counted(placed)
    queries.tell(session, Kind.SURPLUS, lease.plan_id, [], case_id=case_id, now=now)
    return Surplus()


def _placed(
    session: Session, lease: Lease, dims: Mapping[str, str], *, now: datetime
) -> list[int] | None:
    """Return the counters in which a case now holds its places, every margin's, or None."""
    cover = queries.cover(session, lease.plan_id, dims)
    if not cover.whole:
        if lease.state is LeaseState.HELD:
            queries.end_case(session, lease.case_id, LeaseState.FREED, now=now)
        return None
    moved = _move(session, lease, cover, dims, now=now)
    return moved.counter_ids if isinstance(moved, Lease) else None


def release(session: Session, case_id: int, *, now: datetime) -> bool:
    """Give the places of a case back; false when it holds none (any more)."""
    queries.hold_case(session, case_id)
    return queries.end_case(session, case_id, LeaseState.FREED, now=now)


def correct(
    session: Session, case_id: int, dims: Mapping[str, str], *, now: datetime
) -> Lease | Full:
    """Move the places of a case to what somebody really is; full, it holds none any more.

    Nobody is cut off for that: the interview goes on and ends as surplus, unless a place is free
    by then. What is counted stays where it was counted.
    """
    queries.hold_case(session, case_id)
    lease = queries.last_lease(session, case_id)
    if lease is None:
        return Full(None, dict(dims))
    if lease.state is LeaseState.DONE:
        return lease
    return _move(session, lease, queries.cover(session, lease.plan_id, dims), dims, now=now)


def _move(
    session: Session, lease: Lease, cover: Cover, dims: Mapping[str, str], *, now: datetime
) -> Lease | Full:
    """Take a lease's places elsewhere for as long again, old and new counters locked together."""
    until = now + (lease.expires_at - lease.seen_at)
    if lease.state is LeaseState.HELD:
        if cover.every_known and lease.counter_ids == cover.ids:
            return lease
        queries.locked(session, sorted({*lease.counter_ids, *cover.ids}))
        queries.end_case(session, lease.case_id, LeaseState.FREED, now=now)
    return reserve(
        session, lease.plan_id, lease.case_id, dims, mode=lease.mode, until=until, now=now
    )


def expire(session: Session, *, now: datetime) -> int:
    """Give back every place whose time is over; return how many cases held one."""
    return queries.expire(session, now=now)


def preempt(
    session: Session, plan_id: int, dims: Mapping[str, str], *, now: datetime
) -> Sequence[Lease]:
    """Take places from silent SMS interviews for a live person whose counters are full.

    Only where that makes a place in each of them, else none is taken. For whom `reserve` has just
    refused: the place is theirs when they call it again in the same unit of work.
    """
    cover = queries.cover(session, plan_id, dims)
    if not cover.every_known:
        return ()
    silent = _silent(session, plan_id, cover.ids, now=now)
    counter_ids = {*cover.ids, *(number for lease in silent for number in lease.counter_ids)}
    locked = queries.locked(session, sorted(counter_ids))
    needed = [one for one in locked if one.id in cover.ids and _is_full(one)]
    if any(one.closed or not _frees(silent, one) for one in needed):
        return ()
    taken = [lease for lease in silent if any(_frees([lease], one) for one in needed)]
    if taken:
        queries.preempt(session, taken, now=now)
    return taken


def _silent(
    session: Session, plan_id: int, counter_ids: Sequence[int], *, now: datetime
) -> list[Lease]:
    """Return silent leases that hold a place in each counter that is full, as far as there are."""
    found: list[Lease] = []
    for counter in queries.standing(session, plan_id):
        if counter.id in counter_ids and _is_full(counter) and not _frees(found, counter):
            silent = queries.stale(session, counter.id or 0, Mode.SMS, before=now - SILENCE)
            found += [silent] if silent else []
    return found


def _is_full(counter: Counter) -> bool:
    return counter.closed or counter.completed + counter.reserved >= counter.cap


def _frees(leases: Sequence[Lease], counter: Counter) -> bool:
    return any(counter.id in lease.counter_ids for lease in leases)
