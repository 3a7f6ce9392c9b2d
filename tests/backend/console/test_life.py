"""Whatever agents and tenants do, in whatever order: the table of moves holds, nothing is lost."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
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
from sqlmodel import Session, col, select

from backend.agents.models import Agency, Agent, Role
from backend.console import handling
from backend.console.handling import Doing
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.errors import AppError
from backend.notices import service as notices
from backend.replies import Turn
from backend.satisfaction import hearing
from backend.satisfaction.models import Satisfaction
from backend.satisfaction.service import TECHNICAL
from backend.sollicitations import service
from backend.sollicitations.models import EventKind, Sollicitation, SollicitationEvent
from backend.sollicitations.service import (
    Assignment,
    NothingChanges,
    SollicitationNotFound,
    SollicitationOver,
)
from backend.sollicitations.states import MERGEABLE, MOVES, MoveNotAllowed, State, is_open
from backend.workorders import service as work
from backend.workorders.models import Contractor
from backend.workorders.service import Task
from backend.workorders.states import OrderMoveNotAllowed, OrderState
from tests.backend.conversations.people import NOW, reply_at_once, web
from tests.backend.sollicitations.test_service import SLOTS

NUMBERS = count(1)
AGENTS = st.sampled_from(["a", "b", "chief", "elsewhere"])
STATES = st.sampled_from([s for s in State if s is not State.MERGED])
PICK = st.integers(0, 7)
CATEGORIES = st.sampled_from(["plomberie", "voisinage"])


class Life(RuleBasedStateMachine):
    """Two agencies of a landlord, a supervisor, an agent of another landlord, and tenants."""

    def __init__(self, begin: UnitOfWork) -> None:
        super().__init__()
        self.begin, self.codes = begin, dict[int, str]()
        self.states, self.events = dict[int, State](), dict[int, list[str]]()
        self.agency, self.category = dict[int, int | None](), dict[int, str]()
        self.into, self.back = dict[int, int](), dict[int, State]()
        self.talks, self.minutes = dict[int, Conversation](), count()
        self.orders = list[tuple[int, int]]()

    @initialize()
    def people(self) -> None:
        number = next(NUMBERS)
        with self.begin() as session:
            agencies = [Agency(landlord="office64", name=f"{n}-{number}") for n in "ab"]
            session.add_all(agencies)
            session.flush()
            self.agencies = [agency.id or 0 for agency in agencies]
            self.agents = {
                name: Agent(
                    login=f"{name}-{number}",
                    name=name,
                    password_hash="",
                    role=Role.SUPERVISOR if name == "chief" else Role.AGENT,
                    landlord="rochefort" if name == "elsewhere" else "office64",
                    agency_id=dict(zip("ab", self.agencies, strict=True)).get(name),
                )
                for name in ("a", "b", "chief", "elsewhere")
            }
            session.add_all(self.agents.values())
            team = Contractor(landlord="office64", name=f"team-{number}", kind="team")
            session.add(team)
            session.flush()
            self.team = team.id or 0

    def doing(self, who: str) -> Doing:
        return Doing(self.agents[who], NOW + timedelta(minutes=next(self.minutes)), "parce que")

    def one(self, pick: int) -> int:
        return sorted(self.states)[pick % len(self.states)]

    def may(self, who: str, number: int) -> bool:
        agent = self.agents[who]
        own = self.agency[number] in (None, agent.agency_id)
        return who != "elsewhere" and (agent.role is Role.SUPERVISOR or own)

    def attempt(self, act: Callable[..., object], who: str, refused: type[AppError] | None) -> bool:
        """Do it in a unit of work; tell whether it was done, and it was refused as expected."""
        if refused is not None:
            with pytest.raises(refused), self.begin() as session:
                act(session, self.doing(who))
            return False
        with self.begin() as session:
            act(session, self.doing(who))
        return True

    def right(self, who: str, *numbers: int) -> type[AppError] | None:
        return None if all(self.may(who, number) for number in numbers) else SollicitationNotFound

    def know(self, number: int, one: Sollicitation, events: list[str]) -> None:
        assert one.code not in self.codes.values()
        self.codes[number], self.category[number] = one.code, one.category
        self.states[number], self.agency[number] = State.RECEIVED, one.agency_id
        self.events[number] = events

    @rule(category=CATEGORIES, place=st.integers(0, 2))
    def file(self, category: str, place: int) -> None:
        talk = web(self.begin)
        turn = Turn(next(NUMBERS) + 1_000_000, talk.id, 0, "office64", "fr", "bot", "oui")
        with self.begin() as session:
            slots = SLOTS | {"category": category, "phone": "-"}
            code = service.file(session, turn, slots, NOW).utterances[0].values["code"]
            query = select(Sollicitation).where(Sollicitation.code == code)
            one = session.exec(query).one()
            one.agency_id = [*self.agencies, None][place]
        self.talks[one.id or 0] = talk
        self.know(one.id or 0, one, ["state"])

    @precondition(lambda self: self.states)
    @rule(who=AGENTS, pick=PICK, to=STATES)
    def move(self, who: str, pick: int, to: State) -> None:
        number = self.one(pick)
        refused = self.right(who, number)
        if refused is None and to not in MOVES[self.states[number]]:
            refused = MoveNotAllowed
        if self.attempt(lambda s, d: handling.move(s, d, number, to), who, refused):
            self.states[number] = to
            self.events[number].append("state")

    @precondition(lambda self: self.states)
    @rule(who=AGENTS, pick=PICK)
    def reopen(self, who: str, pick: int) -> None:
        number = self.one(pick)
        refused = self.right(who, number)
        state = self.states[number]
        if refused is None and (is_open(state) or state is State.MERGED):
            refused = MoveNotAllowed
        if self.attempt(lambda s, d: handling.reopen(s, d, number), who, refused):
            back = State.RECEIVED if state is State.CANCELLED else State.IN_PROGRESS
            self.states[number] = back
            self.events[number].append("state")

    @precondition(lambda self: self.states)
    @rule(who=AGENTS, pick=PICK, place=st.integers(0, 1))
    def assign(self, who: str, pick: int, place: int) -> None:
        number, agency = self.one(pick), self.agencies[place]
        refused = self.right(who, number)
        if refused is None and not is_open(self.states[number]):
            refused = SollicitationOver
        with self.begin() as session:
            role = session.get_one(Sollicitation, number).role
        if refused is None and self.agency[number] == agency:
            refused = NothingChanges
        to = Assignment(agency_id=agency, role=role)
        if self.attempt(lambda s, d: handling.assign(s, d, number, to), who, refused):
            self.agency[number] = agency
            self.events[number].append("assignment")
            if self.states[number] is State.RECEIVED and role:
                self.states[number] = State.ASSIGNED
                self.events[number].append("state")

    @precondition(lambda self: self.states)
    @rule(who=st.sampled_from(["a", "b", "chief"]), pick=PICK)
    def note(self, who: str, pick: int) -> None:
        number = self.one(pick)
        refused = self.right(who, number)
        if self.attempt(lambda s, d: handling.add_note(s, d, number), who, refused):
            self.events[number].append("note")

    @precondition(lambda self: len(self.states) > 1)
    @rule(who=AGENTS, pick=PICK, other=PICK)
    def merge(self, who: str, pick: int, other: int) -> None:
        kept, gone = self.one(pick), self.one(other)
        if kept == gone:
            return
        # Nobody can name another landlord's request: the codes are read with their own rights.
        refused = self.right(who, kept)
        if refused is None and not {self.states[kept], self.states[gone]} <= MERGEABLE:
            refused = MoveNotAllowed
        with self.begin() as session:
            taken = session.get_one(Sollicitation, gone)
        if self.attempt(lambda s, d: handling.merge(s, d, kept, [taken]), who, refused):
            self.into[gone], self.back[gone] = kept, self.states[gone]
            self.states[gone] = State.MERGED
            self.events[gone].append("merge")
            self.events[kept].append("merge")

    @precondition(lambda self: self.into)
    @rule(who=AGENTS, pick=PICK)
    def split_off(self, who: str, pick: int) -> None:
        number = sorted(self.into)[pick % len(self.into)]
        if self.attempt(
            lambda s, d: handling.split_off(s, d, number), who, self.right(who, number)
        ):
            kept = self.into.pop(number)
            self.states[number] = self.back.pop(number)
            self.events[number].append("split")
            self.events[kept].append("split")

    @precondition(lambda self: self.states and len(self.states) < 8)
    @rule(who=AGENTS, pick=PICK, category=CATEGORIES)
    def split(self, who: str, pick: int, category: str) -> None:
        number = self.one(pick)
        refused = self.right(who, number)
        if refused is None and not is_open(self.states[number]):
            refused = SollicitationOver
        told = {"category": category, "description": "et autre chose"}
        if self.attempt(lambda s, d: handling.split(s, d, number, **told), who, refused):
            with self.begin() as session:
                second = service.split_from(session, number)[-1]
            self.talks[second.id or 0] = self.talks[number]
            self.know(second.id or 0, second, ["state", "split"])
            self.events[number].append("split")

    @precondition(lambda self: self.states)
    @rule(who=AGENTS, pick=PICK)
    def order(self, who: str, pick: int) -> None:
        number = self.one(pick)
        refused = self.right(who, number)
        if refused is None and not is_open(self.states[number]):
            refused = SollicitationOver

        def issue(session: Session, doing: Doing) -> None:
            handling.changeable(session, doing, number)
            given = {"landlord": "office64", "by": doing.agent.login, "now": doing.now}
            task = Task(self.team, "Changer le joint")
            notices.tell(session, work.issue(session, number, task, **given), now=doing.now)

        if self.attempt(issue, who, refused):
            self.events[number].append("work_order")
            with self.begin() as session:
                self.orders.append((work.of_request(session, number)[-1][0].id or 0, number))
            if self.states[number] is State.RECEIVED:
                self.states[number] = State.ASSIGNED
                self.events[number].append("state")

    @precondition(lambda self: self.orders)
    @rule(pick=PICK)
    def come_in_vain(self, pick: int) -> None:
        order, number = self.orders[pick % len(self.orders)]
        with self.begin() as session:
            tried = work.find(session, order).state is OrderState.NOT_DONE

        def in_vain(session: Session, doing: Doing) -> None:
            given = {"by": "contractor", "now": doing.now, "note": "personne"}
            news = work.move(session, order, OrderState.NOT_DONE, **given)
            notices.tell(session, news, now=doing.now)

        if self.attempt(in_vain, "chief", OrderMoveNotAllowed if tried else None):
            self.events[number].append("work_order")

    @precondition(lambda self: self.orders)
    @rule(pick=PICK)
    def end_order(self, pick: int) -> None:
        order, number = self.orders.pop(pick % len(self.orders))

        def done(session: Session, doing: Doing) -> None:
            news = work.move(session, order, OrderState.DONE, by="chief", now=doing.now)
            notices.tell(session, news, now=doing.now)

        self.attempt(done, "chief", None)
        self.events[number].append("work_order")
        is_last = number not in {other for _, other in self.orders}
        if is_last and State.DONE in MOVES[self.states[number]]:
            self.states[number] = State.DONE
            self.events[number].append("state")

    @precondition(lambda self: self.states)
    @rule(pick=PICK, said=st.sampled_from(["1", "2", "4"]))
    def answer(self, pick: int, said: str) -> None:
        talk = self.talks[self.one(pick)]
        with self.begin() as session:
            asked = session.get_one(Conversation, talk.id).satisfaction_id
            about = session.get(Satisfaction, asked) if asked else None
        now = NOW + timedelta(minutes=next(self.minutes))
        replied = reply_at_once(self.begin, talk, said, readers=(hearing.read,), at=now)
        if not replied or said != "2":
            return
        assert about is not None
        number = about.sollicitation_id
        while number in self.into:
            number = self.into[number]
        if self.states[number] in (State.DONE, State.CLOSED):
            self.states[number] = State.IN_PROGRESS
            self.events[number].append("state")
        if is_open(self.states[number]):
            self.events[number].append("priority")

    @invariant()
    def nothing_is_lost(self) -> None:
        if not self.states:
            return
        with self.begin() as session:
            ids = list(self.states)
            rows = session.exec(select(Sollicitation).where(col(Sollicitation.id).in_(ids)))
            found = {one.id: one for one in rows}
            query = select(SollicitationEvent).where(
                col(SollicitationEvent.sollicitation_id).in_(ids)
            )
            events = session.exec(query.order_by(col(SollicitationEvent.id))).all()
            rows_asked = select(Satisfaction).where(col(Satisfaction.sollicitation_id).in_(ids))
            asked = session.exec(rows_asked).all()
        assert {n: one.state for n, one in found.items()} == self.states
        assert {n: one.code for n, one in found.items()} == self.codes
        for number in ids:
            own = [e for e in events if e.sollicitation_id == number]
            assert [e.kind.value for e in own] == self.events[number]
            self.moves_are_allowed(own)
            done = {e.id for e in own if e.to_state == State.DONE != e.from_state}
            wanted = done if self.category[number] in TECHNICAL else set()
            told = Counter(a.event_id for a in asked if a.sollicitation_id == number)
            assert told == Counter(wanted)

    def moves_are_allowed(self, events: list[SollicitationEvent]) -> None:
        stands: str | None = None
        for event in events:
            assert event.from_state == stands
            stands = event.to_state
            if event.from_state in (None, event.to_state):
                continue
            start, end = State(event.from_state), State(event.to_state)
            merged = event.kind is EventKind.MERGE and end is State.MERGED and start in MERGEABLE
            parted = event.kind is EventKind.SPLIT and start is State.MERGED and end in MERGEABLE
            assert merged or parted or (event.kind is EventKind.STATE and end in MOVES[start])

    @precondition(lambda self: self.states)
    @invariant()
    def every_code_answers_with_where_it_stands(self) -> None:
        number = self.one(next(self.minutes))
        kept = number
        while kept in self.into:
            kept = self.into[kept]
        with self.begin() as session:
            view = service.public_view(session, self.codes[number])
        assert (view.code, view.state) == (self.codes[number], self.states[kept])


def test_no_order_of_things_breaks_the_life_of_requests(begin: UnitOfWork) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Life(begin),
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
