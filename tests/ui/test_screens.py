"""Every screen of the requests' life: nothing that axe finds, nothing that scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import SUPERVISOR, Violations

SCREENS = (
    "sollicitations",
    "sollicitations/1",
    "sollicitations/1/split",
    "anciennete",
    "incidents",
    "espaces-verts",
    "suites",
    "rendez-vous",
    "rappels",
    "incidents/1",
    "bons/1",
    "demandeurs",
    "supervision",
    "supervision/quarantaine",
    "enquetes/nouvelle",
    "enquetes/1",
    "enquetes/1/questionnaire?mode=sms",
    "enquetes/1/resultats",
    "enquetes/1/rapport",
    "enquetes/1/dictionnaire",
    "systemes",
    "corrections",
    "effacement",
    "ouvertures",
)


@pytest.mark.parametrize("width", [320, 1300])
def test_every_screen_fits_and_axe_finds_nothing_wrong(
    desk: Callable[..., Page], axe: Violations, width: int
) -> None:
    page = desk(SUPERVISOR, viewport={"width": width, "height": 800})

    found: list[str] = []
    for there in SCREENS:
        page.goto(f"/console/{there}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{there}: {one}" for one in axe(page)]
        found += [f"{there}: {wide} px wide"] if wide > width else []

    assert found == []


@pytest.mark.parametrize("width", [320, 1300])
def test_what_is_kept_of_somebody_is_shown_on_a_page_that_fits(
    desk: Callable[..., Page], axe: Violations, width: int
) -> None:
    page = desk(SUPERVISOR, viewport={"width": width, "height": 800})
    page.goto("/console/effacement")

    page.get_by_label("Téléphone, ou référence du locataire").fill("06 39 98 01 11")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Peio Harriague")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_menu_takes_one_row_beside_the_account(desk: Callable[..., Page]) -> None:
    page = desk(SUPERVISOR, viewport={"width": 1300, "height": 800})

    bar = page.get_by_role("banner").bounding_box()

    assert bar is not None
    assert bar["height"] < 56


@pytest.mark.parametrize("width", [320, 1300])
def test_a_company_works_from_its_link_without_an_account(
    desk: Callable[..., Page], page: Page, axe: Violations, width: int
) -> None:
    agent = desk(SUPERVISOR)
    agent.goto("/console/bons/2")
    agent.get_by_role("button", name="Créer un lien").click()
    link = agent.get_by_label("Lien à envoyer à l’entreprise").input_value()
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(link)
    found = axe(page)
    page.get_by_label("Jour de l’intervention").fill("2099-01-05")
    page.get_by_role("button", name="Annoncer cette date").click()

    expect(page.get_by_role("status")).to_contain_text("La date est notée")
    expect(page.get_by_text("5 janvier 2099")).to_be_visible()
    assert found + axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
