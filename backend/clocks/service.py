"""The clock of a request: begun with its promise, held, let run again. Never commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from backend.clocks import promises
from backend.clocks.models import RequestClock
from backend.clocks.promises import week_of
from backend.clocks.working import Week, advance, days_after, elapsed, in_days
from knowledge import Knowledge
from knowledge.hours import PARIS

__all__ = ["begin", "clock_of", "hold", "in_days", "run_again", "week_of", "worked"]

Step = tuple[datetime, bool]
"""A moment, and whether the time runs from it on."""


def begin(
    session: Session,
    knowledge: Knowledge,
    sollicitation_id: int,
    *,
    landlord: str | None,
    category: str,
    description: str,
    now: datetime,
) -> RequestClock | None:
    """Start the clock of a request that is promised something; begun twice, it began once."""
    day = now.astimezone(PARIS).date()
    made = promises.promised(knowledge, landlord, category, description, day)
    if made is None:
        return None
    row = {
        "sollicitation_id": sollicitation_id,
        "entry": made.entry,
        "days": made.days,
        "week": promises.dump_week(made.week),
        "started_at": now,
        "due_at": days_after(made.week, now, made.days),
    }
    session.execute(insert(RequestClock).values(**row).on_conflict_do_nothing())
    return clock_of(session, sollicitation_id)


def clock_of(session: Session, sollicitation_id: int) -> RequestClock | None:
    """Return the clock of a request; None where nothing was promised."""
    return session.get(RequestClock, sollicitation_id)


def hold(session: Session, sollicitation_id: int, *, now: datetime) -> None:
    """Let the time stand still: it is the tenant's turn, or the work is done."""
    clock = session.get(RequestClock, sollicitation_id, with_for_update=True)
    if clock is not None and clock.held_at is None:
        clock.held_at = now


def run_again(session: Session, sollicitation_id: int, *, now: datetime) -> None:
    """Let the time run on: the promise is put off by the working time that stood still."""
    clock = session.get(RequestClock, sollicitation_id, with_for_update=True)
    if clock is None or clock.held_at is None:
        return
    week = promises.load_week(clock.week)
    clock.due_at = advance(week, clock.due_at, elapsed(week, clock.held_at, now))
    clock.held_at = None


def worked(week: Week, steps: Sequence[Step], now: datetime) -> timedelta:
    """Return the working time that ran over some steps, in order, up to now."""
    ends = [at for at, _ in steps[1:]] + [now]
    spans = zip(steps, ends, strict=True) if steps else ()
    return sum(
        (elapsed(week, at, min(end, now)) for (at, runs), end in spans if runs), timedelta(0)
    )
