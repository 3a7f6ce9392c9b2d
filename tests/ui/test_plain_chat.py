"""The chat without JavaScript: a page of forms that sends, answers, files and follows."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.backend.attachments.files import telling
from tests.journeys.tenant import KNOWN
from tests.ui.conftest import Violations

HERE = "/chat/simple?landlord=office64"


@pytest.fixture
def plain(browser: Browser, base_url: str) -> Iterator[Page]:
    """A browser without scripts, on a small screen."""
    context = browser.new_context(
        java_script_enabled=False,
        base_url=base_url,
        locale="fr-FR",
        viewport={"width": 320, "height": 640},
    )
    yield context.new_page()
    context.close()


def say(page: Page, text: str) -> Any:
    page.get_by_label("Votre message").fill(text)
    page.get_by_role("button", name="Envoyer", exact=True).click()
    return page.locator(".message").last


def test_the_chat_becomes_a_page_where_there_are_no_scripts(plain: Page) -> None:
    plain.goto("/chat?landlord=office64")

    plain.wait_for_url("**/chat/simple?language=fr&landlord=office64")
    expect(plain.locator("#chat")).to_contain_text("Je suis un robot")
    expect(plain.get_by_role("button", name="Parler à un conseiller")).to_be_visible()
    expect(plain.get_by_role("link", name="05 59 43 86 54")).to_be_visible()


def test_a_message_sent_before_the_scripts_came_is_answered_on_that_page(page: Page) -> None:
    page.route("**/chat.js*", lambda route: route.abort())
    page.goto("/chat?landlord=office64")
    say(page, "quel est le numéro de téléphone des locataires ?")

    page.wait_for_url("**/chat/simple?language=fr&landlord=office64#new")
    expect(page.locator(".message").last).to_contain_text("05 59 43 86 54")
    assert page.locator("#composer textarea").input_value() == ""


def test_a_request_is_filed_and_followed_without_scripts(plain: Page) -> None:
    plain.goto(HERE)
    say(plain, "j'ai une fuite d'eau sous l'évier de ma cuisine")
    for _ in range(12):
        if plain.locator(".ticket").count():
            break
        asked = plain.get_by_label("Votre message").get_attribute("data-asks") or ""
        say(plain, KNOWN.get(asked, "passer"))
    code = plain.locator(".ticket-code").last.inner_text()

    plain.get_by_role("link", name="Voir où en est la demande").last.click()

    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", code)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Reçue")


def test_a_photo_and_its_words_leave_together_and_come_back(plain: Page) -> None:
    plain.goto(HERE)
    plain.get_by_label("Joindre une photo").set_input_files(
        {"name": "fuite.jpg", "mimeType": "image/jpeg", "buffer": telling()}
    )

    say(plain, "voici la photo de la fuite")

    expect(plain.locator(".own .text")).to_have_text(["voici la photo de la fuite", "fuite.jpg"])
    with plain.expect_download() as saved:
        plain.get_by_role("link", name="fuite.jpg").click()
    assert saved.value.path().read_bytes().startswith(b"\xff\xd8")


def test_what_is_no_picture_is_refused_in_words_and_the_message_stays_said(plain: Page) -> None:
    plain.goto(HERE)
    plain.get_by_label("Joindre une photo").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)></svg>"}
    )

    say(plain, "bonjour")

    expect(plain.get_by_role("alert")).not_to_be_empty()
    expect(plain.locator(".own .text")).to_have_text(["bonjour"])
    expect(plain.locator(".from-robot")).to_have_count(2)


def test_the_conversation_is_there_on_the_next_day_and_goes_when_it_is_erased(plain: Page) -> None:
    plain.goto(HERE)
    say(plain, "bonjour")
    plain.goto("/suivi")
    plain.goto(HERE)
    expect(plain.locator(".own .text")).to_have_text(["bonjour"])

    cookie = plain.context.cookies()[0]
    plain.get_by_role("button", name="Effacer de cet appareil").click()

    assert cookie["httpOnly"]
    assert cookie["expires"] > time.time() + 86_400
    expect(plain.locator(".own")).to_have_count(0)
    plain.go_back()
    plain.reload()
    expect(plain.locator(".own")).to_have_count(0)


def test_the_form_sent_twice_says_it_once_even_before_there_is_a_conversation(
    base_url: str,
) -> None:
    with httpx.Client(base_url=base_url, trust_env=False, verify=False, timeout=30) as http:
        http.get(HERE)
        said = {"text": "bonjour", "client_id": "the same form"}

        with ThreadPoolExecutor(4) as hurried:
            answers = list(hurried.map(lambda _: http.post(HERE, data=said), range(4)))

        assert [answer.status_code for answer in answers] == [303] * 4
        assert http.get(HERE).text.count('class="message own"') == 1


def test_a_browser_that_takes_no_cookie_keeps_its_conversation_in_the_page(base_url: str) -> None:
    with httpx.Client(base_url=base_url, trust_env=False, verify=False, timeout=30) as http:
        first = http.post(HERE, data={"text": "bonjour", "client_id": "1"})
        held = re.search(r'name="held" value="(.*?)"', first.text)
        assert held
        http.cookies.clear()

        second = http.post(HERE, data={"text": "merci", "client_id": "2", "held": held[1]})

    assert second.status_code == 200
    assert second.text.count('class="message own"') == 2


def test_a_language_chosen_in_the_middle_is_the_robots_too_without_scripts(plain: Page) -> None:
    plain.goto(HERE)
    say(plain, "bonjour")

    plain.get_by_role("link", name="English").click()
    plain.get_by_label("Your message").fill("ok")
    plain.get_by_role("button", name="Send", exact=True).click()

    expect(plain.locator(".from-robot .bubble").last).to_have_attribute("lang", "en")


def test_axe_finds_nothing_wrong_in_the_plain_chat(page: Page, axe: Violations) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(HERE)
    assert axe(page) == []
    say(page, "Quel est le numéro de téléphone des locataires ?")
    page.locator(".sources summary").first.click()
    assert axe(page) == []
    page.get_by_role("button", name="Parler à un conseiller").click()
    expect(page.get_by_role("button", name="Revenir au robot")).to_be_visible()
    assert axe(page) == []
    say(page, "ça sent très fort le gaz dans mon appartement")
    expect(page.locator(".urgent a[href^='tel:']")).not_to_have_count(0)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_choice_of_the_plain_chat_is_reached_by_the_keyboard_alone(page: Page) -> None:
    page.goto(HERE)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Votre message")).to_be_focused()
    page.keyboard.type("bonjour")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".own .text")).to_have_text(["bonjour"])
