"""A file is kept once, answered as its conversation stands, and joins the request it is for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, func, select

from backend.attachments import service
from backend.attachments.errors import TooManyFiles
from backend.attachments.models import Attachment, Kind
from backend.attachments.reading import CleanFile
from backend.attachments.requests import RequestsWithFiles
from backend.conversations import ownership, writing
from backend.conversations.models import Author, Conversation, Message
from backend.conversations.service import answer_to
from backend.db import UnitOfWork
from backend.outbox.models import Purpose
from backend.replies import Act, SollicitationRef, Turn, Utterance
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from tests.backend.attachments.files import image
from tests.backend.console.talks import request
from tests.backend.conversations.people import NOW, agent, say, web
from tests.shipped import edition

LIBRARY = edition()
PHOTO = CleanFile(Kind.IMAGE, image(), image())
REQUESTS = RequestsWithFiles(LIBRARY)
LATER = NOW + timedelta(minutes=3)
FORM = {"description": "Une fuite", "category": "plomberie", "confirm": True}


def send(
    begin: UnitOfWork, conversation: Conversation, client: str = "p1", *, now: datetime = NOW
) -> list[dict[str, Any]]:
    """Send a photo; return what is said."""
    with begin() as session:
        inbound = service.keep(
            session, conversation.id, PHOTO, "fuite.jpg", client_id=client, most=20, now=now
        )
        answered = answer_to(session, inbound)
        assert answered is not None
        return answered.replies


def bot_says(session: Session, conversation: Conversation, *said: Utterance) -> None:
    writing.reply(
        session, session.get_one(Conversation, conversation.id), said, author=Author.BOT,
        inbound_id=None, purpose=Purpose.REPLY, now=NOW,
    )  # fmt: skip


def ask_since(begin: UnitOfWork, conversation: Conversation) -> None:
    """The bot asks a question of the form."""
    with begin() as session:
        bot_says(session, conversation, sollicitations.ask({"category": "plomberie"}, "since"))


def file(begin: UnitOfWork, conversation: Conversation, *, now: datetime = LATER) -> Utterance:
    """The tenant confirms the request."""
    inbound = say(begin, conversation, "oui", f"confirm-{now}").inbound_id
    turn = Turn(inbound, conversation.id, 0, "office64", "fr", "bot", "oui")
    with begin() as session:
        return REQUESTS.file(session, turn, FORM, now).utterances[0]


def only(begin: UnitOfWork) -> Attachment:
    with begin() as session:
        return session.exec(select(Attachment)).one()


def test_sent_fifty_times_at_once_it_is_kept_once(begin: UnitOfWork) -> None:
    conversation = web(begin)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: send(begin, conversation), range(50)))

    assert all(answer == answers[0] for answer in answers)
    with begin() as session:
        assert session.exec(select(func.count()).select_from(Message)).one() == 2
    assert only(begin).name == "fuite.jpg"


def test_with_no_form_open_a_problem_or_a_person_is_offered(begin: UnitOfWork) -> None:
    (said,) = send(begin, web(begin))

    assert said["act"] == "clarify"
    assert [b["title"] for b in said["buttons"]] == [
        "Signaler un problème",
        "Parler à un conseiller",
    ]
    assert only(begin).waits


def test_in_a_form_the_photo_joins_it_and_the_question_is_put_again(begin: UnitOfWork) -> None:
    conversation = web(begin)
    ask_since(begin, conversation)
    question = sollicitations.ask({"category": "plomberie"}, "since")

    first, second = send(begin, conversation), send(begin, conversation, "p2")

    for (said,) in (first, second):
        assert (said["act"], said["asks"]) == ("sollicitation", "since")
        assert said["sollicitation"] == {"category": "plomberie"}
        assert [b["payload"] for b in said["buttons"]] == [b.payload for b in question.buttons]
        assert said["text"].count("ajoute") == 1
    assert file(begin, conversation).response == "sollicitation_filed_with_files"
    with begin() as session:
        filed = session.exec(select(Sollicitation)).one()
        assert len(service.of_request(session, filed.id or 0)) == 2


def test_a_request_takes_what_waited_and_the_next_one_does_not(begin: UnitOfWork) -> None:
    conversation = web(begin)
    send(begin, conversation)

    first = file(begin, conversation)
    second = file(begin, conversation, now=LATER + timedelta(minutes=1))

    assert first.response == "sollicitation_filed_with_files"
    assert second.response == "sollicitation_filed"


def test_a_photo_of_the_day_before_is_of_another_story(begin: UnitOfWork) -> None:
    conversation = web(begin)
    send(begin, conversation)

    assert file(begin, conversation, now=NOW + timedelta(days=2)).response == "sollicitation_filed"
    assert only(begin).sollicitation_id is None


def test_a_photo_of_another_conversation_never_joins(begin: UnitOfWork) -> None:
    send(begin, web(begin))

    file(begin, web(begin))

    assert only(begin).sollicitation_id is None


@pytest.mark.parametrize(("after", "joins"), [(60, True), (60 * 5, False)])
def test_a_photo_sent_soon_after_a_request_joins_it_and_says_which(
    begin: UnitOfWork, after: int, joins: bool
) -> None:
    conversation = web(begin)
    filed = request(begin, conversation)

    (said,) = send(begin, conversation, now=NOW + timedelta(minutes=after))

    assert (said["act"] == "sollicitation") is joins
    assert (filed.code in said["text"]) is joins
    assert only(begin).sollicitation_id == (filed.id if joins else None)


def test_a_form_that_was_given_up_takes_nothing(begin: UnitOfWork) -> None:
    conversation = web(begin)
    ask_since(begin, conversation)
    with begin() as session:
        bot_says(session, conversation, Utterance(Act.SMALLTALK, "sollicitation_cancelled"))

    assert send(begin, conversation)[0]["act"] == "clarify"


def test_a_filed_request_is_no_open_form(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        filed = Utterance(
            Act.SOLLICITATION,
            "sollicitation_filed",
            {"code": "7K2"},
            sollicitation=SollicitationRef("plomberie", "7K2"),
        )
        bot_says(session, conversation, filed)

    assert send(begin, conversation)[0]["act"] == "clarify"


def test_while_a_person_is_awaited_the_tenant_hears_that_they_will_see_it(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    with begin() as session:
        held = session.get_one(Conversation, conversation.id)
        ownership.enqueue(session, held, reason="asked", now=NOW)

    assert send(begin, conversation)[0]["act"] == "handoff"


def test_with_a_person_nothing_is_said_and_no_later_request_takes_it(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        ownership.claim(session, conversation.id, agent_id=agent(session), now=NOW)

    assert send(begin, conversation) == []
    assert not only(begin).waits


def test_too_many_files_leave_nothing_behind(begin: UnitOfWork) -> None:
    conversation = web(begin)

    with pytest.raises(TooManyFiles), begin() as session:
        service.keep(session, conversation.id, PHOTO, "", client_id="p", most=0, now=NOW)

    with begin() as session:
        assert session.exec(select(Message)).all() == []


def test_the_name_of_a_file_is_not_read_as_the_tenants_words(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        service.keep(
            session, conversation.id, PHOTO, "ça sent le gaz.jpg", client_id="p", most=9, now=NOW
        )

    received = say(begin, conversation, "dans la cuisine", "c2")

    assert received.awaits_turn


def test_where_a_photo_was_asked_for_it_is_taken_and_the_form_waits(begin: UnitOfWork) -> None:
    conversation = web(begin)
    slots = {"category": "plomberie", "description": "Une fuite", "details": {"photo": None}}
    with begin() as session:
        bot_says(session, conversation, sollicitations.ask(slots, "details"))

    (said,) = send(begin, conversation)

    assert (said["act"], said["asks"]) == ("sollicitation", "photo")
    assert [b["payload"] for b in said["buttons"]] == ["passer"]
    assert file(begin, conversation).response == "sollicitation_filed_with_files"


def test_a_photo_that_was_sent_before_is_not_asked_for(begin: UnitOfWork) -> None:
    conversation = web(begin)
    asked = []
    for sends in (False, True):
        if sends:
            send(begin, conversation)
        turn = Turn(1, conversation.id, 0, "office64", "fr", "bot", "une fuite sous l'évier")
        with begin() as session:
            opened = REQUESTS.open_from(session, turn, {}, "report_plomberie", 0.9)
        asked.append("photo" in opened.slots["details"])

    assert asked == [True, False]
