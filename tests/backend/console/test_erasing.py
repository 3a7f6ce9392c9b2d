"""The page that forgets a person: for who supervises, after a look and a confirmation."""

import pytest
from sqlmodel import select

from backend.conversations.models import Message
from backend.db import UnitOfWork
from tests.backend.console import talks
from tests.backend.console.conftest import Browser

HERE = "/console/effacement"


def words(begin: UnitOfWork) -> set[str]:
    with begin() as session:
        return set(session.exec(select(Message.text)))


def test_who_is_not_signed_in_is_asked_to(stranger: Browser) -> None:
    assert stranger.get(HERE).status_code == 303


def test_an_agent_erases_nobody(begin: UnitOfWork, bearn: Browser) -> None:
    talks.by_sms(begin, "mon secret")

    answers = [
        bearn.get(HERE),
        bearn.post(f"{HERE}/chercher", {"who": talks.PHONE}),
        bearn.post(HERE, {"who": talks.PHONE, "sure": "yes"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert "mon secret" in words(begin)


def test_what_is_kept_is_shown_before_anything_goes(begin: UnitOfWork, chef: Browser) -> None:
    talks.by_sms(begin, "mon secret")

    page = chef.post(f"{HERE}/chercher", {"who": talks.PHONE}).text

    assert "Effacer pour de bon" in page
    assert "mon secret" in words(begin)


def test_nothing_goes_unless_it_is_confirmed(begin: UnitOfWork, chef: Browser) -> None:
    talks.by_sms(begin, "mon secret")

    answer = chef.post(HERE, {"who": talks.PHONE})

    assert answer.status_code == 422
    assert "Rien n’est effacé" in answer.text
    assert "mon secret" in words(begin)


def test_a_confirmed_person_is_erased_and_the_journal_says_so(
    begin: UnitOfWork, chef: Browser
) -> None:
    talks.by_sms(begin, "mon secret")

    answer = chef.post(HERE, {"who": talks.PHONE, "sure": "yes"})

    assert answer.headers["location"] == f"{HERE}?notice=person-erased"
    assert words(begin) == {""}
    assert "personne effacée" in chef.get("/console/comptes/journal").text


def test_what_is_under_way_is_named_and_nothing_goes(begin: UnitOfWork, chef: Browser) -> None:
    talk = talks.by_sms(begin, "mon secret")
    talks.request(begin, talk)

    page = chef.post(HERE, {"who": talks.PHONE, "sure": "yes"}).text

    assert "demandes ouvertes" in page
    assert "Effacer pour de bon" not in page
    assert "mon secret" in words(begin)


@pytest.mark.parametrize("who", ["", "inconnu", "+33639980099", "<b>x</b>"])
def test_who_is_not_known_is_said_to_be_nobody(begin: UnitOfWork, chef: Browser, who: str) -> None:
    answer = chef.post(f"{HERE}/chercher", {"who": who})

    assert answer.status_code == 422
    assert "Rien n’est gardé" in answer.text
    assert "<b>x</b>" not in answer.text
