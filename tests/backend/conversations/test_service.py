"""Taking a message in, answering it once, and never over a person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from backend.conversations import ownership, service
from backend.conversations.errors import NotYours, StaleTurn, WrongToken
from backend.conversations.models import Channel, Conversation, Message, State, TurnRow, TurnState
from backend.db import UnitOfWork
from backend.replies import Act, Effect, EffectKind, Outcome, Utterance
from tests.backend.conversations.people import agent, say, web

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=14)
HELLO = Outcome((Utterance(Act.SMALLTALK, text="Bonjour"),))


def test_a_message_sent_fifty_times_at_once_is_kept_once(begin: UnitOfWork) -> None:
    conversation = web(begin)

    with ThreadPoolExecutor(16) as pool:
        ids = set(
            pool.map(lambda _: say(begin, conversation, "bonjour", "c1").inbound_id, range(50))
        )

    with begin() as session:
        assert len(ids) == 1
        assert len(session.exec(select(Message)).all()) == 1
        assert len(session.exec(select(TurnRow)).all()) == 1


def test_a_number_has_one_open_conversation_however_many_messages_arrive_at_once(
    begin: UnitOfWork,
) -> None:
    def arrive(_: int) -> str:
        with begin() as session:
            return service.open_sms(session, contact="+33639980001", landlord=None, now=NOW).id

    with ThreadPoolExecutor(16) as pool:
        opened = set(pool.map(arrive, range(40)))

    assert len(opened) == 1


def test_the_database_refuses_a_second_open_conversation(session: Session) -> None:
    service.open_sms(session, contact="+33639980002", landlord=None, now=NOW)
    session.add(
        Conversation(
            id="other", channel=Channel.SMS, contact="+33639980002", opened_at=NOW, updated_at=NOW
        )
    )

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_wrong_token_opens_nothing(begin: UnitOfWork) -> None:
    conversation = web(begin)

    with begin() as session, pytest.raises(WrongToken):
        service.authenticate(session, conversation.id, "guess")
    with begin() as session, pytest.raises(WrongToken):
        service.authenticate(session, "unknown", "")


def test_a_turn_is_leased_once_and_in_the_order_of_its_conversation(begin: UnitOfWork) -> None:
    conversation = web(begin)
    first, second = (say(begin, conversation, "bonjour", c).inbound_id for c in ("c1", "c2"))

    with begin() as session:
        assert service.lease(session, second, now=NOW, duration=LEASE) is None
        leased = service.lease(session, first, now=NOW, duration=LEASE)
        assert leased is not None
        assert service.lease(session, first, now=NOW, duration=LEASE) is None
        assert service.settle(session, leased, HELLO, now=NOW)
        assert service.lease(session, second, now=NOW, duration=LEASE) is not None


def test_a_turn_whose_lease_is_over_is_taken_by_another_and_the_first_writes_nothing(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    inbound = say(begin, conversation, "bonjour", "c1").inbound_id
    with begin() as session:
        slow = service.lease(session, inbound, now=NOW, duration=LEASE)
    with begin() as session:
        quick = service.lease(session, inbound, now=NOW + LEASE * 2, duration=LEASE)
    assert slow is not None
    assert quick is not None
    assert quick.attempt == 2

    with begin() as session:
        assert not service.settle(session, slow, HELLO, now=NOW)
        assert service.settle(session, quick, HELLO, now=NOW)
    with begin() as session:
        answered = service.answer_to(session, inbound)

    assert answered is not None
    assert [reply["text"] for reply in answered.replies] == ["Bonjour"]


def test_the_bot_says_nothing_once_a_person_took_over_during_its_turn(begin: UnitOfWork) -> None:
    conversation = web(begin)
    inbound = say(begin, conversation, "bonjour", "c1").inbound_id
    with begin() as session:
        leased = service.lease(session, inbound, now=NOW, duration=LEASE)
        someone = agent(session)
    assert leased is not None
    with begin() as session:
        ownership.claim(session, conversation.id, agent_id=someone, now=NOW)

    with begin() as session:
        assert not service.settle(session, leased, HELLO, now=NOW)
        with pytest.raises(StaleTurn):
            service.perform(session, "file", leased.turn, lambda _: HELLO, once=True)
    with begin() as session:
        row = session.get_one(TurnRow, inbound)
        assert row.state is TurnState.SUPERSEDED
        assert [m.text for m in session.exec(select(Message))] == ["bonjour"]


def test_an_action_called_again_for_the_same_message_returns_its_first_result(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    inbound = say(begin, conversation, "bonjour", "c1").inbound_id
    with begin() as session:
        leased = service.lease(session, inbound, now=NOW, duration=LEASE)
    assert leased is not None
    results = iter("ab")

    def serve(_: Session) -> Outcome:
        return Outcome((Utterance(Act.TRACK, text=next(results)),))

    said = []
    for _ in range(3):
        with begin() as session:
            said.append(service.perform(session, "file", leased.turn, serve, once=True))

    assert {outcome.utterances[0].text for outcome in said} == {"a"}


def test_a_request_for_a_person_is_applied_with_the_reply_and_raises_the_epoch(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    inbound = say(begin, conversation, "quelqu'un svp", "c1").inbound_id
    wish = Outcome(
        (Utterance(Act.HANDOFF, text="Un conseiller arrive."),),
        (Effect(EffectKind.REQUEST_PERSON, "asked"),),
    )
    with begin() as session:
        leased = service.lease(session, inbound, now=NOW, duration=LEASE)
        assert leased is not None
        service.settle(session, leased, wish, now=NOW)

    with begin() as session:
        waiting = session.get_one(Conversation, conversation.id)
        answered = service.answer_to(session, inbound)

    assert (waiting.state, waiting.epoch) == (State.QUEUED, 1)
    assert answered is not None
    assert answered.state is State.QUEUED


def test_a_message_to_a_person_waits_for_no_turn(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        ownership.claim(session, conversation.id, agent_id=agent(session), now=NOW)

    received = say(begin, conversation, "vous êtes là ?", "c1")

    with begin() as session:
        answered = service.answer_to(session, received.inbound_id)
    assert not received.awaits_turn
    assert answered is not None
    assert (answered.state, answered.replies) == (State.AGENT, [])


def test_stop_and_danger_are_answered_without_the_bot_in_the_hands_of_a_person_too(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    with begin() as session:
        ownership.claim(session, conversation.id, agent_id=agent(session), now=NOW)

    danger = say(begin, conversation, "ça sent le gaz dans la cuisine !", "c1")
    stop = say(begin, conversation, "STOP", "c2")

    with begin() as session:
        first, second = (service.answer_to(session, r.inbound_id) for r in (danger, stop))
    assert first is not None
    assert second is not None
    assert [reply["act"] for reply in first.replies] == ["emergency"]
    assert [reply["act"] for reply in second.replies] == ["optout"]


def test_two_agents_claim_and_one_gets_it(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        people = [agent(session, login=f"agent{n}") for n in range(8)]

    def claim(agent_id: int) -> bool:
        try:
            with begin() as session:
                ownership.claim(session, conversation.id, agent_id=agent_id, now=NOW)
        except NotYours:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, people)) == 1


def test_only_the_owner_gives_back_and_the_epoch_rises(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        owner, other = agent(session), agent(session, login="other")
        ownership.claim(session, conversation.id, agent_id=owner, now=NOW)

    with begin() as session, pytest.raises(NotYours):
        ownership.give_back(session, conversation.id, agent_id=other, now=NOW)
    with begin() as session:
        returned = ownership.give_back(session, conversation.id, agent_id=owner, now=NOW)

    assert (returned.state, returned.epoch) == (State.BOT, 2)
