"""The loader on a landlord's own page, whose policy allows a frame and nothing else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, Route, expect

from tests.servers import LiveServer
from tests.ui.conftest import Violations

Site = Callable[[str], Page]


@pytest.fixture
def landlord(live: LiveServer, site: Site) -> Page:
    script = f'<script src="{live.base}/widget.js" data-landlord="office64" defer></script>'
    return site(
        '<!doctype html><html lang="fr"><title>Bailleur</title><body><main><h1>Bailleur</h1>'
        f'<p><a id="more" href="#" data-loge-open>Nous écrire</a></p></main>{script}</body></html>'
    )


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name="Une question ? Écrivez-nous")


def chat(page: Page) -> FrameLocator:
    expect(page.locator("iframe")).to_be_visible()
    return page.frame_locator("iframe")


def test_a_link_becomes_a_panel_that_escape_closes_with_the_focus_back(landlord: Page) -> None:
    address = launcher(landlord).get_attribute("href") or ""
    assert address.endswith("/chat?landlord=office64&language=fr")

    launcher(landlord).focus()
    landlord.keyboard.press("Space")
    expect(chat(landlord).get_by_label("Votre message")).to_be_focused()
    landlord.keyboard.press("Escape")

    expect(landlord.locator("iframe")).to_be_hidden()
    expect(launcher(landlord)).to_be_focused()


def test_the_chat_works_in_the_frame_of_another_site(landlord: Page) -> None:
    launcher(landlord).click()
    field = chat(landlord).get_by_label("Votre message")
    expect(chat(landlord).locator("#chat[data-ready]")).to_be_attached()
    field.fill("bonjour")
    field.press("Enter")

    expect(chat(landlord).locator("#log .from-robot")).to_have_count(1)


def test_a_minimised_chat_counts_what_arrives(landlord: Page) -> None:
    held: list[Route] = []
    landlord.route("**/messages", lambda route: held.append(route))
    launcher(landlord).click()
    field = chat(landlord).get_by_label("Votre message")
    expect(chat(landlord).locator("#chat[data-ready]")).to_be_attached()
    field.fill("bonjour")
    with landlord.expect_request("**/messages"):
        field.press("Enter")
    chat(landlord).get_by_role("button", name="Réduire la discussion").click()
    held[0].continue_()

    unread = landlord.get_by_role("button", name="nouveaux messages : 1")
    expect(unread).to_be_visible()
    unread.click()
    expect(launcher(landlord)).to_be_hidden()
    expect(chat(landlord).get_by_label("Votre message")).to_be_focused()


def test_any_link_of_the_site_may_open_the_chat(landlord: Page) -> None:
    landlord.locator("#more").click()

    expect(chat(landlord).get_by_label("Votre message")).to_be_visible()


def test_axe_finds_nothing_wrong_on_the_landlords_page(landlord: Page, axe: Violations) -> None:
    assert axe(landlord) == []
    launcher(landlord).click()
    expect(chat(landlord).locator("#chat[data-ready]")).to_be_attached()
    assert axe(landlord) == []
