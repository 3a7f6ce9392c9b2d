"""Whatever is done, in whatever order, and at once: the invariants, on the real database."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session, col, select

from backend.db import UnitOfWork
from backend.quotas import service
from backend.quotas.models import Lease, LeaseState, Mode
from backend.quotas.service import Counted, Full, Rebuilt
from tests.backend.quotas.machine import play
from tests.backend.quotas.people import AGES, CSPS, HELD_FOR, NOW, hold, person, plan, used

Act = Callable[[Session], Any]
AFTER = NOW + service.SILENCE
ANYBODY = [person(age, csp) for age in AGES for csp in CSPS]


def at_once(begin: UnitOfWork, acts: Iterable[Act], threads: int = 8) -> list[Any]:
    """Take steps from several threads, each committed; they begin together."""
    together = Barrier(threads)

    def take(act: Act) -> Any:
        with begin() as session:
            return act(session)

    with ThreadPoolExecutor(threads, initializer=together.wait) as pool:
        return list(pool.map(take, acts))


def check(session: Session, plan_id: int) -> None:
    """Nothing is exceeded; the counters equal the leases, and what the events say."""
    held, done = Tally[int](), Tally[int]()
    for lease in session.exec(select(Lease).where(Lease.plan_id == plan_id)):
        if lease.state in (LeaseState.HELD, LeaseState.DONE):
            (held if lease.state is LeaseState.HELD else done).update(lease.counter_ids)
    again = service.rebuilt(session, plan_id)
    for one in service.standing(session, plan_id):
        assert one.completed + one.reserved <= one.cap
        assert again[one.id or 0] == Rebuilt(one.completed, one.reserved)
        assert (one.reserved, one.completed) == (held[one.id or 0], done[one.id or 0])


def test_the_invariants_hold_whatever_is_done(begin: UnitOfWork) -> None:
    """Ten thousand operations; `LONG=1 make bench NAME=operations` takes a million."""
    play(begin, runs=250, steps=40)


def test_the_last_places_go_to_as_many_as_there_are(begin: UnitOfWork) -> None:
    with begin() as session:
        made = plan(session, 12)

    got = at_once(begin, [lambda s, n=n: hold(s, made, n, ANYBODY[n % 4]) for n in range(64)])

    assert sum(isinstance(one, Lease) for one in got) == 12
    with begin() as session:
        check(session, made)
        assert {one.reserved for one in service.standing(session, made)} == {6, 12}


def any_step(chance: Random, made: int) -> Act:
    """A step at random, for one of twenty cases."""
    case, who, now = chance.randrange(20), chance.choice(ANYBODY), chance.choice((NOW, AFTER))
    mode = chance.choice(list(Mode))
    steps: list[Act] = [
        lambda s: hold(s, made, case, who, mode=mode, now=NOW),
        lambda s: hold(s, made, case, who, mode=mode, now=AFTER),
        lambda s: service.complete(s, case, dims=who, now=NOW) if case % 3 else None,
        lambda s: service.correct(s, case, who, now=NOW),
        lambda s: (
            service.touch(s, case, until=NOW + HELD_FOR, now=NOW)
            and service.correct(s, case, who, now=NOW)
        ),
        lambda s: service.release(s, case, now=NOW),
        lambda s: service.expire(s, now=now),
        lambda s: (
            isinstance(hold(s, made, case, who, now=AFTER), Full)
            and service.preempt(s, made, who, now=AFTER)
            and hold(s, made, case, who, now=AFTER)
        ),
    ]
    return chance.choice(steps)


@pytest.mark.parametrize("seed", [1, 2])
def test_steps_of_every_kind_at_once_wait_for_each_other_and_exceed_nothing(
    begin: UnitOfWork, seed: int
) -> None:
    chance = Random(seed)
    with begin() as session:
        made = plan(session, 8, csp=1)

    got = at_once(begin, [any_step(chance, made) for _ in range(400)])

    assert any(isinstance(one, Counted) for one in got)
    with begin() as session:
        check(session, made)
        service.expire(session, now=AFTER + 2 * HELD_FOR)
        assert sum(one.reserved for one in service.standing(session, made)) == 0


def test_a_lease_is_finished_or_runs_out_and_never_both(begin: UnitOfWork) -> None:
    late = NOW + HELD_FOR
    for case in range(15):
        with begin() as session:
            made = plan(session, 2)
            lease = hold(session, made, case)
            assert isinstance(lease, Lease)

        steps: list[Act] = [
            lambda s: service.expire(s, now=late),
            lambda s, case=case: service.complete(s, case, dims=person(), now=late),
        ]
        expired, counted = at_once(begin, steps, 2)

        # Who came after the end of the lease had a fresh place: it was free.
        assert isinstance(counted, Counted)
        with begin() as session:
            first = session.get_one(Lease, lease.id)
            assert first.state is (LeaseState.EXPIRED if expired else LeaseState.DONE)
            assert used(session, made)[0] == (0, 1)
            check(session, made)


def test_a_lease_is_given_back_once_by_whoever_is_first(begin: UnitOfWork) -> None:
    late = NOW + HELD_FOR
    for case in range(10):
        with begin() as session:
            made = plan(session)
            hold(session, made, case)

        steps: list[Act] = [
            lambda s: service.expire(s, now=late),
            lambda s, case=case: service.release(s, case, now=late),
        ]
        assert sum(at_once(begin, steps, 2)) == 1
        with begin() as session:
            check(session, made)


def test_one_case_that_asks_and_ends_many_times_at_once_has_one_place(begin: UnitOfWork) -> None:
    with begin() as session:
        made = plan(session, 12)

    leases = at_once(begin, [lambda s: hold(s, made, 1)] * 16)
    counted = at_once(begin, [lambda s: service.complete(s, 1, dims=person(), now=NOW)] * 16)

    assert len({lease.id for lease in leases}) == 1
    assert counted == [Counted(leases[0].counter_ids)] * 16
    with begin() as session:
        assert used(session, made)[0] == (0, 1)
        check(session, made)
        assert len(session.exec(select(Lease).where(col(Lease.case_id) == 1)).all()) == 1
