"""The test phase in the console: begun on staff, tried by oneself, gone once it is launched."""

import pytest
from sqlmodel import select

from backend.campaigns import service
from backend.campaigns.models import Campaign, Case, State, Wave
from backend.db import UnitOfWork
from backend.tenants.models import Person
from tests.backend.campaigns.people import PHONE, prepared
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

HERE = "/console/enquetes"


@pytest.fixture
def survey(begin: UnitOfWork) -> str:
    """Where a survey that is not launched is shown; two tenants work for the landlord."""
    with begin() as session:
        made = prepared(session)
        for number in (1, 2):
            phone, reference = f"{PHONE[:-1]}{number}", f"L{number}"
            person = Person(landlord="office64", name="P", phone=phone, reference=reference)
            session.add(person)
        return f"{HERE}/{made.id}"


def phases(begin: UnitOfWork) -> list[Campaign]:
    with begin() as session:
        return list(session.exec(select(Campaign).where(Campaign.wave == Wave.TEST)))


def test_it_begins_on_the_references_written_and_says_which_are_unknown(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    page = chef.get(survey).text
    told = chef.post(f"{survey}/test", {"staff": "L1\nL2; L99"})

    assert "Commencer la phase de test" in page
    assert "notice=survey-test-partly" in told.headers["location"]
    [test] = phases(begin)
    assert test.state is State.RUNNING
    with begin() as session:
        assert len(session.exec(select(Case).where(Case.campaign_id == test.id)).all()) == 2
    sheet = chef.get(f"{HERE}/{test.id}/quotas.xlsx").headers["content-disposition"]
    assert "quotas-test-" in sheet


def test_a_test_on_nobody_is_refused_and_nothing_is_made(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    told = chef.post(f"{survey}/test", {"staff": "L77"})

    assert "notice=survey-no-staff" in told.headers["location"]
    assert phases(begin) == []


def test_one_tries_it_oneself_on_the_tenant_s_own_page(chef: Browser, survey: str) -> None:
    went = chef.post(f"{survey}/essai")

    assert went.status_code == 303
    assert went.headers["location"].startswith("/enquete/")


def test_what_is_launched_is_tried_no_more(chef: Browser, begin: UnitOfWork, survey: str) -> None:
    with begin() as session:
        made = session.get_one(Campaign, int(survey.rpartition("/")[2]))
        service.launch(session, made, None, now=NOW)

    assert "Commencer la phase de test" not in chef.get(survey).text
    for door in ("test", "essai"):
        told = chef.post(f"{survey}/{door}", {"staff": "L1"})
        assert told.headers["location"].partition("notice=")[2] in {
            "survey-fixed",
            "another-survey",
        }
    assert phases(begin) == []


def test_an_agent_begins_none(bearn: Browser, begin: UnitOfWork, survey: str) -> None:
    assert bearn.post(f"{survey}/test", {"staff": "L1"}).status_code == 404
    assert bearn.post(f"{survey}/essai").status_code == 404
    assert phases(begin) == []
