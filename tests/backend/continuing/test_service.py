"""A conversation of the web continues by SMS: verified first, then one history, nothing doubled."""

import re

import pytest
from sqlmodel import Session, col, select

from backend.continuing import service
from backend.continuing.errors import (
    CodeOver,
    NoMobile,
    TelephoneSilent,
    TooManyCodes,
    WrongCode,
)
from backend.conversations import ownership
from backend.conversations import service as conversations
from backend.conversations.errors import ConversationClosed, TelephoneBusy
from backend.conversations.models import Author, Channel, Conversation, Message, State
from backend.conversations.queries import locked
from backend.conversations.writing import agent_says
from backend.db import UnitOfWork
from backend.outbox import silence
from backend.outbox.models import Sms
from tests.backend.conversations.people import KNOWS, NOW, agent, say, web

KEY = "key"
PHONE, TYPED = "+33639980012", "06 39 98 00 12"


def sent(session: Session) -> list[Sms]:
    return list(session.exec(select(Sms).order_by(col(Sms.id))))


def code_of(session: Session) -> str:
    found = re.search(r"\d{6}", sent(session)[-1].body)
    assert found
    return found[0]


def asked(begin: UnitOfWork, conversation: Conversation, number: str = TYPED) -> str:
    """Ask for a code; return it as the telephone shows it."""
    with begin() as session:
        service.ask(session, conversation.id, number, KEY, now=NOW)
    with begin() as session:
        return code_of(session)


def typed(begin: UnitOfWork, conversation: Conversation, code: str) -> str:
    with begin() as session:
        tried = service.count_try(session, conversation.id, now=NOW)
    with begin() as session:
        return service.verify(session, tried, code, KEY, now=NOW)


def by_sms(begin: UnitOfWork, text: str) -> Conversation:
    """Say something from the telephone."""
    with begin() as session:
        found = conversations.open_sms(session, contact=PHONE, landlord=None, now=NOW)
        conversations.receive(
            session, found.id, text, provider_id=f"SM-{text}", knows=KNOWS, now=NOW
        )
        return found


