"""What a request's move does to its clock, and how long it has been worked on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.clocks import service as clocks
from backend.clocks.working import Week
from backend.sollicitations.models import SollicitationEvent
from backend.sollicitations.states import State, is_open


def runs(state: State) -> bool:
    """Tell whether the landlord's time runs: not while the tenant is waited for, nor when over."""
    return is_open(state) and state is not State.WAITING_TENANT


def moved(session: Session, sollicitation_id: int, to: State, *, now: datetime) -> None:
    """Hold the clock of a request or let it run, as its new state says."""
    turn = clocks.run_again if runs(to) else clocks.hold
    turn(session, sollicitation_id, now=now)


def worked(week: Week, events: Sequence[SollicitationEvent], now: datetime) -> timedelta:
    """Return the working time of a request so far, without what it waited for its tenant."""
    steps = [(event.at, runs(State(event.to_state))) for event in events]
    return clocks.worked(week, steps, now)
