"""Who may see what a tenant sent, and where it stands on the desk."""

import asyncio

import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend.agents.models import AgentSession
from backend.attachments import service
from backend.attachments.models import Attachment, Kind
from backend.attachments.reading import CleanFile
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from tests.backend.attachments.files import PDF, image
from tests.backend.console.conftest import Browser, at_desk
from tests.backend.console.talks import request, waiting
from tests.backend.conversations.people import NOW

PHOTO = CleanFile(Kind.IMAGE, image(), image(size=(32, 24)))
PAPER = CleanFile(Kind.DOCUMENT, PDF)


def sent(
    begin: UnitOfWork, conversation: Conversation, file: CleanFile = PHOTO, name: str = "évier.jpg"
) -> str:
    """Send a file as its tenant; return its address on the desk."""
    with begin() as session:
        inbound = service.keep(
            session, conversation.id, file, name, client_id=name, most=20, now=NOW
        )
        found = session.exec(select(Attachment).where(Attachment.message_id == inbound)).one()
        return f"/console/attachments/{found.id}"


def test_who_is_not_signed_in_is_asked_to(begin: UnitOfWork, stranger: Browser) -> None:
    there = sent(begin, waiting(begin))

    for address in (there, f"{there}/thumbnail"):
        answer = stranger.get(address)
        assert (answer.status_code, answer.headers["location"][:14]) == (303, "/console/login")


def test_another_landlords_agent_finds_nothing(begin: UnitOfWork, rochefort: Browser) -> None:
    there = sent(begin, waiting(begin))

    for address in (there, f"{there}/thumbnail", "/console/attachments/unknown"):
        assert rochefort.get(address).status_code == 404


def test_an_agent_of_the_landlord_saves_the_file_and_sees_its_picture(
    begin: UnitOfWork, bearn: Browser
) -> None:
    there = sent(begin, waiting(begin))

    found, small = bearn.get(there), bearn.get(f"{there}/thumbnail")

    assert found.content == PHOTO.content
    assert found.headers["content-disposition"].startswith("attachment;")
    assert small.content == PHOTO.thumbnail
    for answer in (found, small):
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


def test_the_file_of_a_request_is_seen_by_who_sees_the_request(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    conversation = waiting(begin, landlord="rochefort")
    there = sent(begin, conversation, PAPER, "bail.pdf")
    filed = request(begin, conversation)
    assert bearn.get(there).status_code == 404

    with begin() as session:
        session.exec(select(Attachment)).one().sollicitation_id = filed.id

    assert bearn.get(there).content == PDF
    assert rochefort.get(there).content == PDF
    assert bearn.get(f"{there}/thumbnail").status_code == 404
    assert "bail.pdf" in bearn.get(f"/console/sollicitations/{filed.id}").text


def test_the_desk_shows_a_file_where_it_was_sent_and_beside_its_request(
    begin: UnitOfWork, bearn: Browser
) -> None:
    conversation = waiting(begin)
    filed = request(begin, conversation)
    there = sent(begin, conversation)
    with begin() as session:
        session.exec(select(Attachment)).one().sollicitation_id = filed.id

    page = bearn.get(f"/console/conversations/{conversation.id}").text
    talk, beside = page.split('id="beside"')

    for shown in (talk, beside):
        assert f'href="{there}" download' in shown
        assert f'src="{there}/thumbnail"' in shown
        assert "évier.jpg" in shown


@pytest.mark.parametrize(("fetched", "keeps"), [("image", False), ("document", True)])
def test_a_picture_that_the_page_fetches_does_not_keep_an_absent_agent_signed_in(
    app: FastAPI, runner: asyncio.Runner, begin: UnitOfWork, fetched: str, keeps: bool
) -> None:
    there = sent(begin, waiting(begin))
    bearn = at_desk(app, runner, "bearn")
    with begin() as session:
        session.exec(select(AgentSession)).one().seen_at = before = NOW.replace(minute=0, hour=8)

    bearn.get(f"{there}/thumbnail", headers={"Sec-Fetch-Dest": fetched})

    with begin() as session:
        assert (session.exec(select(AgentSession)).one().seen_at > before) is keeps
