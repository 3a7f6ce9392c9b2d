"""Eight cases on two plans, and everything that can be done: the invariants hold after each step.

The steps run on a real database, each committed; the tests take some thousands, the benchmark many.
"""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg.rows import namedtuple_row
from sqlalchemy import text
from sqlmodel import Session

from backend.db import UnitOfWork, driver_of
from backend.quotas import service
from backend.quotas.models import Lease, LeaseState, Mode
from backend.quotas.service import Counted, Full, Rebuilt, Surplus
from tests.backend.quotas.people import AGES, CSPS, HELD_FOR, MARGINS, NOW, frame, person

Who = dict[str, str]
CASES = st.integers(0, 7)
WHOLE = st.builds(person, st.sampled_from(AGES), st.sampled_from(CSPS))
PARTLY = st.sampled_from(
    [
        {"agency": "béarn"},
        {"agency": "béarn", "age": "?"},
        person(csp="?"),
        person(agency="ailleurs"),
    ]
)
WHO = WHOLE | WHOLE | WHOLE | PARTLY
COUNTERS = st.integers(0, 4)
MINUTES = st.sampled_from((0, 20, 31, 119, 121))

_FIRST = text("SELECT COALESCE(max(case_id) + 1, 0) FROM quota_event")
# Looked at after each step, so without what is between us and the driver.
_COUNTERS = b"SELECT * FROM quota_counter WHERE plan_id = ANY(%s) ORDER BY id"
_LEASES = b"SELECT * FROM quota_lease WHERE plan_id = ANY(%s) ORDER BY id"


@dataclass
class Told:
    """What the room has said to a case; what is counted is never taken back."""

    who: Who = field(default_factory=person)
    counted: list[int] | None = None
    holds: bool = False
    surplus: bool = False


