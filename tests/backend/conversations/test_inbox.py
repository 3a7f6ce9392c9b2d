"""What is acknowledged is stored, and read once, whoever dies in between."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, select

from backend.conversations.inbox import Inbox
from backend.conversations.models import Author, InboundSms, Message
from backend.conversations.sms import SmsDoor
from backend.db import UnitOfWork
from backend.deposits.mms import keep_media
from backend.outbox import service as outbox
from channels import InboundMessage, Media, OptOutKeyword
from tests.backend.conversations.people import parts

PHONE = "+33639980043"


@pytest.fixture
def door(begin: UnitOfWork, database_url: str) -> SmsDoor:
    return SmsDoor(parts(begin, database_url, landlord="office64"), keep_media)


@pytest.fixture
def inbox(begin: UnitOfWork, database_url: str, door: SmsDoor) -> Inbox:
    later = datetime.now(UTC) + timedelta(minutes=5)
    made = parts(begin, database_url, landlord="office64")
    return Inbox(made, door.take, clock=lambda: later)


def sms(words: str = "ça fuit", sid: str = "SM1", **more: object) -> InboundMessage:
    return InboundMessage(sid, PHONE, "+33937000000", words, **more)  # type: ignore[arg-type]


def waiting(begin: UnitOfWork) -> list[int]:
    with begin() as session:
        return [row.id or 0 for row in session.exec(select(InboundSms)).all()]


def read(begin: UnitOfWork) -> list[str]:
    with begin() as session:
        found = select(Message).where(Message.author == Author.TENANT).order_by("id")
        return [message.text for message in session.exec(found)]


@pytest.mark.parametrize("copies", [1, 2, 50])
def test_a_webhook_that_comes_many_times_at_once_is_stored_and_read_once(
    begin: UnitOfWork, inbox: Inbox, copies: int
) -> None:
    async def deliver() -> None:
        await asyncio.gather(*(inbox.keep(sms()) for _ in range(copies)))

    asyncio.run(deliver())
    [row] = waiting(begin)
    for _ in range(2):
        asyncio.run(inbox.job(row))

    assert read(begin) == ["ça fuit"]
    assert waiting(begin) == []


def test_its_job_comes_before_all_others_and_in_order_for_a_telephone(
    begin: UnitOfWork, inbox: Inbox
) -> None:
    asyncio.run(inbox.keep(sms()))

    with begin() as session:
        jobs = session.execute(text("SELECT task_name, priority, lock FROM procrastinate_jobs"))
        assert [tuple(job) for job in jobs] == [("take_sms", 10, f"from:{PHONE}")]


def test_what_comes_again_after_it_was_read_is_put_away(begin: UnitOfWork, inbox: Inbox) -> None:
    for _ in range(2):
        asyncio.run(inbox.keep(sms()))
        [row] = waiting(begin)
        asyncio.run(inbox.job(row))

    assert read(begin) == ["ça fuit"]


def test_a_sweep_reads_what_a_dead_worker_left_in_its_order(
    begin: UnitOfWork, inbox: Inbox
) -> None:
    asyncio.run(inbox.keep(sms("un", "SM1")))
    asyncio.run(inbox.keep(sms("deux", "SM2")))
    with begin() as session:
        for row in session.exec(select(InboundSms)):
            row.received_at -= timedelta(minutes=1)

    asyncio.run(inbox.sweep())

    assert read(begin) == ["un", "deux"]


def test_one_that_cannot_be_read_is_kept_and_holds_up_no_other(
    begin: UnitOfWork, database_url: str, door: SmsDoor
) -> None:
    def takes(session: Session, message: InboundMessage) -> None:
        if message.text == "un":
            raise ValueError("broken")
        door.take(session, message)

    old = datetime.now(UTC) - timedelta(minutes=5)
    made = parts(begin, database_url, landlord="office64")
    for words, sid in (("un", "SM1"), ("deux", "SM2")):
        asyncio.run(Inbox(made, takes, clock=lambda: old).keep(sms(words, sid)))

    asyncio.run(Inbox(made, takes).sweep())

    assert read(begin) == ["deux"]
    assert len(waiting(begin)) == 1


def test_pictures_and_the_providers_stop_survive_the_wait(begin: UnitOfWork, inbox: Inbox) -> None:
    pictures = (Media("https://api.twilio.com/ME1", "image/jpeg"),)
    asyncio.run(inbox.keep(sms("ASSEZ", opt_out=OptOutKeyword.STOP, media=pictures)))
    [row] = waiting(begin)

    asyncio.run(inbox.job(row))

    with begin() as session:
        assert outbox.is_opted_out(session, channel="sms", contact=PHONE)
        assert session.execute(text("SELECT count(*) FROM inbound_media")).scalar_one() == 1


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=300))
def test_any_text_is_stored_and_read(begin: UnitOfWork, inbox: Inbox, words: str) -> None:
    sid = f"SM{abs(hash(words))}"
    asyncio.run(inbox.keep(sms(words.replace("\0", ""), sid)))

    asyncio.run(inbox.job(waiting(begin)[-1]))

    assert waiting(begin) == []


def test_what_no_database_takes_fails_alone_among_what_comes_with_it(
    begin: UnitOfWork, inbox: Inbox
) -> None:
    async def deliver() -> list[BaseException | None]:
        odd = [sms(words, f"SM{n}") for n, words in enumerate(("un", "deux\0", "trois"))]
        return await asyncio.gather(*map(inbox.keep, odd), return_exceptions=True)

    first, second, third = asyncio.run(deliver())

    assert (first, third) == (None, None)
    assert isinstance(second, Exception)
    assert len(waiting(begin)) == 2
