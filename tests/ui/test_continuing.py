"""The chat goes on by SMS, is kept as a text, and nothing of it goes to the wrong telephone."""

import re
from collections.abc import Iterator
from random import randrange
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Violations
from tests.ui.test_chat import opened, say


@pytest.fixture
def telephone(page: Page) -> Iterator[tuple[str, Page]]:
    """A telephone that no other test has used, beside the chat."""
    number = f"+3363998{randrange(1000, 10_000)}"
    shown = page.context.new_page()
    shown.goto("/dev/sms?number=" + number.replace("+", "%2B"))
    yield number, shown
    shown.close()


def test_the_conversation_goes_on_by_sms_once_the_number_is_verified(
    page: Page, telephone: tuple[str, Page], axe: Violations
) -> None:
    number, phone = telephone
    page.set_viewport_size({"width": 320, "height": 640})
    opened(page)
    say(page, "bonjour")
    expect(page.locator("#log .from-robot")).to_have_count(1)
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Continuer par SMS").click()

    page.get_by_label("Votre numéro de portable").fill("05 59 43 86 54")
    page.keyboard.press("Enter")
    expect(page.locator("#sms-told")).to_contain_text("ne reçoit pas de SMS")
    page.get_by_label("Votre numéro de portable").fill(number)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code reçu par SMS")).to_be_focused()
    assert axe(page) == []
    received = phone.locator(".sms.received .body")
    expect(received).to_have_count(1)
    code = re.search(r"\d{6}", received.inner_text())
    assert code
    page.keyboard.type(code[0])
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#status")).to_contain_text("continue par SMS")
    expect(received).to_have_count(2)
    phone.get_by_label("Votre SMS").fill("quel est le numéro pour les locataires ?")
    phone.keyboard.press("Enter")
    expect(page.locator("#log .own .text").last).to_have_text(
        "quel est le numéro pour les locataires ?"
    )
    expect(received.last).to_contain_text("05 59 43 86 54")


def test_who_waits_for_a_person_is_offered_to_go_on_by_sms(page: Page) -> None:
    opened(page)

    page.get_by_role("button", name="Parler à un conseiller").click()

    page.locator("#by-sms").click()
    expect(page.get_by_label("Votre numéro de portable")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#by-sms")).to_be_focused()


def test_the_conversation_is_saved_as_a_text_and_mailed_by_the_readers_own_program(
    page: Page,
) -> None:
    opened(page)
    say(page, "quel est le numéro pour les locataires ?")
    expect(page.locator("#log .from-robot")).not_to_have_count(0)
    page.locator("details.menu > summary").click()

    with page.expect_download() as saved:
        page.get_by_role("button", name="Enregistrer", exact=True).click()
    with page.expect_event(
        "requestfailed", lambda request: request.url.startswith("mailto:")
    ) as told:
        page.get_by_role("button", name="Envoyer par e-mail").click()

    text = saved.value.path().read_text(encoding="utf-8")
    assert saved.value.suggested_filename == "Ma conversation avec mon bailleur.txt"
    assert "Je suis un robot" in text
    assert "quel est le numéro pour les locataires ?" in text
    assert "05 59 43 86 54" in text
    mailed = parse_qs(urlsplit(told.value.url).query)
    assert "05 59 43 86 54" in mailed["body"][0]
