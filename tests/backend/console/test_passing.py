"""Passing on, notes, and answers that are written once."""

import asyncio
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend.agents.models import Agency
from backend.audit.models import AuditLine
from backend.conversations.models import Conversation, State
from backend.db import UnitOfWork
from backend.handover.models import CannedAnswer
from tests.backend.console import talks
from tests.backend.console.conftest import Browser, at_desk

Make = Callable[[], Conversation]


@pytest.fixture
def chief(app: FastAPI, runner: asyncio.Runner) -> Browser:
    return at_desk(app, runner, "chef")


@pytest.fixture
def mine(begin: UnitOfWork, bearn: Browser) -> Conversation:
    """A conversation that the agent of Béarn has."""
    waits = talks.waiting(begin)
    bearn.post(f"/console/conversations/{waits.id}/claim", {"seen": "queued"})
    return waits


def pass_on(who: Browser, talk: Conversation, to: object, note: str = "") -> str:
    form = {"to": str(to), "note": note}
    answer = who.post(f"/console/conversations/{talk.id}/pass-on", form)
    return answer.headers.get("location", str(answer.status_code)).rpartition("notice=")[2]


def test_a_colleague_who_is_there_has_it_at_once_with_its_note(
    begin: UnitOfWork, mine: Conversation, bearn: Browser, cote: Browser, people: dict[str, int]
) -> None:
    assert pass_on(bearn, mine, f"agent:{people['cote']}", "Déjà relancé deux fois") == "passed-on"

    assert talks.is_with(begin, mine, people["cote"])
    page = cote.get(f"/console/conversations/{mine.id}").text
    assert "Note interne de CRC Béarn" in page
    assert "Déjà relancé deux fois" in page
    with begin() as session:
        [line] = session.exec(select(AuditLine)).all()
    assert (line.by, line.what) == ("bearn", "conversation-passed-on")


def test_nobody_gets_it_who_is_absent_or_of_another_landlord(
    begin: UnitOfWork,
    mine: Conversation,
    bearn: Browser,
    rochefort: Browser,
    people: dict[str, int],
) -> None:
    assert pass_on(bearn, mine, f"agent:{people['chef']}") == "not-there"
    assert pass_on(bearn, mine, f"agent:{people['rochefort']}") == "422"
    with begin() as session:
        other = session.exec(select(Agency.id).where(Agency.landlord == "rochefort")).one()
    for wrong in (f"agency:{other}", "role:king", "agency:x", "agent:x", ""):
        assert pass_on(bearn, mine, wrong) == "422", wrong
    assert talks.is_with(begin, mine, people["bearn"])


def test_a_role_gets_it_back_at_its_place_in_the_queue(
    begin: UnitOfWork, mine: Conversation, bearn: Browser
) -> None:
    assert pass_on(bearn, mine, "role:litigation") == "passed-on"

    back = talks.again(begin, mine)
    assert (back.state, back.wanted_role, back.handoff_reason) == (
        State.QUEUED,
        "litigation",
        "transferred",
    )
    assert back.queued_at == mine.queued_at


def test_only_who_has_it_or_supervises_passes_it_on(
    begin: UnitOfWork,
    mine: Conversation,
    cote: Browser,
    chief: Browser,
    rochefort: Browser,
    people: dict[str, int],
) -> None:
    assert pass_on(cote, mine, f"agent:{people['cote']}") == "not-yours"
    assert pass_on(rochefort, mine, f"agent:{people['rochefort']}") == "404"
    assert pass_on(chief, mine, f"agent:{people['chef']}") == "passed-on"

    assert talks.is_with(begin, mine, people["chef"])


def test_a_note_is_no_message(begin: UnitOfWork, mine: Conversation, bearn: Browser) -> None:
    before = len(talks.said(begin, mine))

    bearn.post(f"/console/conversations/{mine.id}/note", {"text": "client difficile"})
    empty = bearn.post(f"/console/conversations/{mine.id}/note", {"text": "  "})

    assert len(talks.said(begin, mine)) == before
    assert "by-note" in bearn.get(f"/console/conversations/{mine.id}/talk").text
    assert empty.headers["location"].endswith("notice=empty")


def test_nobody_notes_on_another_landlords_conversation(
    mine: Conversation, rochefort: Browser
) -> None:
    answer = rochefort.post(f"/console/conversations/{mine.id}/note", {"text": "bonjour"})

    assert answer.status_code == 404


def test_a_ready_answer_is_filled_with_what_is_known_and_shows_what_is_not(
    begin: UnitOfWork, mine: Conversation, bearn: Browser, chief: Browser
) -> None:
    talks.request(begin, mine)
    form = {"title": "Suivi", "text": "Bonjour {nom}, votre demande {code} avance. {agent}"}
    chief.post("/console/reponses", form)
    with begin() as session:
        one = session.exec(select(CannedAnswer)).one()

    page = bearn.get(f"/console/conversations/{mine.id}?canned={one.id}").text

    assert "Bonjour [nom], votre demande" in page
    assert "avance. CRC Béarn</textarea>" in page


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"text": " "}, {"text": "{self.__class__}"}, {"text": "{iban}"}]
)
def test_a_ready_answer_with_a_field_that_there_is_not_is_refused(
    begin: UnitOfWork, chief: Browser, wrong: dict[str, str]
) -> None:
    told = chief.post("/console/reponses", {"title": "A", "text": "B", **wrong})

    assert told.headers["location"].endswith("notice=canned-answer-refused")
    with begin() as session:
        assert session.exec(select(CannedAnswer)).first() is None


def test_an_agent_reads_ready_answers_and_keeps_none(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser, chief: Browser
) -> None:
    chief.post("/console/reponses", {"title": "Horaires", "text": "Nous répondons."})
    with begin() as session:
        one = session.exec(select(CannedAnswer)).one()

    assert bearn.post("/console/reponses", {"title": "A", "text": "B"}).status_code == 404
    assert "Horaires" in bearn.get("/console/reponses").text
    assert "Horaires" not in rochefort.get("/console/reponses").text
    chief.post(f"/console/reponses/{one.id}/remove")
    assert "Horaires" not in bearn.get("/console/reponses").text