def test_nothing_of_the_conversation_goes_to_a_number_before_it_is_verified(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    say(begin, conversation, "je m'appelle Camille", "1")

    asked(begin, conversation)

    with begin() as session:
        (only,) = sent(session)
        found = session.get_one(Conversation, conversation.id)
    assert (only.to, found.channel) == (PHONE, Channel.WEB)
    assert "Camille" not in only.body


def test_the_code_is_not_in_the_conversation_and_not_in_the_record(begin: UnitOfWork) -> None:
    conversation = web(begin)

    code = asked(begin, conversation)

    with begin() as session:
        said = session.exec(select(Message.text)).all()
        kept = session.connection().exec_driver_sql("SELECT * FROM continuation").one()
    assert all(code not in text for text in said)
    assert code not in map(str, kept)


def test_the_telephone_goes_on_with_the_conversation_of_the_web(begin: UnitOfWork) -> None:
    conversation = web(begin)
    say(begin, conversation, "bonjour", "1")
    code = asked(begin, conversation)

    assert typed(begin, conversation, f" {code[:3]} {code[3:]}") == "+33 6 •• •• •• 12"

    assert by_sms(begin, "et par SMS ?").id == conversation.id
    with begin() as session:
        told = sent(session)[-1]
        history = [message.text for message in conversations.history(session, conversation.id)]
    assert (told.to, "continue par SMS" in told.body) == (PHONE, True)
    assert [history[0], history[-1]] == ["bonjour", "et par SMS ?"]


def test_who_waits_for_a_person_keeps_their_place_and_is_answered_by_sms(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    with begin() as session:
        held = locked(session, conversation.id)
        assert held
        ownership.enqueue(session, held, reason=None, now=NOW)
    typed(begin, conversation, asked(begin, conversation))

    with begin() as session:
        moved = session.get_one(Conversation, conversation.id)
        assert (moved.state, moved.queued_at) == (State.QUEUED, NOW)
        someone = agent(session)
        ownership.claim(session, conversation.id, agent_id=someone, now=NOW)
        agent_says(session, moved, "Bonjour, me voici.", agent_id=someone, now=NOW)

    with begin() as session:
        assert (sent(session)[-1].to, sent(session)[-1].body) == (PHONE, "Bonjour, me voici.")


def test_what_the_chat_sends_again_after_the_move_is_not_said_twice(begin: UnitOfWork) -> None:
    with begin() as session:
        conversation, token = conversations.open_web(
            session, landlord="office64", language="fr", now=NOW
        )

    def send() -> None:
        with begin() as session:
            conversations.receive(
                session,
                conversation.id,
                "ma douche coule",
                token=token,
                provider_id=f"{conversation.id}:1",
                client_id="1",
                knows=KNOWS,
                now=NOW,
            )

    send()
    typed(begin, conversation, asked(begin, conversation))
    send()

    with begin() as session:
        own = select(Message.text).where(Message.author == Author.TENANT)
        assert session.exec(own).all() == ["ma douche coule"]


def test_a_wrong_code_is_counted_and_five_of_them_end_it(begin: UnitOfWork) -> None:
    conversation = web(begin)
    code = asked(begin, conversation)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    for _ in range(service.TRIES):
        with pytest.raises(WrongCode):
            typed(begin, conversation, wrong)

    with pytest.raises(CodeOver):
        typed(begin, conversation, code)


def test_a_code_has_its_time(begin: UnitOfWork) -> None:
    conversation = web(begin)
    asked(begin, conversation)

    with begin() as session, pytest.raises(CodeOver):
        service.count_try(session, conversation.id, now=NOW + service.VALID_FOR)


def test_only_the_newest_code_is_read_and_only_in_its_own_conversation(begin: UnitOfWork) -> None:
    one, other = web(begin), web(begin)
    first = asked(begin, one)
    second = asked(begin, one, "06 39 98 00 13")

    with pytest.raises(CodeOver):
        typed(begin, other, second)
    if first != second:
        with pytest.raises(WrongCode):
            typed(begin, one, first)
    assert typed(begin, one, second).endswith("13")


@pytest.mark.parametrize("number", ["", "05 59 43 86 54", "3114", "112", "bonjour", "06 39"])
def test_what_gets_no_sms_is_refused(begin: UnitOfWork, number: str) -> None:
    conversation = web(begin)

    with pytest.raises(NoMobile):
        asked(begin, conversation, number)


def test_a_telephone_that_asked_for_silence_gets_no_code(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        silence.opt_out(session, channel="sms", contact=PHONE, scope="all", words="STOP")

    with pytest.raises(TelephoneSilent):
        asked(begin, conversation)

    with begin() as session:
        assert sent(session) == []


def test_a_code_that_waits_does_not_leave_after_stop(begin: UnitOfWork) -> None:
    conversation = web(begin)
    asked(begin, conversation)

    with begin() as session:
        silence.opt_out(session, channel="sms", contact=PHONE, scope="all", words="STOP")

    with begin() as session:
        assert not silence.may_leave(session, sent(session)[0], channel="sms")


def test_nobody_is_flooded_with_codes_whoever_asks(begin: UnitOfWork) -> None:
    for _ in range(3):
        asked(begin, web(begin))

    with pytest.raises(TooManyCodes):
        asked(begin, web(begin))


def test_what_the_bot_alone_had_by_sms_ends_and_what_a_person_has_does_not(
    begin: UnitOfWork,
) -> None:
    before, conversation = by_sms(begin, "bonjour"), web(begin)
    typed(begin, conversation, asked(begin, conversation))
    with begin() as session:
        assert session.get_one(Conversation, before.id).state is State.CLOSED
        held = locked(session, conversation.id)
        assert held
        ownership.enqueue(session, held, reason=None, now=NOW)

    second = web(begin)
    code = asked(begin, second)
    with pytest.raises(TelephoneBusy):
        typed(begin, second, code)
    with begin() as session:
        assert session.get_one(Conversation, second.id).channel is Channel.WEB


def test_a_closed_conversation_does_not_move(begin: UnitOfWork) -> None:
    conversation = web(begin)
    code = asked(begin, conversation)
    with begin() as session:
        ownership.end_with_bot(session, conversation.id, now=NOW)

    with pytest.raises(ConversationClosed):
        typed(begin, conversation, code)


def test_typed_twice_it_moves_once(begin: UnitOfWork) -> None:
    conversation = web(begin)
    code = asked(begin, conversation)

    assert typed(begin, conversation, code) == typed(begin, conversation, code)

    with begin() as session:
        assert len(sent(session)) == 2
