"""Mailings in the console: begun, read on real recipients, approved by somebody else, paused."""

import re

import pytest
from sqlmodel import select

from backend.agents.models import Agent
from backend.db import UnitOfWork
from backend.mailings import service
from backend.mailings.models import Mailing, MailingRecipient, MailingState
from backend.mailings.service import Draft
from backend.tenants.models import Person
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

HERE = "/console/envois"
TEXT = "{bailleur} : bonjour {nom}."


@pytest.fixture
def tenants(begin: UnitOfWork) -> None:
    """Two with a mobile, one with a landline."""
    with begin() as session:
        for number, phone in enumerate(("+33639980101", "+33639980102", "+33559980000")):
            session.add(Person(landlord="office64", name=f"P{number}", phone=phone))


def written(begin: UnitOfWork, login: str = "bearn", text: str = TEXT) -> str:
    """Where a draft of somebody is shown."""
    with begin() as session:
        by = session.exec(select(Agent).where(Agent.login == login)).one()
        made = service.write(session, by, Draft("Essai", "works", {"fr": text}, {}), now=NOW)
        return f"{HERE}/{made.id}"


def approve(browser: Browser, there: str) -> str:
    """Press the button of what is read; return the name of what is said."""
    found = re.findall(r'name="read" value="(\w+)"', browser.get(there).text)
    return said(browser.post(f"{there}/accord", {"read": found[0] if found else "x"}))


def said(answer: object) -> str:
    return str(answer.headers["location"]).partition("notice=")[2]  # type: ignore[attr-defined]


def state(begin: UnitOfWork) -> MailingState:
    with begin() as session:
        return session.exec(select(Mailing)).one().state


def test_an_agent_finds_nothing_and_another_landlord_s_supervisor_neither(
    stranger: Browser, bearn: Browser, chef: Browser, begin: UnitOfWork
) -> None:
    there = written(begin, "rochefort")

    assert stranger.get(HERE).status_code == 303
    assert bearn.get(HERE).status_code == 404
    assert chef.get(there).status_code == 404
    assert chef.post(there, {"kind": "works"}).status_code == 404
    assert chef.post(f"{there}/accord", {"read": "x"}).status_code == 404
    assert chef.post(f"{there}/etat", {"state": "cancelled"}).status_code == 404
    assert (
        chef.post(HERE, {"kind": "works", "corrects": there.rpartition("/")[2]}).status_code == 404
    )
    assert state(begin) is MailingState.DRAFT


def test_it_begins_with_a_proposal_that_says_what_is_still_to_be_written(
    chef: Browser, tenants: None
) -> None:
    begun = chef.post(HERE, {"kind": "works"})
    there = begun.headers["location"].partition("?")[0]

    page = chef.get(there).text

    assert said(begun) == "mailing-begun"
    assert "Il reste à écrire : [Lesquels, quand" in page
    assert "Il manque un nom." in page
    assert "J’ai relu" not in page


def test_the_author_is_shown_what_tenants_will_read_and_does_not_approve_it(
    chef: Browser, begin: UnitOfWork, tenants: None
) -> None:
    begun = chef.post(HERE, {"kind": "works"})
    there = begun.headers["location"].partition("?")[0]
    kept = chef.post(there, {"kind": "works", "name": "Essai", "fr": TEXT})

    page = chef.get(there).text

    assert said(kept) == "mailing-kept"
    assert "bonjour P0" in page
    assert "Téléphone fixe</dt><dd>1</dd>" in page
    assert "quelqu’un d’autre doit l’approuver" in page
    assert approve(chef, there) == "mailing-own"
    assert state(begin) is MailingState.DRAFT


def test_a_second_person_approves_what_they_have_read_and_pauses_it(
    chef: Browser, begin: UnitOfWork, tenants: None
) -> None:
    there = written(begin)

    assert approve(chef, there) == "mailing-approved"
    with begin() as session:
        assert len(session.exec(select(MailingRecipient)).all()) == 2
    assert said(chef.post(there, {"kind": "works", "fr": "Autre."})) == "mailing-fixed"
    assert said(chef.post(f"{there}/etat", {"state": "paused"})) == "mailing-paused"
    assert "Reprendre" in chef.get(there).text
    assert said(chef.post(f"{there}/etat", {"state": "sending"})) == "mailing-sending"
    assert "En attente</dt><dd>2</dd>" in chef.get(there).text


def test_who_reads_a_mailing_does_not_wait_for_who_sends_it(
    chef: Browser, begin: UnitOfWork, tenants: None
) -> None:
    there = written(begin)
    with begin() as session:
        service.of_landlord(session, "office64", int(there.rpartition("/")[2]))

        assert "bonjour P0" in chef.get(there).text


def test_a_correction_is_a_mailing_of_its_own_to_be_approved(
    chef: Browser, begin: UnitOfWork, tenants: None
) -> None:
    there = written(begin)
    approve(chef, there)

    number = there.rpartition("/")[2]
    begun = chef.post(HERE, {"kind": "works", "corrects": number})
    page = chef.get(begun.headers["location"]).text

    assert f"l’envoi n° {number}" in page
    assert "Recevront l’envoi</dt><dd>0</dd>" in page


def test_a_supervisor_tries_it_on_their_own_mobile_and_on_no_tenant_s(
    chef: Browser, bearn: Browser, begin: UnitOfWork, tenants: None
) -> None:
    there = written(begin)

    assert "M’envoyer ce SMS pour essayer" in chef.get(there).text
    assert bearn.post(f"{there}/essai", {"phone": "06 39 98 07 00"}).status_code == 404
    assert said(chef.post(f"{there}/essai", {"phone": "+33639980101"})) == "mailing-trial"
    assert said(chef.post(f"{there}/essai", {"phone": "06 39 98 07 00"})) == "mailing-tried"


def test_a_kind_that_there_is_not_begins_nothing(chef: Browser, begin: UnitOfWork) -> None:
    assert said(chef.post(HERE, {"kind": "lottery"})) == "mailing-unfinished"
    with begin() as session:
        assert session.exec(select(Mailing)).all() == []
