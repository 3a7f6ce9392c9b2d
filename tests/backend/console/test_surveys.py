"""The surveys in the console: a supervisor's, and of their own landlord only."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from backend.campaigns.models import Campaign, State
from backend.db import UnitOfWork
from backend.quotas import service as quotas
from backend.quotas.models import Counter
from backend.quotas.plan import cell
from tests.backend.campaigns.people import Respondent, campaign, sampled
from tests.backend.campaigns.test_places import REST, YOUNG, answer, texter
from tests.backend.console.conftest import Browser

HERE = "/console/enquetes"


@pytest.fixture
def survey(begin: UnitOfWork) -> str:
    """Where a survey with two counted and three places is shown."""
    sampled(begin)
    with begin() as session:
        return f"{HERE}/{session.exec(select(Campaign.id)).one()}"


def state(begin: UnitOfWork) -> list[State]:
    with begin() as session:
        return list(session.exec(select(Campaign.state).order_by("id")))


def test_an_agent_finds_nothing_and_another_landlord_s_supervisor_neither(
    stranger: Browser, bearn: Browser, chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    with begin() as session:
        session.exec(select(Campaign)).one().landlord = "rochefort"

    assert stranger.get(HERE).status_code == 303
    assert bearn.get(HERE).status_code == 404
    assert bearn.post(f"{survey}/etat", {"state": "ended"}).status_code == 404
    assert chef.get(survey).status_code == 404
    assert chef.get(f"{survey}/quotas.xlsx").status_code == 404
    assert chef.post(f"{survey}/etat", {"state": "ended"}).status_code == 404
    assert state(begin) == [State.RUNNING]


def test_each_quota_is_shown_with_how_full_it_is(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    answer(texter(begin, 0), [*YOUNG, *REST])

    page = chef.get(survey).text

    assert '<th scope="row">Agence office64, 30-44 ans</th>' in page
    assert '<th scope="row">Agence office64, retraité</th>' in page
    assert '<meter min="0" max="1" value="1" aria-label="1 sur 1">' in page
    assert "Réponses comptées</dt><dd>1</dd>" in page


def test_a_quota_that_nobody_is_left_for_is_named_before_the_end(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    before = chef.get(f"{survey}/prevision").text
    for number in (0, 1):
        texter(begin, number).say("je ne veux pas", wish="refuse")

    after = chef.get(f"{survey}/prevision").text

    assert "Tous les quotas peuvent encore" in before
    assert "Agence office64, 30-44 ans : 1 de moins que l’objectif" in after
    assert "60-74 ans" not in after


def test_a_quota_that_is_closed_lets_nobody_else_in_until_it_is_opened_again(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    young = re.findall(r"quotas/(\d+)/close", chef.get(survey).text)[1]
    chef.post(f"{survey}/quotas/{young}/close")
    refused = answer(texter(begin, 0), YOUNG)
    chef.post(f"{survey}/quotas/{young}/reopen")
    taken = answer(texter(begin, 1), YOUNG)

    assert refused.startswith("Merci. Nous avons déjà assez")
    assert taken.startswith("Question 4")


def test_a_cap_is_set_and_one_below_what_is_taken_closes_and_cuts_nobody_off(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    young = re.findall(r"plafonds/(\d+)", chef.get(survey).text)[1]
    talking = texter(begin, 0)
    answer(talking, YOUNG)

    wider = chef.post(f"{survey}/plafonds/{young}", {"cap": "3"})
    closed = chef.post(f"{survey}/plafonds/{young}", {"cap": "0"})
    nonsense = chef.post(f"{survey}/plafonds/{young}", {"cap": "-1"})

    assert wider.headers["location"].endswith("notice=quota-cap")
    assert closed.headers["location"].endswith("notice=quota-cap-closed")
    assert nonsense.status_code == 422
    assert "Merci, c'est terminé" in answer(talking, REST)
    with begin() as session:
        counter = session.get_one(Counter, int(young))
        assert (counter.cap, counter.completed, counter.closed) == (1, 1, True)


def test_a_quota_of_another_survey_is_not_there(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    with begin() as session:
        plan = quotas.draw(session, {cell(agency="1"): 5}, 2, [("agency",)])
        [other] = quotas.standing(session, plan.id or 0)

    assert chef.post(f"{survey}/quotas/{other.id}/close").status_code == 404
    assert chef.post(f"{survey}/plafonds/{other.id}", {"cap": "1"}).status_code == 404
    with begin() as session:
        assert not session.get_one(Counter, other.id).closed


def test_the_sheet_holds_the_same_figures(chef: Browser, begin: UnitOfWork, survey: str) -> None:
    answer(texter(begin, 0), [*YOUNG, *REST])

    answered = chef.get(f"{survey}/quotas.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answered.content)).get_sheet_by_index(0)

    head, whole, *rows = sheet.to_python()
    assert head == ["Quota", "Objectif", "Comptés", "En cours", "Reste"]
    assert whole == ["Agence office64", "2", "1", "0", "1"]
    assert ["Agence office64, 30-44 ans", "1", "1", "0", "0"] in rows


def test_a_survey_that_is_paused_asks_nobody_more_until_it_goes_on(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    chef.post(f"{survey}/etat", {"state": "paused"})
    paused = Respondent(begin).say("je participe", wish="take_part")
    chef.post(f"{survey}/etat", {"state": "running"})
    again = Respondent(begin).say("je participe", wish="take_part")

    assert len(paused) == 1
    assert len(again) == 2


def test_two_surveys_never_ask_at_once(chef: Browser, begin: UnitOfWork, survey: str) -> None:
    chef.post(f"{survey}/etat", {"state": "paused"})
    with begin() as session:
        campaign(session, name="Une autre")

    told = chef.post(f"{survey}/etat", {"state": "running"})

    assert "notice=another-survey" in told.headers["location"]
    assert state(begin) == [State.PAUSED, State.RUNNING]


def test_what_has_ended_does_not_begin_again(chef: Browser, begin: UnitOfWork, survey: str) -> None:
    chef.post(f"{survey}/etat", {"state": "ended"})

    told = chef.post(f"{survey}/etat", {"state": "running"})

    assert "notice=survey-fixed" in told.headers["location"]
    assert state(begin) == [State.ENDED]
