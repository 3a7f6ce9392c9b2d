"""A request from a conversation: filed by who has it, or linked to it."""

import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend.attachments.models import Attachment
from backend.clocks.models import RequestClock
from backend.conversations import ownership
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.outbox.models import Sms
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import EventKind, Sollicitation
from backend.tenants.models import Person, Residence
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.console.test_files import sent
from tests.backend.conversations.people import NOW

FORM = {"category": "plomberie", "description": "Le robinet de la cuisine goutte"}


@pytest.fixture
def mine(begin: UnitOfWork, people: dict[str, int]) -> Conversation:
    """A web conversation that the agent has."""
    made = talks.waiting(begin)
    with begin() as session:
        ownership.claim(session, made.id, agent_id=people["bearn"], now=NOW)
    return talks.again(begin, made)


def told(browser: Browser, talk: Conversation, what: str = "requests", **form: str) -> str:
    answer = browser.post(f"/console/conversations/{talk.id}/{what}", form)
    return answer.headers["location"].partition("notice=")[2]


def filed(begin: UnitOfWork) -> list[Sollicitation]:
    with begin() as session:
        return list(session.exec(select(Sollicitation).order_by("id")))


def test_who_has_it_files_what_is_asked_for_and_the_tenant_reads_the_code(
    begin: UnitOfWork, bearn: Browser, mine: Conversation
) -> None:
    lawn = {"category": "espaces-verts", "description": "La pelouse n’est pas tondue"}
    given = lawn | {"address": "14 rue des Tilleuls, Pau", "phone": "06 39 98 00 42"}

    assert told(bearn, mine, **given) == "request-filed"

    [one] = filed(begin)
    assert (one.conversation_id, one.contact_phone, one.channel) == (mine.id, talks.PHONE, "web")
    last = talks.said(begin, mine)[-1]
    assert last.author is Author.SYSTEM
    assert one.code in last.text
    with begin() as session:
        assert [e.by for e in sollicitations.events(session, one.id or 0)] == ["bearn"]
        assert sollicitations.for_conversation(session, mine.id) == [one]
        assert session.get(RequestClock, one.id) is not None
    assert one.code in bearn.get(f"/console/conversations/{mine.id}").text


def test_of_a_known_tenant_the_file_gives_the_rest_and_it_leaves_by_sms(
    begin: UnitOfWork, bearn: Browser, people: dict[str, int]
) -> None:
    talk = talks.by_sms(begin)
    with begin() as session:
        home = Residence(landlord="office64", name="R", address="1 rue du Port", commune="Pau")
        session.add(home)
        session.flush()
        person = Person(
            landlord="office64", residence_id=home.id, name="Ana Pereira", phone=talks.PHONE
        )
        session.add(person)
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)

    told(bearn, talk, **FORM)

    [one] = filed(begin)
    assert (one.contact_name, one.address) == ("Ana Pereira", "1 rue du Port, Pau")
    assert (one.person_id, one.contact_phone) == (person.id, talks.PHONE)
    with begin() as session:
        assert one.code in session.exec(select(Sms)).one().body


def test_a_photo_that_waits_joins_the_request(
    begin: UnitOfWork, bearn: Browser, mine: Conversation
) -> None:
    sent(begin, mine)
    with begin() as session:
        session.exec(select(Attachment)).one().waits = True

    told(bearn, mine, **FORM)

    with begin() as session:
        assert session.exec(select(Attachment)).one().sollicitation_id == filed(begin)[0].id


@pytest.mark.parametrize("wrong", [{"category": "nonsense"}, {"description": "  "}])
def test_without_its_subject_and_its_words_nothing_is_filed(
    wrong: dict[str, str], begin: UnitOfWork, bearn: Browser, mine: Conversation
) -> None:
    assert told(bearn, mine, **(FORM | wrong)) == "request-not-filed"
    assert filed(begin) == []


def test_only_who_has_it_files_and_links(
    app: FastAPI, begin: UnitOfWork, cote: Browser, rochefort: Browser, mine: Conversation
) -> None:
    one = talks.request(begin)

    assert told(cote, mine, **FORM) == "not-yours"
    assert told(cote, mine, "requests/link", code=one.code) == "not-yours"
    for what in ("requests", "requests/link"):
        there = f"/console/conversations/{mine.id}/{what}"
        assert rochefort.post(there, FORM | {"code": one.code}).status_code == 404
    assert [it.id for it in filed(begin)] == [one.id]
    assert "Relier une demande existante" not in cote.get(f"/console/conversations/{mine.id}").text


def test_a_request_that_is_there_is_linked_and_told_here_from_now_on(
    begin: UnitOfWork, bearn: Browser, mine: Conversation
) -> None:
    one = talks.request(begin)

    assert told(bearn, mine, "requests/link", code=one.code.lower()) == "request-linked"
    assert told(bearn, mine, "requests/link", code=one.code) == "same"

    assert one.code in bearn.get(f"/console/conversations/{mine.id}").text
    with begin() as session:
        [event] = sollicitations.events(session, one.id or 0)
    assert (event.kind, event.what) == (EventKind.LINK, {"before": None, "after": mine.id})
    bearn.post(f"/console/sollicitations/{one.id}/state", {"to": "in_progress"})
    assert one.code in talks.said(begin, mine)[-1].text


@pytest.mark.parametrize("code", ["", "NONSENSE", "THEIRS"])
def test_a_code_of_nothing_that_is_seen_links_nothing(
    code: str, begin: UnitOfWork, bearn: Browser, mine: Conversation
) -> None:
    theirs = talks.request(begin, landlord="rochefort")

    given = code.replace("THEIRS", theirs.code)
    assert told(bearn, mine, "requests/link", code=given) == "wrong-target"
    assert filed(begin)[0].conversation_id is None
