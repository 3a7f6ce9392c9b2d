"""The calls of a survey in the console, from the next person to the last question."""

import re

from sqlmodel import select

from backend.campaigns.models import Attempt, Interview, InterviewState
from backend.db import UnitOfWork
from backend.outbox.models import Sms
from backend.tenants.models import Person
from tests.backend.campaigns.people import sampled
from tests.backend.campaigns.test_telephoning import ALL, LAST
from tests.backend.console.conftest import Browser

HERE = "/console/appels-enquete"


def question(page: str) -> str:
    """The code of the question that a page asks."""
    [code] = re.findall(r'name="question" value="(\w+)"', page)
    return code


def told(browser: Browser, address: str, data: dict[str, object]) -> str:
    """Send a form; return the name of what is said."""
    return browser.post(f"{HERE}/{address}", data).headers["location"].partition("notice=")[2]


def test_an_agent_calls_asks_and_is_told_when_it_is_over(bearn: Browser, begin: UnitOfWork) -> None:
    sampled(begin)

    assert told(bearn, "suivant", {}) == "survey-taken"
    first = bearn.get(HERE).text
    assert "Vos réponses sont facultatives" in first
    assert 'href="tel:+336' in first
    said = []
    for code, numbers in (ALL | LAST).items():
        assert question(bearn.get(HERE).text) == code
        said.append(told(bearn, "reponse", {"question": code, "numbers": numbers}))

    assert said == [""] * (len(said) - 1) + ["survey-over"]
    with begin() as session:
        one = session.exec(select(Interview)).one()
        assert (one.state, one.counted) == (InterviewState.DONE, True)


def test_what_does_not_fit_is_refused_and_nothing_is_written(
    bearn: Browser, cote: Browser, begin: UnitOfWork
) -> None:
    sampled(begin)
    told(bearn, "suivant", {})

    assert told(bearn, "reponse", {"question": "A1", "numbers": [1, 2]}) == "survey-answer"
    assert told(bearn, "reponse", {"question": "A1"}) == "survey-answer"
    assert told(cote, "reponse", {"question": "A1", "numbers": [1]}) == "survey-lost"
    assert told(bearn, "issue", {"outcome": "appointment", "at": "hier"}) == "survey-when"
    assert told(bearn, "issue", {"outcome": "done"}) == "survey-lost"
    assert question(bearn.get(HERE).text) == "A1"
    with begin() as session:
        assert session.exec(select(Attempt)).all() == []


def test_the_outcome_lets_go_of_the_person(bearn: Browser, begin: UnitOfWork) -> None:
    sampled(begin)
    told(bearn, "suivant", {})

    assert told(bearn, "issue", {"outcome": "no_answer"}) == "survey-noted"
    assert "Appel suivant" in bearn.get(HERE).text


def test_without_a_survey_of_one_s_own_landlord_there_is_nobody_to_call(
    rochefort: Browser, begin: UnitOfWork
) -> None:
    sampled(begin)

    assert "Aucune enquête" in rochefort.get(HERE).text
    assert told(rochefort, "suivant", {}) == "survey-nobody"


def test_the_link_is_sent_and_the_person_let_go_of(bearn: Browser, begin: UnitOfWork) -> None:
    sampled(begin)
    told(bearn, "suivant", {})

    assert told(bearn, "lien", {}) == "survey-link"
    assert told(bearn, "lien", {}) == "survey-lost"
    assert "Appel suivant" in bearn.get(HERE).text
    with begin() as session:
        [sent] = session.exec(select(Sms.body)).all()
        assert "/enquete/" in sent


def test_no_link_is_sent_to_a_landline_and_the_call_goes_on(
    bearn: Browser, begin: UnitOfWork
) -> None:
    sampled(begin)
    with begin() as session:
        for person in session.exec(select(Person)):
            person.phone = "+33559980000"
    told(bearn, "suivant", {})

    assert told(bearn, "lien", {}) == "survey-no-link"
    assert question(bearn.get(HERE).text) == "A1"
