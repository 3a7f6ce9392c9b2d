"""A questionnaire's page in a browser without scripts: narrow, by keyboard, and by axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from backend.campaigns import links
from backend.campaigns.links import HERE
from backend.campaigns.models import Campaign, Case, Interview, InterviewState
from backend.clock import now
from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.pages import survey
from backend.supervisor.postgres import Cluster
from tests import servers
from tests.backend.campaigns.people import sampled
from tests.shipped import edition
from tests.ui.conftest import Violations
from tests.ui.served import pages, served


@pytest.fixture(scope="session")
def survey_database(cluster: Cluster) -> Iterator[str]:
    cluster.create_database("surveys", template=servers.TEMPLATE)
    yield cluster.url("surveys")
    cluster.drop_database("surveys")


@pytest.fixture(scope="session")
def asked(survey_database: str) -> Iterator[UnitOfWork]:
    """A survey runs, with four people in its sample."""
    engine = make_engine(survey_database)
    begin = unit_of_work(engine)
    sampled(begin)
    yield begin
    engine.dispose()


@pytest.fixture(scope="session")
def survey_site(asked: UnitOfWork, survey_database: str) -> Iterator[str]:
    """The page and its files on a port of their own; the product is not needed."""
    app, views = pages(asked, survey_database)
    app.include_router(survey.router(views=views, library=edition(), clock=now, links=()))
    with served(app) as address:
        yield address


def link(asked: UnitOfWork, site: str, number: int) -> str:
    """Where the link of somebody of the sample leads."""
    with asked() as session:
        campaign = session.exec(select(Campaign)).one()
        case = session.exec(select(Case).order_by("id")).all()[number]
        interview = links.interview_of(session, campaign, case, now=now())
        token, _ = links.draw(session, interview, language="fr", now=now())
    return site + links.path(token)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= 320"))


def test_without_scripts_it_is_answered_by_keyboard_at_320_pixels_and_axe_finds_nothing(
    browser: Browser, page: Page, axe: Violations, asked: UnitOfWork, survey_site: str
) -> None:
    there = link(asked, survey_site, 0)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(there)
    assert axe(page) == []
    assert fits(page)
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(there)

    bare.get_by_role("button", name="Commencer").press("Enter")
    bare.get_by_role("radio", name="Bail à mon nom").press("Space")
    bare.get_by_role("button", name="Continuer").press("Enter")
    bare.get_by_role("button", name="Continuer").press("Enter")
    expect(bare.get_by_role("alert")).to_contain_text("Choisissez une réponse")
    bare.get_by_role("radio", name="30-44 ans").press("Space")
    bare.get_by_role("button", name="Continuer").press("Enter")
    bare.get_by_role("radio", name="Employé").press("Space")
    bare.get_by_role("button", name="Continuer").press("Enter")
    expect(bare.get_by_role("checkbox", name="Smartphone")).to_be_visible()
    bare.get_by_role("link", name="Question précédente").press("Enter")
    expect(bare.get_by_role("radio", name="Employé")).to_be_checked()
    context.close()

    page.goto(f"{there}/questions")
    assert axe(page) == []
    assert fits(page)
    page.goto(f"{there}/questions?question=A3&language=eu")
    assert axe(page) == []


def test_a_refusal_ends_it_for_good(
    page: Page, axe: Violations, asked: UnitOfWork, survey_site: str
) -> None:
    there = link(asked, survey_site, 2)
    page.goto(there)

    page.get_by_role("button", name="Je ne veux pas répondre").click()
    expect(page.get_by_role("status")).to_contain_text("vous ne participez pas")
    assert axe(page) == []
    page.goto(f"{survey_site}{HERE}/unknown")
    assert axe(page) == []

    with asked() as session:
        states = session.exec(select(Interview.state)).all()
    assert InterviewState.REFUSED in states
