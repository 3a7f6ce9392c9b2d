"""Whatever people do, in whatever order: first in, first out, to who may, and one owner."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, delete, select

from backend.agents.models import Role
from backend.console import service as console
from backend.conversations import ownership
from backend.conversations.errors import NotYours
from backend.conversations.models import Conversation, State, Stretch
from backend.db import UnitOfWork
from backend.errors import AppError
from backend.handover import queue
from backend.handover.errors import AtCapacity, NotForYou, NotThere
from backend.handover.rules import rules_of
from tests.backend.conversations.people import NOW, web
from tests.backend.handover import team

OVERFLOW = rules_of("office64").overflow
PICK = st.integers(0, 9)
NAMES = ("bearn", "basque", "social", "chief", "elsewhere")
AGENTS = st.sampled_from(NAMES)


@dataclass
class Waits:
    """What a conversation is to the model."""

    asked: datetime
    landlord: str
    agency: int | None
    language: str
    role: str | None
    danger: bool
    owner: str | None = None


class Queue(RuleBasedStateMachine):
    """Three agents of two agencies, who supervises them, one of another landlord, and tenants."""

    def __init__(self, begin: UnitOfWork) -> None:
        super().__init__()
        self.begin, self.now = begin, NOW
        self.open, self.present = dict[str, Waits](), set[str]()
        self.steps = count(1)

    @initialize()
    def people(self) -> None:
        with self.begin() as session:
            session.execute(delete(Stretch))
            session.execute(delete(Conversation))
            one, other = (team.agency(session, name) for name in ("Béarn", "Côte Basque"))
            self.agencies = (one, other)
            self.of = {"bearn": one, "basque": other, "social": one}
            self.speak = {"bearn": {"fr"}, "basque": {"fr", "eu"}, "social": {"fr"}}
            self.ids = {
                "bearn": team.account(session, "bearn", agency_id=one, capacity=2),
                "basque": team.account(
                    session, "basque", agency_id=other, speaks=["fr", "eu"], capacity=3
                ),
                "social": team.account(
                    session, "social", agency_id=one, skills=["social_adviser"], capacity=2
                ),
                "chief": team.account(session, "chief", role=Role.SUPERVISOR, capacity=9),
                "elsewhere": team.account(session, "else", landlord="rochefort", capacity=2),
            }
            self.capacity = {"bearn": 2, "basque": 3, "social": 2, "chief": 9, "elsewhere": 2}

    def waiting(self) -> list[str]:
        queued = [(not w.danger, w.asked, name) for name, w in self.open.items() if not w.owner]
        return [name for *_, name in sorted(queued)]

    def held(self, who: str) -> list[str]:
        return sorted(name for name, w in self.open.items() if w.owner == who)

    def offered(self, who: str, waits: Waits) -> bool:
        if waits.landlord != ("rochefort" if who == "elsewhere" else "office64"):
            return False
        if who == "chief" or waits.danger or self.now - waits.asked >= OVERFLOW:
            return True
        agency = who == "elsewhere" or waits.agency in (None, self.of[who])
        speaks = waits.language in self.speak.get(who, {"fr"})
        role = waits.role is None or who == "social"
        return agency and speaks and role

    @rule(
        agency=st.sampled_from([None, 0, 1]),
        language=st.sampled_from(["fr", "eu"]),
        danger=st.sampled_from([False, False, False, True]),
        landlord=st.sampled_from(["office64", "office64", "rochefort"]),
    )
    def ask(self, agency: int | None, language: str, danger: bool, landlord: str) -> None:
        opened = web(self.begin, landlord=landlord)
        self.now += timedelta(seconds=next(self.steps))
        own = None if agency is None or landlord == "rochefort" else self.agencies[agency]
        with self.begin() as session:
            found = session.get_one(Conversation, opened.id)
            found.language = language
            reason = "gas" if danger else "asked"
            ownership.enqueue(session, found, reason=reason, now=self.now)
            found.agency_id = own
        self.open[opened.id] = Waits(self.now, landlord, own, language, None, danger)

    @rule(minutes=st.integers(1, 6))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=AGENTS)
    def arrive(self, who: str) -> None:
        with self.begin() as session:
            team.arrive(session, self.ids[who], self.now)
        self.present.add(who)

    @rule(who=AGENTS)
    def leave(self, who: str) -> None:
        with self.begin() as session:
            team.leave(session, self.ids[who], self.now)
            session.flush()
            console.let_go(session, self.ids[who], now=self.now)
        self.present.discard(who)
        for name in self.held(who):
            self.open[name].owner, self.open[name].danger = None, False

    @rule(who=AGENTS)
    def take_next(self, who: str) -> None:
        refused: type[AppError] | None = None
        if who not in self.present:
            refused = NotThere
        elif len(self.held(who)) >= self.capacity[who]:
            refused = AtCapacity
        if refused:
            with pytest.raises(refused), self.begin() as session:
                queue.next_for(session, self.ids[who], now=self.now)
            return
        mine = [name for name in self.waiting() if self.offered(who, self.open[name])]
        with self.begin() as session:
            taken = queue.next_for(session, self.ids[who], now=self.now)
        assert (taken.id if taken else None) == (mine[0] if mine else None)
        if taken:
            self.open[taken.id].owner = who

    @precondition(lambda self: self.open)
    @rule(who=AGENTS, pick=PICK)
    def take_this(self, who: str, pick: int) -> None:
        name = sorted(self.open)[pick % len(self.open)]
        waits = self.open[name]
        if waits.landlord != ("rochefort" if who == "elsewhere" else "office64"):
            return
        refused = self.refusal(who, waits)
        if refused:
            with pytest.raises(refused), self.begin() as session:
                queue.claim(session, self.ids[who], name, now=self.now)
            return
        with self.begin() as session:
            queue.claim(session, self.ids[who], name, now=self.now)
        waits.owner = who

    def refusal(self, who: str, waits: Waits) -> type[AppError] | None:
        if who not in self.present:
            return NotThere
        if len(self.held(who)) >= self.capacity[who] and not waits.danger:
            return AtCapacity
        if waits.owner:
            return NotYours
        return None if self.offered(who, waits) else NotForYou

    @rule(who=AGENTS, to=AGENTS, pick=PICK)
    def hand_over(self, who: str, to: str, pick: int) -> None:
        mine = self.held(who)
        if not mine or "elsewhere" in (who, to) or who == to:
            return
        name = mine[pick % len(mine)]
        if to not in self.present:
            with pytest.raises(NotThere), self.begin() as session:
                queue.pass_on(session, name, holder=self.ids[who], to=self.ids[to], now=self.now)
            return
        with self.begin() as session:
            queue.pass_on(session, name, holder=self.ids[who], to=self.ids[to], now=self.now)
        self.open[name].owner = to

    @rule(who=AGENTS, pick=PICK)
    def transfer_to_a_role(self, who: str, pick: int) -> None:
        mine = self.held(who)
        if not mine:
            return
        name = mine[pick % len(mine)]
        with self.begin() as session:
            assert ownership.requeue(
                session,
                name,
                agent_id=self.ids[who],
                now=self.now,
                reason="transferred",
                wanted_role="social_adviser",
                agency_id=None,
            )
        waits = self.open[name]
        waits.owner, waits.role, waits.agency, waits.danger = None, "social_adviser", None, False

    @rule(who=AGENTS, pick=PICK)
    def end(self, who: str, pick: int) -> None:
        mine = self.held(who)
        if mine:
            name = mine[pick % len(mine)]
            with self.begin() as session:
                ownership.close(session, name, agent_id=self.ids[who], now=self.now)
            del self.open[name]

    @precondition(lambda self: self.waiting())
    @rule(pick=PICK)
    def need_nobody(self, pick: int) -> None:
        name = self.waiting()[pick % len(self.waiting())]
        with self.begin() as session:
            ownership.withdraw(session, session.get_one(Conversation, name), now=self.now)
        del self.open[name]

    @invariant()
    def the_record_says_the_same(self) -> None:
        if not self.open:
            return
        with self.begin() as session:
            rows = session.exec(
                select(Conversation).where(col(Conversation.id).in_(self.open))
            ).all()
            running = select(Stretch).where(col(Stretch.ended_at).is_(None))
            stretches = {s.conversation_id: s for s in session.exec(running)}
        for row in rows:
            waits = self.open[row.id]
            owner = self.ids[waits.owner] if waits.owner else None
            state = State.AGENT if waits.owner else State.QUEUED
            assert (row.state, row.agent_id, row.asked_at) == (state, owner, waits.asked)
            assert (stretches[row.id].state, stretches[row.id].agent_id) == (state, owner)


def test_no_order_of_things_breaks_the_queue(begin: UnitOfWork) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Queue(begin),
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_many_at_once_take_each_conversation_once_and_nobody_takes_too_many(
    begin: UnitOfWork,
) -> None:
    conversations = [web(begin) for _ in range(12)]
    with begin() as session:
        for at, one in enumerate(conversations):
            found = session.get_one(Conversation, one.id)
            ownership.enqueue(session, found, reason="asked", now=NOW + timedelta(seconds=at))
        agents = [team.account(session, f"a{n}", capacity=2) for n in range(4)]
        for one in agents:
            team.arrive(session, one, NOW)

    def take(agent_id: int) -> str | None:
        try:
            with begin() as session:
                taken = queue.next_for(session, agent_id, now=NOW)
                return taken.id if taken else None
        except AtCapacity:
            return None

    with ThreadPoolExecutor(8) as pool:
        taken = [one for one in pool.map(take, agents * 4) if one]

    assert len(taken) == len(set(taken)) == 8
    assert set(taken) == {one.id for one in conversations[:8]}
