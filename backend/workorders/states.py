"""The states of a work order, the moves between them, and what they do to the request. Data rules.

`moves.yaml` says, per landlord, where a request goes when its order gets somewhere.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from backend.errors import Conflict
from backend.sollicitations.states import State


class OrderState(StrEnum):
    """Where a work order stands."""

    ISSUED = "issued"
    ACCEPTED = "accepted"
    PLANNED = "planned"
    NOT_DONE = "not_done"
    DONE = "done"
    CANCELLED = "cancelled"


_ENDS = frozenset({OrderState.DONE, OrderState.CANCELLED})
# Somebody came in vain, or cannot do it: the order still runs, and waits for another date.
_TRIED = frozenset({OrderState.PLANNED, OrderState.NOT_DONE}) | _ENDS
ORDER_MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.ISSUED: frozenset({OrderState.ACCEPTED}) | _TRIED,
    OrderState.ACCEPTED: _TRIED,
    # A date may be put off: planned again, with another one.
    OrderState.PLANNED: _TRIED,
    OrderState.NOT_DONE: frozenset({OrderState.PLANNED}) | _ENDS,
    OrderState.DONE: frozenset(),
    OrderState.CANCELLED: frozenset(),
}


class OrderMoveNotAllowed(Conflict):
    """The work order cannot go from where it stands to there."""

    type = "order-move-not-allowed"

    def __init__(self, start: OrderState, end: OrderState) -> None:
        super().__init__(f"A work order that is {start} cannot become {end}.")


def check(start: OrderState, end: OrderState) -> None:
    """Refuse a move that is not allowed."""
    if end not in ORDER_MOVES[start]:
        raise OrderMoveNotAllowed(start, end)


def moves_from(state: OrderState) -> list[OrderState]:
    """Return the states that may follow, in their usual order."""
    return [s for s in OrderState if s in ORDER_MOVES[state]]


def is_running(state: OrderState) -> bool:
    """Tell whether somebody still has to come or to do something."""
    return state not in _ENDS


@lru_cache
def _tables() -> Mapping[str, Mapping[OrderState, State]]:
    said = yaml.safe_load((Path(__file__).parent / "moves.yaml").read_text("utf-8"))
    return {
        landlord: {OrderState(order): State(state) for order, state in table.items()}
        for landlord, table in said.items()
    }


def request_goes_to(landlord: str | None, order: OrderState) -> State | None:
    """Return where a request goes when its order gets somewhere; None where it stays."""
    tables = _tables()
    return tables.get(landlord or "", tables["default"]).get(order)
