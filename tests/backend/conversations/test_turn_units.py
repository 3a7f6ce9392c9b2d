"""A turn of the web door: taken with its message, in order, and in few statements."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import InternalError
from sqlmodel import Session, select

from backend.conversations import service
from backend.conversations.errors import ConversationClosed, WrongToken
from backend.conversations.models import Conversation, Message, State, TurnRow, TurnState
from backend.db import UnitOfWork
from backend.replies import Act, Effect, EffectKind, Outcome, Utterance
from tests.backend.conversations.people import KNOWS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=14)
ANSWER = Outcome(
    (Utterance(Act.ANSWER, text="Bonjour"), Utterance(Act.SOLLICITATION, text="Votre adresse ?")),
    (Effect(EffectKind.SET_TOPIC, "horaires"),),
)
MOST_STATEMENTS = 12
MOST_UNITS = 3


class Widget:
    """A tenant's conversation by its token, as the web door receives it."""

    def __init__(self, begin: UnitOfWork) -> None:
        self._begin = begin
        with begin() as session:
            opened, self.token = service.open_web(
                session, landlord="office64", language="fr", now=NOW
            )
        self.id = opened.id

    def say(
        self, text: str, client: str, *, token: str | None = None, at: datetime = NOW
    ) -> service.Received:
        with self._begin() as session:
            return service.receive(
                session,
                self.id,
                text,
                token=self.token if token is None else token,
                provider_id=f"{self.id}:{client}",
                client_id=client,
                knows=KNOWS,
                lease_for=LEASE,
                now=at,
            )


@pytest.fixture
def widget(begin: UnitOfWork) -> Widget:
    return Widget(begin)


def settled(begin: UnitOfWork, received: service.Received) -> service.Answered:
    """Settle a turn that was leased with its message."""
    assert received.leased is not None
    with begin() as session:
        answered = service.settle(session, received.leased, ANSWER, now=NOW)
    assert answered is not None
    return answered


def test_the_first_message_is_leased_as_it_is_kept_and_the_next_one_waits_for_its_turn(
    begin: UnitOfWork, widget: Widget
) -> None:
    first, second = widget.say("bonjour", "c1"), widget.say("et demain ?", "c2")

    assert first.leased is not None
    assert second.leased is None
    with begin() as session:
        assert service.lease(session, first.inbound_id, now=NOW, duration=LEASE) is None
        assert service.lease(session, second.inbound_id, now=NOW, duration=LEASE) is None
    settled(begin, first)
    with begin() as session:
        assert service.lease(session, second.inbound_id, now=NOW, duration=LEASE) is not None


def test_a_lease_taken_with_its_message_ends_and_another_process_takes_the_turn(
    begin: UnitOfWork, widget: Widget
) -> None:
    dead = widget.say("bonjour", "c1")

    with begin() as session:
        taken = service.lease(session, dead.inbound_id, now=NOW + LEASE * 2, duration=LEASE)

    assert taken is not None
    assert taken.attempt == 2
    assert dead.leased is not None
    with begin() as session:
        assert service.settle(session, dead.leased, ANSWER, now=NOW) is None


def test_the_same_message_sent_again_is_not_leased_again(begin: UnitOfWork, widget: Widget) -> None:
    first, again = widget.say("bonjour", "c1"), widget.say("bonjour", "c1")

    assert again.inbound_id == first.inbound_id
    assert again.leased is None
    with begin() as session:
        assert len(session.exec(select(TurnRow)).all()) == 1


def test_what_settling_returns_is_what_is_asked_for_again_later(
    begin: UnitOfWork, widget: Widget
) -> None:
    received = widget.say("bonjour", "c1")

    answered = settled(begin, received)

    with begin() as session:
        again = service.answer_to(session, received.inbound_id)
    assert repr(again) == repr(answered), "to the letter, so that sent again it is the same body"
    with begin() as session:
        assert session.get_one(TurnRow, received.inbound_id).state is TurnState.DONE
    assert [reply["text"] for reply in answered.replies] == ["Bonjour", "Votre adresse ?"]


def test_a_wrong_token_keeps_nothing(begin: UnitOfWork, widget: Widget) -> None:
    for guess in ("guess", "", widget.token[:-1]):
        with pytest.raises(WrongToken):
            widget.say("bonjour", "c1", token=guess)

    with begin() as session:
        assert session.exec(select(Message)).all() == []


def test_in_a_closed_conversation_the_old_answer_is_had_again_and_nothing_new_is_said(
    begin: UnitOfWork, widget: Widget
) -> None:
    kept = widget.say("bonjour", "c1")
    settled(begin, kept)
    with begin() as session:
        session.get_one(Conversation, widget.id).state = State.CLOSED

    assert widget.say("bonjour", "c1").inbound_id == kept.inbound_id
    with pytest.raises(ConversationClosed):
        widget.say("encore", "c2")


def test_the_database_refuses_what_an_action_writes_that_is_not_done_once(
    begin: UnitOfWork, widget: Widget
) -> None:
    leased = widget.say("bonjour", "c1").leased
    assert leased is not None

    def write(session: Session) -> Outcome:
        session.get_one(Conversation, widget.id).topic = "autre"
        session.flush()
        return ANSWER

    with begin() as session, pytest.raises(InternalError, match="read-only"):
        service.perform(session, "ask", leased.turn, write, once=False)
    with begin() as session:
        assert service.perform(session, "file", leased.turn, write, once=True) == ANSWER


def test_a_turn_takes_three_units_of_work_and_few_statements(
    engine: Engine, begin: UnitOfWork, widget: Widget
) -> None:
    settled(begin, widget.say("bonjour", "c1"))
    counted = {"statements": 0, "units": 0}

    def statement(*_: Any) -> None:
        counted["statements"] += 1

    def unit(*_: Any) -> None:
        counted["units"] += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", unit)

    received = widget.say("quels sont vos horaires ?", "c2")
    assert received.leased is not None
    with begin() as session:
        service.perform(session, "ask", received.leased.turn, lambda _: ANSWER, once=False)
    settled(begin, received)

    assert counted["units"] <= MOST_UNITS
    assert counted["statements"] <= MOST_STATEMENTS
