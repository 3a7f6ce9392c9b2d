"""Every screen of the requests' life: nothing that axe finds, nothing that scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

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
    "systemes",
    "corrections",
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


def test_the_menu_takes_one_row_beside_the_account(desk: Callable[..., Page]) -> None:
    page = desk(SUPERVISOR, viewport={"width": 1300, "height": 800})

    bar = page.get_by_role("banner").bounding_box()

    assert bar is not None
    assert bar["height"] < 56
