"""The SMS door: pictures that cannot be fetched are not lost, reports move a message once."""

import asyncio
from typing import Any

import pytest
from sqlmodel import Session, select

from backend.conversations import ownership, service, writing
from backend.conversations.models import Author, Channel, Conversation, Message, TurnRow
from backend.conversations.sms import SmsDoor
from backend.db import UnitOfWork
from backend.deposits.mms import keep_media
from backend.feed.models import FeedEvent
from backend.outbox import service as outbox
from backend.outbox.models import OptOut, Purpose, Sms, SmsState
from backend.replies import Act, Utterance
from backend.tenants.models import Person
from channels import DeliveryStatus, InboundMessage, Media, OptOutKeyword, StatusUpdate
from tests.backend.conversations.people import NOW, agent, parts

PHONE = "+33639980042"
PICTURE = (Media("https://api.twilio.com/ME1", "image/jpeg"),)


@pytest.fixture
def door(begin: UnitOfWork, database_url: str) -> SmsDoor:
    return SmsDoor(parts(begin, database_url, landlord="office64"), keep_media)


def arrives(door: SmsDoor, text: str = "", **more: Any) -> None:
    given = {"provider_id": "MM1", "sender": PHONE, "recipient": "+33937000000"} | more
    asyncio.run(door.on_message(InboundMessage(text=text, **given)))


def reported(door: SmsDoor, *words: str) -> None:
    for word in words:
        asyncio.run(door.on_status(StatusUpdate("SM1", DeliveryStatus(word))))


def said(session: Session) -> list[tuple[str, str]]:
    found = session.exec(select(Message).order_by(Message.id)).all()  # type: ignore[arg-type]
    return [(m.author.value, m.text) for m in found]


def leaves(begin: UnitOfWork) -> None:
    """An SMS that the provider has taken."""
    with begin() as session:
        conversation = service.open_sms(session, contact=PHONE, landlord="office64", now=NOW)
        writing.reply(
            session, conversation, [Utterance(Act.SMALLTALK, "thank")], author=Author.BOT,
            inbound_id=None, purpose=Purpose.REPLY, now=NOW,
        )  # fmt: skip
        sms = session.exec(select(Sms)).one()
        sms.provider_sid, sms.state = "SM1", SmsState.SENT


def deliveries_told(begin: UnitOfWork) -> int:
    with begin() as session:
        return len(session.exec(select(FeedEvent).where(FeedEvent.kind == "delivery")).all())


def test_a_picture_alone_is_kept_once_and_fetched_before_anything_is_said(
    begin: UnitOfWork, door: SmsDoor
) -> None:
    for _ in range(3):
        arrives(door, media=PICTURE)

    with begin() as session:
        assert said(session) == [("tenant", "[photo]")]
        assert session.exec(select(TurnRow)).all() == []
        assert session.exec(select(Sms)).all() == []


def test_words_with_a_picture_are_answered_by_the_bot_as_well(
    begin: UnitOfWork, door: SmsDoor
) -> None:
    arrives(door, "mon évier fuit", media=PICTURE)

    with begin() as session:
        assert [words for author, words in said(session) if author == "tenant"] == [
            "mon évier fuit",
            "[photo]",
        ]
        assert len(session.exec(select(TurnRow)).all()) == 1
        assert session.exec(select(Sms)).all() == []


def test_with_a_person_the_picture_is_noted_and_nothing_is_said(
    begin: UnitOfWork, door: SmsDoor
) -> None:
    arrives(door, "bonjour", provider_id="SM0")
    with begin() as session:
        found = session.exec(select(Conversation)).one()
        ownership.claim(session, found.id, agent_id=agent(session), now=NOW)

    arrives(door, media=PICTURE)

    with begin() as session:
        assert said(session)[1:] == [("tenant", "[photo]")]
        assert session.exec(select(Conversation)).one().channel is Channel.SMS


@pytest.mark.parametrize(
    ("words", "end", "told"),
    [
        (("queued", "sending"), SmsState.SENT, 0),
        (("sent", "delivered", "sent"), SmsState.DELIVERED, 1),
        (("failed", "delivered"), SmsState.DELIVERED, 2),
        (("delivered", "failed", "undelivered"), SmsState.DELIVERED, 1),
        (("undelivered", "undelivered"), SmsState.UNDELIVERED, 1),
        (("canceled", "failed"), SmsState.FAILED, 1),
    ],
)
def test_the_furthest_report_holds_and_the_console_is_told_of_each_step(
    begin: UnitOfWork, door: SmsDoor, words: tuple[str, ...], end: SmsState, told: int
) -> None:
    leaves(begin)

    reported(door, *words)

    with begin() as session:
        assert session.exec(select(Sms)).one().state is end
    assert deliveries_told(begin) == told


def test_a_report_of_an_sms_that_is_not_ours_changes_nothing(
    begin: UnitOfWork, door: SmsDoor
) -> None:
    reported(door, "delivered")

    assert deliveries_told(begin) == 0


@pytest.mark.parametrize(("code", "silent"), [(21610, True), (30003, False), (None, False)])
def test_a_report_that_somebody_opted_out_is_stop_here_too(
    begin: UnitOfWork, door: SmsDoor, code: int | None, silent: bool
) -> None:
    leaves(begin)

    asyncio.run(door.on_status(StatusUpdate("SM1", DeliveryStatus.FAILED, error_code=code)))

    with begin() as session:
        assert (session.exec(select(OptOut)).first() is not None) is silent


def silent(session: Session) -> bool:
    return outbox.is_opted_out(session, channel="sms", contact=PHONE)


@pytest.mark.parametrize("text", ["stop", "ASSEZ DE VOS TEXTOS", "non"])
def test_what_the_provider_took_for_stop_is_obeyed_whatever_its_words(
    door: SmsDoor, session: Session, text: str
) -> None:
    arrives(door, text, opt_out=OptOutKeyword.STOP)

    assert silent(session)
    assert [author for author, _ in said(session)] == ["tenant", "system"]


def test_what_the_provider_took_for_start_lifts_the_silence(
    door: SmsDoor, session: Session
) -> None:
    arrives(door, "STOP")
    arrives(door, "OUI", provider_id="MM2", opt_out=OptOutKeyword.START)

    assert not silent(session)


def test_a_stop_that_is_delivered_again_after_start_changes_nothing(
    door: SmsDoor, session: Session
) -> None:
    arrives(door, "STOP", opt_out=OptOutKeyword.STOP)
    arrives(door, "START", provider_id="MM2")

    arrives(door, "STOP", opt_out=OptOutKeyword.STOP)

    assert not silent(session)


def test_stop_from_a_number_that_two_people_share_holds_for_the_number(
    door: SmsDoor, begin: UnitOfWork, session: Session
) -> None:
    with begin() as opened:
        for reference in ("A", "B"):
            opened.add(Person(landlord="office64", reference=reference, name="X", phone=PHONE))

    arrives(door, "STOP")

    assert silent(session)
