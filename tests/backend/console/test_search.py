"""One search: conversations, tenants, requests and knowledge, only what the agent may see."""

import pytest

from backend.console import search_queries
from backend.conversations import writing
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance
from backend.tenants.models import Person
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

PAGE = "/console/recherche"


def found(browser: Browser, words: str) -> str:
    answer = browser.get(PAGE, params={"q": words})
    assert answer.status_code == 200
    return answer.text


def test_who_is_not_signed_in_is_asked_to(stranger: Browser) -> None:
    assert stranger.get(PAGE).status_code == 303


@pytest.mark.parametrize("words", ["Éléphant", "elephant balcon", "eleph", "BALCON"])
def test_a_conversation_is_found_by_what_people_said_in_it(
    words: str, begin: UnitOfWork, bearn: Browser
) -> None:
    talk = talks.waiting(begin, "un éléphant sur le balcon")

    page = found(bearn, words)

    assert f"/console/conversations/{talk.id}" in page
    assert "un éléphant sur le balcon" in page


def test_what_the_bot_said_finds_nothing(begin: UnitOfWork, bearn: Browser) -> None:
    talk = talks.waiting(begin)
    with begin() as session:
        held = session.get_one(Conversation, talk.id)
        said = Utterance(Act.SMALLTALK, text="un ornithorynque")
        writing.reply(
            session,
            held,
            [said],
            author=Author.BOT,
            inbound_id=None,
            purpose=Purpose.REPLY,
            now=NOW,
        )

    assert talk.id not in found(bearn, "ornithorynque")


def test_a_telephone_finds_its_conversation_its_tenant_and_its_requests(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = talks.by_sms(begin)
    filed = talks.request(begin, contact_phone=talks.PHONE)
    with begin() as session:
        session.add(Person(landlord="office64", name="Jeanne Duclos", phone=talks.PHONE))

    page = found(bearn, "06 39 98 00 42")

    assert f"/console/conversations/{talk.id}" in page
    assert "Jeanne Duclos" in page
    assert f"/console/sollicitations/{filed.id}" in page


def test_a_code_finds_the_request_and_the_conversation_that_it_comes_from(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = talks.waiting(begin)
    filed = talks.request(begin, talk)

    page = found(bearn, filed.code.lower())

    assert f"/console/sollicitations/{filed.id}" in page
    assert f"/console/conversations/{talk.id}" in page


def test_a_name_finds_its_tenant_however_it_is_written(begin: UnitOfWork, bearn: Browser) -> None:
    with begin() as session:
        session.add(Person(landlord="office64", name="Aïcha Saint-Martin", phone=talks.PHONE))

    for words in ("aicha", "saint martin", "MARTIN Aïcha"):
        assert "Aïcha Saint-Martin" in found(bearn, words), words


def test_a_rule_is_found_among_the_knowledge(bearn: Browser) -> None:
    assert "/console/connaissances/" in found(bearn, "supplément de loyer de solidarité")


def test_what_other_landlords_tenants_said_since_hides_nothing(
    begin: UnitOfWork, bearn: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_queries, "_LOOKED_AT", 1)
    talk = talks.waiting(begin, "un éléphant sur le balcon")
    talks.waiting(begin, "un éléphant aussi", landlord="rochefort")

    assert talk.id in found(bearn, "elephant")


def test_nothing_of_another_landlord_is_found(begin: UnitOfWork, rochefort: Browser) -> None:
    talk = talks.waiting(begin, "un éléphant sur le balcon")
    filed = talks.request(begin, talk)
    with begin() as session:
        session.add(Person(landlord="office64", name="Jeanne Duclos", phone=talks.PHONE))

    for words in ("elephant", filed.code, "duclos", talks.PHONE):
        page = found(rochefort, words)
        assert talk.id not in page
        assert "Jeanne Duclos" not in page
        assert f"/console/sollicitations/{filed.id}" not in page


def test_nothing_of_another_agencys_conversations_is_found(
    begin: UnitOfWork, cote: Browser, people: dict[str, int]
) -> None:
    talk = talks.waiting(begin, "un éléphant sur le balcon", since=1)
    filed = talks.request(begin, talk)
    talks.of_two_agencies(begin, talk, people["cote"])

    for words in ("elephant", filed.code):
        assert talk.id not in found(cote, words)


@pytest.mark.parametrize("words", ["", "a", "!!", "' & (", "\x00", "x" * 200])
def test_what_is_no_search_finds_nothing_and_breaks_nothing(words: str, bearn: Browser) -> None:
    assert "/console/conversations/" not in found(bearn, words)
