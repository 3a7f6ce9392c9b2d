"""The results of a survey that many invented people answered, in a browser.

`PICTURES=docs/pictures` renews the two pictures of the documentation.
"""

import os
from collections.abc import Iterator

import pytest
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, Page, expect

from backend.agents.models import Agent, Role
from backend.console.identity import PATH
from backend.db import UnitOfWork
from backend.library.library import Library
from backend.pages.views import STATIC
from knowledge.load import ROOT
from tests.backend.console.conftest import Answers, Rasa, console, signed_in
from tests.backend.conversations.people import NOW
from tests.backend.results.people import agencies, everybody, surveyed
from tests.shipped import edition
from tests.ui.campaign import pictured
from tests.ui.served import served

AGENCIES = ("Béarn", "Centre-Ouest", "Côte Basque Sud")
# Enough for the pictures to hide some numbers and show most; fewer are made sooner.
PEOPLE = 1_500 if os.environ.get("PICTURES") else 200


@pytest.fixture
def survey(begin: UnitOfWork) -> str:
    """Where a survey that two thirds of the people answered is shown."""
    with begin() as session:
        session.add(
            Agent(
                login="chef",
                name="Supervision",
                role=Role.SUPERVISOR,
                landlord="office64",
                password_hash="-",
            )
        )
        made = surveyed(session, everybody(agencies(session, *AGENCIES), PEOPLE))
        return f"{PATH}/enquetes/{made.id}"


@pytest.fixture
def console_site(begin: UnitOfWork, database_url: str, survey: str) -> Iterator[str]:
    """The console on a port of its own; neither the bot nor the worker is needed."""
    library = Library(ROOT, begin, files=edition(), clock=lambda: NOW)
    app = console(begin, database_url, library, Rasa("http://127.0.0.1:1", Answers()))
    app.mount("/static", StaticFiles(directory=STATIC))
    with served(app) as address:
        yield address


def test_the_results_and_the_report_fit_and_hide_what_few_people_could_betray(
    browser: Browser, begin: UnitOfWork, console_site: str, survey: str
) -> None:
    context = browser.new_context(base_url=console_site, locale="fr-FR")
    cookies = signed_in(begin, "chef")
    context.add_cookies(
        [{"name": name, "value": value, "url": console_site} for name, value in cookies.items()]
    )
    page = context.new_page()

    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto(f"{survey}/resultats?par=age")
    shown(page, "Pas d'usage d'Internet depuis 3 mois")
    pictured(page, "enquete-resultats", full_page=False)

    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    page.goto(f"{survey}/rapport")
    shown(page, "Profils")
    pictured(page, "enquete-rapport", full_page=False)
    context.close()


def shown(page: Page, heading: str) -> None:
    """Bring a table to the top; some of the page's numbers are hidden, and none is cut off."""
    expect(page.get_by_text("•").first).to_be_attached()
    page.get_by_role("heading", name=heading, exact=True).first.evaluate(
        "one => one.scrollIntoView()"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
