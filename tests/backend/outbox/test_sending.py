"""An SMS leaves once, or it is said why not."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from sqlmodel import Session, select

from backend.conversations import ownership, service
from backend.conversations.models import Author, Conversation, Message
from backend.conversations.writing import reply
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.outbox.models import Purpose, Sms, SmsState
from backend.outbox.sending import Sending
from backend.replies import Act, Utterance
from channels.sms.twilio_client import TwilioSender
from tests.backend.conversations.people import agent
from tests.twilio_double import TwilioDouble, accept, fail, hang, too_many

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TENANT = "+33639980007"


@pytest.fixture
def twilio() -> Iterator[TwilioDouble]:
    with TwilioDouble() as double:
        yield double


@pytest.fixture
def sending(begin: UnitOfWork, twilio: TwilioDouble) -> Sending:
    sender = TwilioSender(
        twilio.account_sid,
        twilio.auth_token,
        twilio.own_number,
        "http://127.0.0.1:9",
        twilio.url,
        timeout=0.5,
    )
    return Sending(
        begin, sender, settle_time=timedelta(0), clock=lambda: NOW + timedelta(minutes=1)
    )


def written(begin: UnitOfWork, text: str, *, purpose: Purpose = Purpose.REPLY) -> int:
    """Write a reply to the tenant; return the id of its SMS."""
    with begin() as session:
        conversation = service.open_sms(session, contact=TENANT, landlord="office64", now=NOW)
        said = [Utterance(Act.SMALLTALK, text=text)]
        reply(
            session,
            conversation,
            said,
            author=Author.BOT,
            inbound_id=None,
            purpose=purpose,
            now=NOW,
        )
        return session.exec(select(Sms.id).where(Sms.body == text)).one() or 0


def state(begin: UnitOfWork, sms_id: int) -> SmsState:
    with begin() as session:
        return session.get_one(Sms, sms_id).state


def bodies(twilio: TwilioDouble) -> Collection[str]:
    return [message.body for message in twilio.accepted]


def test_a_reply_leaves_once_however_often_its_job_runs(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")

    for _ in range(3):
        anyio.run(sending.job, sms)

    assert bodies(twilio) == ["Bonjour"]
    assert state(begin, sms) in {SmsState.SENT, SmsState.DELIVERED}


def test_what_was_accepted_before_a_time_out_is_found_and_not_sent_again(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Votre code")
    twilio.script([hang(accepted=True)])

    anyio.run(sending.job, sms)
    assert state(begin, sms) is SmsState.SENDING
    anyio.run(sending.job, sms)

    assert bodies(twilio) == ["Votre code"]
    assert state(begin, sms) is SmsState.SENT


def test_what_was_surely_not_taken_is_sent_by_the_next_attempt(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")
    twilio.script([too_many(1), fail(500, accepted=False), accept()])

    for _ in range(3):
        anyio.run(sending.job, sms)

    assert bodies(twilio) == ["Bonjour"]
    assert state(begin, sms) is SmsState.SENT


def test_nothing_leaves_after_stop_is_committed_not_even_a_second_attempt(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")
    twilio.script([too_many(1)])
    anyio.run(sending.job, sms)
    with begin() as session:
        outbox.opt_out(session, channel="sms", contact=TENANT, scope="all", words="stop")

    anyio.run(sending.job, sms)

    assert bodies(twilio) == []
    assert state(begin, sms) is SmsState.SUPPRESSED


def test_an_emergency_is_told_to_who_asked_for_silence_too(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Appelez le 18", purpose=Purpose.EMERGENCY)
    with begin() as session:
        outbox.opt_out(session, channel="sms", contact=TENANT, scope="all", words="stop")

    anyio.run(sending.job, sms)

    assert bodies(twilio) == ["Appelez le 18"]


def test_a_reply_of_the_bot_is_held_back_once_a_person_took_over(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")
    with begin() as session:
        conversation = session.exec(select(Conversation)).one()
        ownership.claim(session, conversation.id, agent_id=agent(session), now=NOW)

    anyio.run(sending.job, sms)

    assert bodies(twilio) == []
    assert state(begin, sms) is SmsState.SUPPRESSED


def test_stop_at_the_provider_is_stop_here(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")
    twilio.opt_out(TENANT)

    anyio.run(sending.job, sms)

    with begin() as session:
        assert outbox.is_opted_out(session, channel="sms", contact=TENANT)
    assert state(begin, sms) is SmsState.FAILED


def test_a_sweep_sends_what_has_no_job_any_more(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")

    anyio.run(sending.sweep)

    assert bodies(twilio) == ["Bonjour"]
    assert state(begin, sms) is SmsState.SENT


def test_a_rolled_back_reply_leaves_neither_message_nor_job(session: Session) -> None:
    nested = session.begin_nested()
    conversation = service.open_sms(session, contact=TENANT, landlord=None, now=NOW)
    reply(
        session,
        conversation,
        [Utterance(Act.SMALLTALK, text="Bonjour")],
        author=Author.BOT,
        inbound_id=None,
        purpose=Purpose.REPLY,
        now=NOW,
    )
    nested.rollback()

    assert session.exec(select(Sms)).all() == []
    assert session.exec(select(Message)).all() == []
