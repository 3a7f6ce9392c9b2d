"""Answers read aloud by the browser's own speech, which the machine of the tests has not got."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Violations
from tests.ui.test_chat import opened, say

SPEECH = """
window.said = [];
const voices = [{ lang: "fr-FR", name: "Une voix" }];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices,
  cancel: () => window.said.push("(stop)"),
  speak: (spoken) => window.said.push(`${spoken.lang}: ${spoken.text}`),
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
QUESTION = "Quel est le numéro de téléphone des locataires ?"


@pytest.fixture
def talking(page: Page) -> Page:
    """A browser with a French voice that writes down what it says."""
    page.add_init_script(SPEECH)
    return opened(page)


def spoken(page: Page) -> str:
    return " ".join(line for line in page.evaluate("window.said") if line != "(stop)")


def aloud(page: Page) -> None:
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Lire les réponses à voix haute").click()
    page.keyboard.press("Escape")


def test_a_message_is_read_when_that_is_asked_for_and_stops_at_a_second_press(
    talking: Page, axe: Violations
) -> None:
    listen = talking.get_by_role("button", name="Écouter").first
    listen.click()

    assert "fr-FR: Bonjour\u00a0! Je suis un robot." in spoken(talking)
    expect(listen).to_have_attribute("aria-pressed", "true")
    assert axe(talking) == []
    listen.click()
    expect(listen).to_have_attribute("aria-pressed", "false")
    assert talking.evaluate("window.said.at(-1)") == "(stop)"


def test_answers_are_read_as_they_come_once_that_is_chosen_and_never_the_past(
    talking: Page,
) -> None:
    say(talking, QUESTION)
    expect(talking.locator("#log .from-robot")).not_to_have_count(0)
    assert spoken(talking) == ""
    aloud(talking)

    talking.reload()
    expect(talking.locator("#history .from-robot")).not_to_have_count(0)
    assert spoken(talking) == ""
    say(talking, QUESTION)
    expect(talking.locator("#log .from-robot")).not_to_have_count(0)

    assert "05 59 43 86 54" in spoken(talking)


def test_a_language_without_a_voice_is_told_not_read_wrongly(page: Page) -> None:
    page.add_init_script(SPEECH)
    opened(page, "/chat?landlord=office64&language=eu")

    page.get_by_role("button", name="Entzun").first.click()

    expect(page.locator("#status")).to_contain_text("ez du")
    assert spoken(page) == ""


def test_without_speech_in_the_browser_nothing_of_it_is_shown(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")
    opened(page)
    page.locator("details.menu > summary").click()

    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    expect(page.get_by_role("button", name="Lire les réponses")).to_be_hidden()
    expect(page.get_by_role("button", name="Écouter")).to_have_count(0)


def test_easy_words_take_the_place_of_the_whole_text_for_who_chooses_them(
    talking: Page, axe: Violations
) -> None:
    say(talking, QUESTION)
    answer = talking.locator("#log .from-robot").first
    expect(answer.locator(".whole")).to_be_visible()
    expect(answer.locator(".easy")).to_be_hidden()
    talking.locator("details.menu > summary").click()
    talking.get_by_role("button", name="Facile à lire").click()
    talking.keyboard.press("Escape")

    expect(answer.locator(".easy > .text")).to_contain_text("Il y a un seul numéro")
    expect(answer.locator(".easy > .easy-unread")).to_contain_text("pas encore relu")
    expect(answer.locator("> .bubble > .whole")).to_be_hidden()
    answer.get_by_text("Lire le texte complet").click()
    expect(answer.locator("details .text")).to_be_visible()
    assert axe(talking) == []
    answer.get_by_role("button", name="Écouter").click()
    assert "Il y a un seul numéro" in spoken(talking)

    talking.reload()
    expect(talking.locator("#history .easy > .text")).to_be_visible()
