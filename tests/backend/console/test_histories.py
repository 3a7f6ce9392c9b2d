"""One person who writes at two doors is one history on the desk; nobody else's is in it."""

from datetime import timedelta

import pytest

from backend.console import lines
from backend.conversations import ownership, service
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.tenants.models import Person
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW, say, web

AT = "/console/conversations/"


def known(begin: UnitOfWork, *, landlord: str = "office64", phone: str = talks.PHONE) -> int:
    with begin() as session:
        person = Person(landlord=landlord, name="Ana Pereira", phone=phone)
        session.add(person)
        session.flush()
        return person.id or 0


def recognised(begin: UnitOfWork, person: int, text: str) -> Conversation:
    """Somebody who said on the web who they are."""
    talk = web(begin)
    with begin() as session:
        session.get_one(Conversation, talk.id).person_id = person
    say(begin, talk, text, "1")
    return talk


def talk_of(browser: Browser, conversation: Conversation) -> str:
    """The open conversation as the desk shows it, without the lists beside it."""
    return browser.get(f"{AT}{conversation.id}/talk").text


def test_what_one_person_said_by_sms_and_on_the_web_is_one_history(
    begin: UnitOfWork, bearn: Browser
) -> None:
    person = known(begin)
    talks.by_sms(begin, "dit par SMS")
    on_web = recognised(begin, person, "dit sur le web")

    page = talk_of(bearn, on_web)

    assert page.index("dit par SMS") < page.index("dit sur le web")
    assert '<span class="tag">SMS</span>' in page
    assert "Ana Pereira" in bearn.get(f"{AT}{on_web.id}/beside").text


def test_the_telephone_shows_what_was_said_on_the_web_and_leads_there(
    begin: UnitOfWork, bearn: Browser
) -> None:
    person = known(begin)
    by_sms = talks.by_sms(begin, "dit par SMS")
    on_web = recognised(begin, person, "dit sur le web")

    page = talk_of(bearn, by_sms)

    assert "dit sur le web" in page
    assert f'href="/console/conversations/{on_web.id}"' in page
    assert f"sse:conversation-{on_web.id}" in bearn.get(AT + by_sms.id).text


def test_an_earlier_conversation_of_the_same_person_is_part_of_it(
    begin: UnitOfWork, bearn: Browser
) -> None:
    known(begin)
    first = talks.by_sms(begin, "la première fois")
    with begin() as session:
        assert ownership.end_with_bot(session, first.id, now=NOW)
        later = NOW + timedelta(days=9)
        second = service.open_sms(session, contact=talks.PHONE, landlord="office64", now=later)

    assert "la première fois" in talk_of(bearn, second)


def test_what_was_said_since_at_another_door_hides_nothing_of_this_one(
    begin: UnitOfWork, bearn: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SHOWN", 1)
    person = known(begin)
    by_sms = talks.by_sms(begin, "dit par SMS")
    recognised(begin, person, "dit sur le web")

    page = talk_of(bearn, by_sms)

    assert "dit par SMS" in page
    assert "dit sur le web" in page


def test_who_is_not_recognised_has_one_conversation_alone(
    begin: UnitOfWork, bearn: Browser
) -> None:
    known(begin)
    talks.by_sms(begin, "dit par SMS")
    stranger = web(begin)
    say(begin, stranger, "un inconnu", "1")

    assert "dit par SMS" not in talk_of(bearn, stranger)


def test_a_telephone_that_two_share_tells_nothing_of_either(
    begin: UnitOfWork, bearn: Browser
) -> None:
    person = known(begin)
    known(begin)
    talks.by_sms(begin, "dit par SMS")
    on_web = recognised(begin, person, "dit sur le web")

    assert "dit par SMS" not in talk_of(bearn, on_web)


def test_another_landlord_reads_nothing_of_it(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    person = known(begin, landlord="rochefort")
    talks.by_sms(begin, "dit à Rochefort", landlord="rochefort")
    on_web = recognised(begin, person, "dit à Office64")

    page = talk_of(bearn, on_web)

    assert "dit à Rochefort" not in page
    assert "Ana Pereira" not in bearn.get(f"{AT}{on_web.id}/beside").text
    assert rochefort.get(AT + on_web.id).status_code == 404


def test_stop_on_the_telephone_is_seen_on_the_web(begin: UnitOfWork, bearn: Browser) -> None:
    person = known(begin)
    talks.by_sms(begin)
    on_web = recognised(begin, person, "bonjour")
    with begin() as session:
        outbox.opt_out(session, channel="sms", contact=talks.PHONE, scope="all", words="stop")

    page = talk_of(bearn, on_web)

    assert "A demandé STOP" in page
