"""What no webhook brought is recovered once, from the double's list, by the webhooks' own path."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from backend.conversations import ownership
from backend.conversations.catching_up import CatchUp
from backend.conversations.models import Author, CaughtUp, Conversation, Message, State
from backend.conversations.sms import SmsDoor
from backend.db import UnitOfWork
from backend.deposits.mms import keep_media
from backend.outbox.models import OptOut
from channels import InboundMessage
from channels.sms.twilio_inbox import TwilioInbox
from tests.backend.conversations.people import NOW, agent, parts
from tests.twilio_double import TwilioDouble, fail, garble, reset

PHONE = "+33639980042"


@pytest.fixture(scope="module")
def network() -> Iterator[TwilioDouble]:
    with TwilioDouble() as served:
        yield served


@pytest.fixture
def twilio(network: TwilioDouble) -> TwilioDouble:
    network.reset()
    return network


@pytest.fixture
def door(begin: UnitOfWork, database_url: str) -> SmsDoor:
    return SmsDoor(parts(begin, database_url, landlord="office64"), keep_media)


@pytest.fixture
def poll(begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble) -> CatchUp:
    return looks(begin, door, twilio, at=datetime.now(UTC))


def looks(begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, *, at: datetime) -> CatchUp:
    inbox = TwilioInbox(twilio.account_sid, twilio.auth_token, twilio.own_number, twilio.url)
    own = twilio.own_number
    return CatchUp(begin, inbox, door.on_message, own_number=own, clock=lambda: at)


def while_down(twilio: TwilioDouble, *texts: str, sender: str = PHONE) -> None:
    for text in texts:
        twilio.receive(text, sender, url=None)


def told(begin: UnitOfWork) -> list[str]:
    with begin() as session:
        query = select(Message.text).where(Message.author == Author.TENANT).order_by("id")
        return list(session.exec(query))


def test_what_came_while_we_were_down_is_taken_in_its_order(
    begin: UnitOfWork, twilio: TwilioDouble, poll: CatchUp
) -> None:
    while_down(twilio, "bonjour", "mon évier fuit", "c'est au 2e")

    asyncio.run(poll.run())

    assert told(begin) == ["bonjour", "mon évier fuit", "c'est au 2e"]


def test_nothing_is_doubled_when_the_webhook_comes_late_before_or_meanwhile(
    begin: UnitOfWork, twilio: TwilioDouble, door: SmsDoor, poll: CatchUp
) -> None:
    while_down(twilio, "un", "deux", "trois")
    late = [
        InboundMessage(m.sid, PHONE, twilio.own_number, m.body) for m in twilio.network.messages
    ]

    async def at_once() -> None:
        await door.on_message(late[0])
        await asyncio.gather(poll.run(), *(door.on_message(message) for message in late))
        await poll.run()
        await door.on_message(late[2])

    asyncio.run(at_once())

    assert sorted(told(begin)) == ["deux", "trois", "un"]


def test_a_known_message_opens_no_new_conversation(
    begin: UnitOfWork, twilio: TwilioDouble, poll: CatchUp
) -> None:
    while_down(twilio, "bonjour")
    asyncio.run(poll.run())
    with begin() as session:
        talk, who = session.exec(select(Conversation)).one(), agent(session)
        ownership.claim(session, talk.id, agent_id=who, now=NOW)
        ownership.close(session, talk.id, agent_id=who, now=NOW)

    asyncio.run(poll.run())

    with begin() as session:
        assert session.exec(select(Conversation)).one().state is State.CLOSED


def test_stop_is_obeyed_and_a_loop_is_not_answered(
    begin: UnitOfWork, twilio: TwilioDouble, poll: CatchUp
) -> None:
    while_down(twilio, "STOP")
    while_down(twilio, "encore nous", sender=twilio.own_number)

    asyncio.run(poll.run())

    assert told(begin) == ["STOP"]
    with begin() as session:
        assert session.exec(select(OptOut)).one().contact == PHONE


@pytest.mark.parametrize("trouble", [fail(500), reset(accepted=False), garble(status=200)])
def test_a_list_that_cannot_be_read_is_asked_for_again_from_the_same_moment(
    begin: UnitOfWork, twilio: TwilioDouble, poll: CatchUp, trouble: object
) -> None:
    while_down(twilio, "bonjour")
    twilio.script([trouble], for_list=True)  # type: ignore[list-item]

    asyncio.run(poll.run())
    assert told(begin) == []
    with begin() as session:
        assert session.exec(select(CaughtUp)).all() == []

    asyncio.run(poll.run())
    assert told(begin) == ["bonjour"]


def test_the_whole_time_of_a_long_silence_is_looked_at(
    begin: UnitOfWork, twilio: TwilioDouble, door: SmsDoor
) -> None:
    moment = datetime.now(UTC)
    asyncio.run(looks(begin, door, twilio, at=moment - timedelta(hours=30)).run())
    while_down(twilio, "hier")
    message = twilio.network.messages[-1]
    message.created = message.sent = moment - timedelta(hours=25)

    asyncio.run(looks(begin, door, twilio, at=moment).run())

    assert told(begin) == ["hier"]


def test_before_the_first_start_nothing_old_is_answered(
    begin: UnitOfWork, twilio: TwilioDouble, poll: CatchUp
) -> None:
    while_down(twilio, "il y a longtemps")
    message = twilio.network.messages[-1]
    message.created = message.sent = datetime.now(UTC) - timedelta(hours=20)

    asyncio.run(poll.run())

    assert told(begin) == []
