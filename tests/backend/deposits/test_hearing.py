"""By SMS, who wants to send a photo for a request that is filed gets a link; nobody else does."""

import pytest
from sqlmodel import select

from backend.attachments.models import Attachment
from backend.attachments.reading import CleanFile, Kind
from backend.conversations import writing
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.deposits import service
from backend.deposits.hearing import DepositsByText, wants_to_send
from backend.deposits.service import Deposits
from backend.outbox.models import Purpose, Sms
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State
from tests.backend.attachments.files import image
from tests.backend.console.talks import request
from tests.backend.conversations.people import BASE, NOW, reply_at_once, web

WISH = "je peux vous envoyer une photo ?"


@pytest.mark.parametrize(
    "text",
    [
        WISH,
        "jvoudrai envoyé 1 photo de la fuite",
        "comment envoyer des photos",
        "j'ai pris des photos",
        "j'ai une photo",
        "ou est ce que je peux déposer un document",
        "Je vous transmets le devis ?",
        "can I send you a picture",
        "quiero enviar una foto",
        "posso enviar uma foto",
        "argazki bat bidali nahi dut",
    ],
)
def test_the_wish_to_send_something_is_heard(text: str) -> None:
    assert wants_to_send(text)


@pytest.mark.parametrize(
    "text",
    [
        "envoyez moi une attestation",
        "pouvez-vous m'envoyer les papiers du bail",
        "quels papiers envoyer pour l'enquête",
        "jusqu'à quand envoyer mes papiers",
        "vous m'avez envoyé un document",
        "la photo est au mur",
        "send me the document",
        "j'ai une fuite",
        "merci",
    ],
)
def test_what_is_something_else_is_left_to_the_bot(text: str) -> None:
    assert not wants_to_send(text)


def asks(begin: UnitOfWork, deposits: Deposits, talk: Conversation, text: str = WISH) -> str:
    """Write; return what Loge says at once, empty where the bot answers."""
    said = reply_at_once(begin, talk, text, readers=[DepositsByText(deposits)])
    return str(said.get("text", ""))


def test_the_link_leaves_as_an_sms_that_names_the_request(
    begin: UnitOfWork, deposits: Deposits, talk: Conversation, filed: Sollicitation
) -> None:
    said = asks(begin, deposits, talk)

    assert filed.code in said
    assert f"{BASE}/depot/" in said
    with begin() as session:
        sms = session.exec(select(Sms)).one()
    assert said in sms.body
    assert "/suivi/" not in sms.body
    assert sms.purpose is Purpose.REPLY


def test_without_an_open_request_the_bot_answers(
    begin: UnitOfWork, deposits: Deposits, talk: Conversation
) -> None:
    request(begin, talk, state=State.CLOSED)
    request(begin, contact_phone=talk.contact, landlord="rochefort")

    assert asks(begin, deposits, talk) == ""


def test_in_the_chat_and_in_the_middle_of_a_form_nothing_is_given(
    begin: UnitOfWork, deposits: Deposits, talk: Conversation, filed: Sollicitation
) -> None:
    chat = web(begin)
    request(begin, chat)
    assert asks(begin, deposits, chat) == ""

    with begin() as session:
        writing.reply(
            session, session.get_one(Conversation, talk.id),
            [sollicitations.ask({"category": "plomberie"}, "since")],
            author=Author.BOT, inbound_id=None, purpose=Purpose.REPLY, now=NOW,
        )  # fmt: skip
    assert asks(begin, deposits, talk) == ""


def test_only_so_many_links_are_given_in_a_day(
    begin: UnitOfWork, deposits: Deposits, talk: Conversation, filed: Sollicitation
) -> None:
    links = ["/depot/" in asks(begin, deposits, talk) for _ in range(7)]

    assert links == [True] * 5 + [False] * 2


def test_what_an_sms_could_not_carry_waits_for_the_request_that_is_filed_next(
    begin: UnitOfWork, deposits: Deposits, talk: Conversation
) -> None:
    with begin() as session:
        held = session.get_one(Conversation, talk.id)
        said = deposits.for_message(session, held, now=NOW)
        token = str(said.values["url"]).rsplit("/", 1)[1]
        photo = CleanFile(Kind.IMAGE, image(), image())
        service.keep(session, token, photo, "x.jpg", client_id="1", now=NOW)

    with begin() as session:
        assert session.exec(select(Attachment)).one().waits
