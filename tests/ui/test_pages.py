"""The pages around the chat: demonstration, follow-up, telephone."""

from random import randrange
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Violations

PAGES = ("/", "/suivi", "/suivi/unknown", "/dev/sms")


def telephone(page: Page) -> str:
    """Open a telephone that no other test has used."""
    number = f"+3363998{randrange(1000, 10_000)}"
    page.goto("/dev/sms?number=" + number.replace("+", "%2B"))
    return number


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_wrong(page: Page, axe: Violations, address: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)

    page.goto(address)

    assert axe(page) == []


def test_axe_does_find_what_is_wrong(page: Page, axe: Violations) -> None:
    page.set_content(
        '<html lang="fr"><title>x</title><main><h1>x</h1><button></button><input>'
        '<p style="color:#999;background:#fff">Un texte trop pâle</p>'
        '<div style="height:2em;overflow:auto"><p style="height:9em">x</p></div></main>'
    )

    found = {one.split(":")[0] for one in axe(page)}

    assert {"button-name", "label", "color-contrast", "scrollable-region-focusable"} <= found


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})

    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_demonstration_opens_the_chat_of_a_landlord(page: Page) -> None:
    page.goto("/")

    page.get_by_role("button", name="Discuter avec Rochefort Habitat Océan").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Rochefort Habitat Océan")
    expect(page.get_by_text("pas de numéro de téléphone vérifié")).to_be_visible()


def test_a_wrong_code_is_answered_with_help_and_the_form_again(page: Page) -> None:
    page.goto("/suivi")

    page.get_by_label("Code de suivi").fill("ABCDE 12345 F")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Nous ne trouvons pas de demande")
    expect(page.get_by_label("Code de suivi")).to_be_visible()


def test_an_sms_is_sent_and_answered_on_the_same_telephone(page: Page) -> None:
    telephone(page)

    page.get_by_label("Votre SMS").fill("Bonjour, quel est le numéro pour les locataires ?")
    page.keyboard.press("Enter")

    log = page.get_by_role("log")
    expect(log.locator(".sms.sent")).to_have_count(1)
    expect(log.locator(".sms.received").first).to_be_visible(timeout=20_000)
    expect(log.locator(".sms.received .cost").first).to_contain_text("SMS,")


def test_stop_is_one_press_on_the_telephone(page: Page) -> None:
    telephone(page)

    page.get_by_role("button", name="Envoyer STOP").click()

    expect(page.get_by_role("log").locator(".sms.sent .body")).to_have_text("STOP")
    expect(page.get_by_role("log").locator(".sms.received").first).to_be_visible(timeout=20_000)


def test_the_telephone_works_without_scripts(browser: Any, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url, locale="fr-FR")
    page = context.new_page()
    telephone(page)

    page.get_by_label("Votre SMS").fill("bonjour")
    page.get_by_role("button", name="Envoyer", exact=True).click()

    expect(page.locator(".sms.sent .body")).to_have_text("bonjour")
    context.close()