class Quotas(RuleBasedStateMachine):
    """A campaign's plan and its test phase's; each run has cases and plans of its own."""

    begin: UnitOfWork

    @initialize(soft=st.integers(0, 2), size=st.integers(2, 4))
    def draw(self, soft: int, size: int) -> None:
        self.now, self.told = NOW, [Told() for _ in range(8)]
        self.last: Callable[[Session], Any] | None = None
        with self.begin() as session:
            soft_too = {MARGINS[2]: soft}
            drawn = [service.draw(session, frame(), size, MARGINS, soft_too) for _ in range(2)]
            self.plans = [plan.id or 0 for plan in drawn]
            self.first: int = session.execute(_FIRST).scalar_one()
            self.look(session)

    def plan_of(self, case: int) -> int:
        """Every fourth case is of the test phase."""
        return self.plans[case % 4 == 3]

    def own(self, case: int, who: Who) -> list[Any]:
        """The counters that somebody falls in, as they were after the last step."""
        plan = self.plan_of(case)
        return [c for c in self.counters if c.plan_id == plan and c.dims.items() <= who.items()]

    def look(self, session: Session) -> None:
        """See what the database holds now, and that it may."""
        with driver_of(session).cursor(row_factory=namedtuple_row) as cursor:
            self.counters = cursor.execute(_COUNTERS, [self.plans], prepare=True).fetchall()
            self.leases = cursor.execute(_LEASES, [self.plans], prepare=True).fetchall()
        held, done = Tally[int](), Tally[int]()
        for lease in self.leases:
            if lease.state in (LeaseState.HELD, LeaseState.DONE):
                (held if lease.state == LeaseState.HELD else done).update(lease.counter_ids)
                assert lease.plan_id == self.plan_of(lease.case_id - self.first)
        for one in self.counters:
            assert 0 <= one.completed + one.reserved <= one.cap
            assert (one.reserved, one.completed) == (held[one.id], done[one.id])
        expected = [told.holds for told in self.told]
        assert [self.stands(n, LeaseState.HELD) is not None for n in range(8)] == expected
        for number, told in enumerate(self.told):
            counted = self.stands(number, LeaseState.DONE)
            assert (counted and counted.counter_ids) == told.counted

    def pick(self, case: int) -> int:
        """Mostly somebody who holds a place, where there is one."""
        held = [number for number, told in enumerate(self.told) if told.holds]
        return held[case % len(held)] if held and case < 6 else case

    def stands(self, case: int, state: LeaseState) -> Any | None:
        """The lease of a case in a state; there is at most one."""
        found = [x for x in self.leases if x.case_id == self.first + case and x.state == state]
        assert len(found) <= 1
        return found[0] if found else None

    def step(self, act: Callable[[Session], Any], understand: Callable[[Any], None]) -> None:
        with self.begin() as session:
            got = act(session)
        understand(got)
        with self.begin() as session:
            self.look(session)
        self.last = act

    @rule(crowd=st.lists(WHOLE, min_size=2, max_size=8), mode=st.sampled_from(Mode))
    def several_begin(self, crowd: list[Who], mode: Mode) -> None:
        for case, who in enumerate(crowd):
            self.reserve(case, who, mode)

    @rule(case=CASES, who=WHOLE, mode=st.sampled_from(Mode))
    def one_begins(self, case: int, who: Who, mode: Mode) -> None:
        self.reserve(case, who, mode)

    @rule(case=CASES, who=WHOLE, minutes=MINUTES)
    def one_begins_and_finishes(self, case: int, who: Who, minutes: int) -> None:
        self.reserve(case, who, Mode.WEB)
        self.expire(minutes=minutes)
        self.finish(case, who)

    @rule(case=CASES, who=PARTLY)
    def begin_with_less_known(self, case: int, who: Who) -> None:
        self.reserve(case, who, Mode.PHONE)

    def reserve(self, case: int, who: Who, mode: Mode) -> None:
        told, plan, now = self.told[case], self.plan_of(case), self.now
        own, number = self.own(case, who), self.first + case
        room = [c for c in own if not c.closed and c.completed + c.reserved < c.cap]

        def act(session: Session) -> Lease | Full:
            until = now + HELD_FOR
            return service.reserve(session, plan, number, who, mode=mode, until=until, now=now)

        def understand(got: Lease | Full) -> None:
            if told.holds or told.counted is not None:
                assert isinstance(got, Lease)
                return
            covered = len(own) == len(who)
            if isinstance(got, Full):
                assert not covered or len(room) < len(own)
                told.surplus = False
                full = {c.id for c in own} - {c.id for c in room}
                assert got.counter_id in (full if covered else {None})
            else:
                assert covered
                assert got.counter_ids == [c.id for c in own] == [c.id for c in room]
                told.holds, told.who, told.surplus = True, who, False

        self.step(act, understand)

    @rule(case=CASES, who=st.none() | st.none() | WHO)
    def complete(self, case: int, who: Who | None) -> None:
        """Finish an interview, mostly as who it was begun as."""
        case = self.pick(case)
        self.finish(case, who or self.told[case].who)

    def finish(self, case: int, who: Who) -> None:
        told, now, number = self.told[case], self.now, self.first + case
        told.who = who
        own = [c.id for c in self.own(case, who)]
        kept = self.stands(case, LeaseState.HELD)

        def understand(got: Counted | Surplus) -> None:
            if told.counted is not None:
                assert got == Counted(told.counted)
            elif isinstance(got, Counted):
                assert not told.surplus
                assert got.counter_ids == own
                assert len(own) == 3
                told.counted = own
            else:
                assert kept is None or kept.counter_ids != own or len(own) < 3
                told.surplus = told.surplus or any(lease.case_id == number for lease in self.leases)
            told.holds = False

        self.step(lambda s: service.complete(s, number, dims=who, now=now), understand)

    @rule(case=CASES, who=WHO)
    def correct(self, case: int, who: Who) -> None:
        case = self.pick(case)
        told, now, number = self.told[case], self.now, self.first + case
        own = [c.id for c in self.own(case, who)]

        def understand(got: Lease | Full) -> None:
            if told.counted is not None:
                assert isinstance(got, Lease)
                assert got.counter_ids == told.counted
                return
            told.holds, told.who, told.surplus = isinstance(got, Lease), who, False
            if isinstance(got, Lease):
                assert got.counter_ids == own
                assert len(own) == len(who)

        self.step(lambda s: service.correct(s, number, who, now=now), understand)

    @rule(case=CASES)
    def release(self, case: int) -> None:
        case = self.pick(case)
        told, now, number = self.told[case], self.now, self.first + case

        def understand(got: bool) -> None:
            assert got == told.holds
            told.holds = False

        self.step(lambda s: service.release(s, number, now=now), understand)

    @rule(case=CASES)
    def touch(self, case: int) -> None:
        case = self.pick(case)
        now, number, there = self.now, self.first + case, self.told[case].holds

        def understand(got: bool) -> None:
            assert got == there

        self.step(lambda s: service.touch(s, number, until=now + HELD_FOR, now=now), understand)

    @precondition(lambda self: self.last is not None)
    @rule()
    def say_the_last_thing_again(self) -> None:
        """What arrives twice changes nothing."""
        assert self.last is not None
        before = (self.counters, self.leases)
        self.step(self.last, lambda got: None)
        assert (self.counters, self.leases) == before

    @rule(minutes=MINUTES)
    def expire(self, minutes: int) -> None:
        """Let time pass, and take back what ran out."""
        self.now = now = self.now + timedelta(minutes=minutes)
        held = [lease for lease in self.leases if lease.state == LeaseState.HELD]
        over = [lease for lease in held if lease.expires_at <= now]

        def understand(got: int) -> None:
            assert got == len(over)
            for lease in over:
                self.told[lease.case_id - self.first].holds = False

        self.step(lambda s: service.expire(s, now=now), understand)
        self.last = None

    @rule(who=WHOLE, mode=st.none() | st.sampled_from(Mode), minutes=MINUTES)
    def preempt(self, who: Who, mode: Mode | None, minutes: int) -> None:
        """Ask whether somebody who has been silent gives way."""
        if mode is not None:
            self.several_begin([who] * 4, mode)
        self.now = now = self.now + timedelta(minutes=minutes)
        own = self.own(0, who)
        full = {c.id for c in own if c.completed + c.reserved >= c.cap}

        def understand(taken: list[Lease]) -> None:
            for lease in taken:
                assert lease.mode is Mode.SMS
                assert lease.seen_at <= now - service.SILENCE
                assert full & set(lease.counter_ids)
                self.told[lease.case_id - self.first].holds = False
            self.taken = bool(taken)

        self.step(lambda s: service.preempt(s, self.plans[0], who, now=now), understand)
        if self.taken:
            assert all(c.completed + c.reserved < c.cap for c in self.own(0, who) if not c.closed)
            assert not any(c.closed for c in self.own(0, who))

    @rule(which=COUNTERS, cap=st.integers(1, 6))
    def cap(self, which: int, cap: int) -> None:
        one = self.counters[which]
        used = one.completed + one.reserved
        self.step(lambda s: service.set_cap(s, one.id, cap), lambda got: None)
        changed = self.counters[which]
        assert (changed.cap, changed.closed) == (max(cap, used), one.closed or cap < used)

    @rule(which=COUNTERS, closed=st.sampled_from((True, False, False)))
    def shut(self, which: int, closed: bool) -> None:
        act, number = service.close if closed else service.reopen, self.counters[which].id
        self.step(lambda s: act(s, number), lambda got: None)
        assert self.counters[which].closed == closed

    def teardown(self) -> None:
        """Once all work stops and the time of every lease is over, nothing is held."""
        if not hasattr(self, "counters"):
            return
        self.now += 2 * HELD_FOR
        self.expire(minutes=0)
        assert sum(one.reserved for one in self.counters) == 0
        with self.begin() as session:
            again = {k: v for p in self.plans for k, v in service.rebuilt(session, p).items()}
        assert again == {c.id: Rebuilt(c.completed, c.reserved) for c in self.counters}


def play(begin: UnitOfWork, *, runs: int, steps: int) -> None:
    """Take `steps` steps at random, `runs` times, on a database."""
    machine = type("OnThisDatabase", (Quotas,), {"begin": staticmethod(begin)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
