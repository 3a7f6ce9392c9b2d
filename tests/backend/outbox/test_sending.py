"""An SMS leaves once, or it is said why not."""

import asyncio
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


class Moment:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = NOW + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Moment:
    return Moment()


@pytest.fixture
def sender(twilio: TwilioDouble) -> TwilioSender:
    return TwilioSender(
        twilio.account_sid,
        twilio.auth_token,
        twilio.own_number,
        "http://127.0.0.1:9",
        twilio.url,
        timeout=1,
    )


@pytest.fixture
def sending(begin: UnitOfWork, sender: TwilioSender, clock: Moment) -> Sending:
    return Sending(begin, sender, settle_time=timedelta(0), clock=clock)


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


def test_of_two_workers_that_look_for_it_in_vain_one_sends_it(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending, sender: TwilioSender, clock: Moment
) -> None:
    other = Sending(begin, sender, settle_time=timedelta(0), clock=clock)
    sms = written(begin, "Bonjour")
    twilio.script([hang(accepted=False)])
    anyio.run(sending.job, sms)

    async def both() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(sending.job, sms)
            group.start_soon(other.job, sms)

    anyio.run(both)

    assert bodies(twilio) == ["Bonjour"]
    assert state(begin, sms) is SmsState.SENT


def test_a_look_waits_until_the_last_post_is_in_the_list_not_the_first(
    begin: UnitOfWork, twilio: TwilioDouble, sender: TwilioSender
) -> None:
    settles = timedelta(seconds=1.5)
    sending = Sending(begin, sender, settle_time=settles, clock=lambda: datetime.now(UTC))
    with begin() as session:
        session.get_one(Sms, sms := written(begin, "Bonjour")).created_at = datetime.now(UTC)
    twilio.list_lag = 1.2
    twilio.script([hang(accepted=False), hang(accepted=True)])

    for _ in range(3):
        anyio.run(sending.job, sms)

    assert bodies(twilio) == ["Bonjour"]
    assert state(begin, sms) is SmsState.SENT


def test_a_job_that_is_cut_off_while_it_sends_goes_on_and_sends_once(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")
    twilio.script([accept(delay=0.3)])

    async def cut_off() -> None:
        job = asyncio.create_task(sending.job(sms))
        while state(begin, sms) is SmsState.QUEUED:
            await asyncio.sleep(0)
        job.cancel()
        await sending.job(sms)

    asyncio.run(cut_off())

    assert bodies(twilio) == ["Bonjour"]
    assert state(begin, sms) is SmsState.SENT


def test_a_process_that_is_held_up_before_it_posts_does_not_post_any_more(
    begin: UnitOfWork, twilio: TwilioDouble, sender: TwilioSender, clock: Moment
) -> None:
    sms = written(begin, "Bonjour")

    def stopped_once_it_is_marked() -> datetime:
        is_marked = state(begin, sms) is SmsState.SENDING
        return clock.now + timedelta(seconds=60 if is_marked else 0)

    held_up = Sending(
        begin,
        sender,
        settle_time=timedelta(seconds=30),
        begins_within=timedelta(seconds=20),
        clock=stopped_once_it_is_marked,
    )

    anyio.run(held_up.job, sms)

    assert bodies(twilio) == []
    assert state(begin, sms) is SmsState.QUEUED


def test_what_the_provider_keeps_refusing_is_tried_for_hours_and_then_failed(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending, clock: Moment
) -> None:
    sms = written(begin, "Bonjour")
    twilio.script([too_many(1)] * 20)

    for _ in range(20):
        anyio.run(sending.job, sms)
    assert state(begin, sms) is SmsState.QUEUED
    clock.now += timedelta(hours=5)
    anyio.run(sending.job, sms)

    assert bodies(twilio) == []
    assert state(begin, sms) is SmsState.FAILED


def test_what_may_have_left_eight_times_is_left_to_an_agent(
    begin: UnitOfWork, twilio: TwilioDouble, sending: Sending
) -> None:
    sms = written(begin, "Bonjour")
    twilio.script([fail(500, accepted=False)] * 9)

    for _ in range(9):
        anyio.run(sending.job, sms)

    assert bodies(twilio) == []
    assert state(begin, sms) is SmsState.UNCERTAIN


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
