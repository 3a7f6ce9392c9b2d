"""The states of a sollicitation and the moves between them; nothing else decides this."""

from enum import StrEnum

from backend.errors import Conflict


class State(StrEnum):
    """Where a sollicitation stands; the word that people read is the response `state_<value>`."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_TENANT = "waiting_tenant"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


_WORK = (State.ASSIGNED, State.IN_PROGRESS, State.WAITING_TENANT, State.DONE, State.CANCELLED)

MOVES: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset(_WORK),
    State.ASSIGNED: frozenset(_WORK) - {State.ASSIGNED},
    State.IN_PROGRESS: frozenset(_WORK) - {State.IN_PROGRESS},
    State.WAITING_TENANT: frozenset(_WORK) - {State.WAITING_TENANT},
    # Done is what the landlord says; the tenant may say otherwise, and the work starts again.
    State.DONE: frozenset({State.CLOSED, State.IN_PROGRESS}),
    State.CLOSED: frozenset({State.IN_PROGRESS}),
    State.CANCELLED: frozenset({State.RECEIVED}),
    # Nobody moves it by hand: it stands where the request stands that it was merged into.
    State.MERGED: frozenset(),
}
# What may be merged into another request, and what a merged one may become again.
MERGEABLE = frozenset({State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.WAITING_TENANT})


class MoveNotAllowed(Conflict):
    """The sollicitation cannot go from where it stands to there."""

    type = "sollicitation-move-not-allowed"

    def __init__(self, start: State, end: State) -> None:
        super().__init__(
            f"A sollicitation that is {start} cannot become {end}.", state=start, wanted=end
        )


def moves_from(state: State) -> list[State]:
    """Return the states that may follow, in their usual order."""
    return [s for s in State if s in MOVES[state]]


def check_move(start: State, end: State) -> None:
    """Refuse a move that is not allowed; staying where one is, is none."""
    if end not in MOVES[start]:
        raise MoveNotAllowed(start, end)


def check_merge(state: State) -> None:
    """Refuse to merge what is over, or merged already."""
    if state not in MERGEABLE:
        raise MoveNotAllowed(state, State.MERGED)


def is_open(state: State) -> bool:
    """Tell whether somebody still has to do something about this very request."""
    return state not in {State.DONE, State.CLOSED, State.CANCELLED, State.MERGED}
