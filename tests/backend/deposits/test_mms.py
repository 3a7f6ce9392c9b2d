"""Files that come with an SMS: fetched by the job, kept once, made up for by a link when lost."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from backend.attachments.bench import Files
from backend.attachments.models import Attachment
from backend.conversations import ownership
from backend.conversations.catching_up import CatchUp
from backend.conversations.models import Author, Conversation, Message
from backend.conversations.sms import SmsDoor
from backend.db import UnitOfWork
from backend.deposits.mms import Fetching, keep_media
from backend.deposits.models import InboundMedia, MediaState
from backend.deposits.service import Deposits
from backend.outbox.models import Sms
from channels import InboundMessage, Media
from channels.sms.twilio_inbox import TwilioInbox
from channels.sms.twilio_media import TwilioMedia
from tests.backend.attachments.files import HEIC, PDF, SVG, telling
from tests.backend.console.talks import request
from tests.backend.conversations.people import NOW, agent, parts
from tests.backend.deposits.conftest import SETTINGS
from tests.twilio_double import Served, TwilioDouble

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
def fetching(begin: UnitOfWork, twilio: TwilioDouble, deposits: Deposits) -> Fetching:
    media = TwilioMedia(
        twilio.account_sid,
        twilio.auth_token,
        largest=10_000,
        api_base_url=twilio.url,
        timeout=1,
    )
    return Fetching(begin, media, Files(SETTINGS), deposits, clock=lambda: NOW)


def arrives(door: SmsDoor, twilio: TwilioDouble, *served: Served, words: str = "") -> None:
    """An MMS comes in by the webhook's path."""
    twilio.receive(words, PHONE, url=None, media=served)
    message = twilio.network.messages[-1]
    media = tuple(Media(twilio.media_url(message, m), m.content_type) for m in message.media)
    asyncio.run(
        door.on_message(InboundMessage(message.sid, PHONE, twilio.own_number, words, media=media))
    )


def run(begin: UnitOfWork, fetching: Fetching, times: int = 1) -> None:
    """Run the jobs of what waits."""
    for _ in range(times):
        with begin() as session:
            waiting = session.exec(select(InboundMedia.id).order_by("id")).all()
        for media_id in waiting:
            asyncio.run(fetching.job(media_id or 0))


def rows(begin: UnitOfWork, table: Any) -> list[Any]:
    with begin() as session:
        return list(session.exec(select(table).order_by(table.id)).all())


def told(begin: UnitOfWork) -> list[str]:
    return [m.text for m in rows(begin, Message) if m.author is Author.SYSTEM]


def test_a_photo_is_kept_without_where_it_was_taken_and_answered_once(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching
) -> None:
    arrives(door, twilio, Served(telling()), Served(PDF, "application/pdf"))
    assert told(begin) == []

    run(begin, fetching, times=3)

    photo, paper = sorted(rows(begin, Attachment), key=lambda a: a.message_id)
    assert (photo.name, paper.name) == ("photo.jpg", "document.pdf")
    assert [m.attachment["id"] for m in rows(begin, Message) if m.attachment] == [
        photo.id,
        paper.id,
    ]
    assert len(told(begin)) == len(rows(begin, Sms)) == 1


def test_a_photo_sent_soon_after_a_request_joins_it(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching, talk: Conversation
) -> None:
    filed = request(begin, talk)

    arrives(door, twilio, Served(telling()))
    run(begin, fetching)

    assert rows(begin, Attachment)[0].sollicitation_id == filed.id
    assert filed.code in told(begin)[0]


def test_words_with_a_photo_are_the_bots_to_answer(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching
) -> None:
    arrives(door, twilio, Served(telling()), words="mon évier fuit")
    run(begin, fetching)

    assert rows(begin, Attachment)[0].waits
    assert told(begin) == []


@pytest.mark.parametrize(
    "served",
    [
        Served(SVG, "image/png"),
        Served(HEIC, "image/heic"),
        Served(b"<html>", "image/jpeg"),
        Served(telling() + b"0" * 10_000),
        Served(telling(), location="http://127.0.0.1/"),
        Served(b""),
    ],
)
def test_what_may_not_be_kept_is_told_at_once_with_a_link(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching, served: Served
) -> None:
    arrives(door, twilio, served, Served(SVG))

    run(begin, fetching)

    assert [m.state for m in rows(begin, InboundMedia)] == [MediaState.LOST] * 2
    (said,) = told(begin)
    assert "/depot/" in said
    assert "/depot/" in rows(begin, Sms)[0].body
    assert rows(begin, Attachment) == []


def jobs_of(begin: UnitOfWork) -> list[Any]:
    query = "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name='fetch_media' ORDER BY id"
    with begin() as session:
        return [row[0] for row in session.execute(text(query))]


def test_a_failure_is_tried_again_later_and_then_told(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching
) -> None:
    arrives(door, twilio, Served(telling(), failures=9))

    run(begin, fetching, times=4)
    assert told(begin) == []
    waits = [at - NOW for at in jobs_of(begin)[1:]]
    assert waits == [timedelta(seconds=s) for s in (10, 30, 90, 270)]

    run(begin, fetching, times=3)
    assert len(told(begin)) == 1
    assert rows(begin, InboundMedia)[0].attempts == 5


def test_a_file_that_comes_after_two_failures_is_kept(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching
) -> None:
    arrives(door, twilio, Served(telling(), failures=2, status=404))

    run(begin, fetching, times=3)

    assert rows(begin, InboundMedia)[0].state is MediaState.KEPT


def test_with_a_person_the_file_is_kept_and_its_loss_is_not_talked_over(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching
) -> None:
    arrives(door, twilio, Served(telling()), Served(SVG))
    with begin() as session:
        found = session.exec(select(Conversation)).one()
        ownership.claim(session, found.id, agent_id=agent(session), now=NOW)

    run(begin, fetching)

    assert len(rows(begin, Attachment)) == 1
    assert told(begin) == []
    assert rows(begin, Message)[1].attachment == {"kind": "mms", "lost": True}


def test_an_mms_that_no_webhook_brought_is_recovered_with_its_files(
    begin: UnitOfWork, door: SmsDoor, twilio: TwilioDouble, fetching: Fetching
) -> None:
    twilio.receive("", PHONE, url=None, media=[Served(telling()), Served(PDF)])
    inbox = TwilioInbox(twilio.account_sid, twilio.auth_token, twilio.own_number, twilio.url)
    own, at = twilio.own_number, datetime.now(UTC)
    poll = CatchUp(begin, inbox, door.on_message, own_number=own, clock=lambda: at)

    asyncio.run(poll.run())
    asyncio.run(poll.run())
    run(begin, fetching)

    assert len(rows(begin, Message)) == 3
    assert len(rows(begin, Attachment)) == 2
