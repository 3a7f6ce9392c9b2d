"""The moves of a sollicitation."""

import pytest

from backend.sollicitations.states import (
    MOVES,
    MoveNotAllowed,
    State,
    check_move,
    is_open,
    moves_from,
)


def test_every_state_says_where_it_may_go() -> None:
    assert set(MOVES) == set(State)
    assert all(state not in moves for state, moves in MOVES.items())


def test_every_state_is_reached_from_the_first() -> None:
    reached, waiting = {State.RECEIVED}, [State.RECEIVED]
    while waiting:
        for state in moves_from(waiting.pop()):
            if state not in reached:
                reached.add(state)
                waiting.append(state)

    assert reached == set(State) - {State.MERGED}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (State.RECEIVED, State.CLOSED),
        (State.CLOSED, State.RECEIVED),
        (State.CANCELLED, State.DONE),
        (State.DONE, State.DONE),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(start: State, end: State) -> None:
    with pytest.raises(MoveNotAllowed):
        check_move(start, end)


def test_what_is_done_may_start_again() -> None:
    check_move(State.DONE, State.IN_PROGRESS)
    check_move(State.CLOSED, State.IN_PROGRESS)


def test_nobody_has_to_do_anything_once_it_is_done() -> None:
    over = [State.DONE, State.CLOSED, State.CANCELLED, State.MERGED]
    assert [s for s in State if not is_open(s)] == over


def test_nobody_moves_by_hand_what_was_merged() -> None:
    assert moves_from(State.MERGED) == []
    assert all(State.MERGED not in moves_from(state) for state in State)
