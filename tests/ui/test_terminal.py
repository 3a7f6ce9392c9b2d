"""The chat on an agency's terminal: nothing of the last person is there for the next one."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Violations
from tests.ui.test_chat import opened, say

CHAT = "/chat?terminal=0&landlord=office64"
STORED = "JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})"


@pytest.fixture
def terminal(page: Page) -> Page:
    """A terminal on which somebody has just said something."""
    page.clock.install()
    opened(page, CHAT)
    say(page, "bonjour, c'est Camille")
    expect(page.locator("#log .from-robot")).to_have_count(1)
    return page


def forgotten(page: Page) -> None:
    expect(page.locator("#starters")).to_be_visible()
    expect(page.locator("#chat[data-ready]")).to_be_attached()
    expect(page.locator(".own")).to_have_count(0)
    stored = page.evaluate(STORED)
    assert "conversation" not in stored
    assert "Camille" not in stored


def test_who_walks_away_is_forgotten_after_a_warning(terminal: Page, axe: Violations) -> None:
    terminal.get_by_label("Votre message").fill("mon numéro est le 06 39 98 12 34")
    terminal.clock.fast_forward(105_000)
    expect(terminal.get_by_role("dialog", name="Êtes-vous encore là ?")).to_be_visible()
    assert axe(terminal) == []

    terminal.clock.fast_forward(20_000)

    forgotten(terminal)
    expect(terminal.get_by_label("Votre message")).to_have_value("")


def test_words_sent_before_the_scripts_came_stay_in_the_field(page: Page) -> None:
    page.route("**/chat.js*", lambda route: route.abort())
    page.goto(CHAT)
    page.get_by_label("Votre message").fill("ma porte ne ferme plus")

    page.get_by_role("button", name="Envoyer").click()

    expect(page.get_by_label("Votre message")).to_have_value("ma porte ne ferme plus")
    assert page.url.endswith(CHAT)


def test_who_is_still_there_goes_on_with_one_key(terminal: Page) -> None:
    terminal.clock.fast_forward(105_000)
    expect(terminal.get_by_role("button", name="Continuer")).to_be_focused()

    terminal.keyboard.press("Enter")
    terminal.clock.fast_forward(60_000)

    expect(terminal.get_by_role("dialog")).to_be_hidden()
    expect(terminal.locator("#log .own")).to_have_count(1)


def test_finishing_is_one_press_and_the_way_back_shows_nothing(terminal: Page) -> None:
    terminal.get_by_role("button", name="Terminer").first.click()
    forgotten(terminal)

    terminal.go_back()
    terminal.goto(CHAT)

    forgotten(terminal)


def test_a_language_chosen_in_the_middle_keeps_the_conversation(terminal: Page) -> None:
    terminal.locator("details.menu > summary").click()
    terminal.get_by_role("link", name="English").click()

    expect(terminal.locator("html")).to_have_attribute("lang", "en")
    expect(terminal.locator("#history .own")).to_have_count(1)


def test_a_browser_that_comes_back_after_a_crash_has_forgotten(terminal: Page) -> None:
    terminal.evaluate("sessionStorage.setItem('loge.touched', String(Date.now() - 600_000))")

    terminal.reload()

    forgotten(terminal)


def test_nothing_leads_out_of_the_chat_or_leaves_a_file_behind(terminal: Page) -> None:
    terminal.locator("details.menu > summary").click()

    expect(terminal.locator("#attach")).to_be_hidden()
    expect(terminal.locator("[target=_blank]:visible")).to_have_count(0)
    expect(terminal.get_by_label("Votre message")).to_have_attribute("autocomplete", "off")
