"""The chat as a tenant meets it, by keyboard, offline, after a reload."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.ui.conftest import Violations

QUESTION = "Quel est le numéro de téléphone des locataires ?"
CHAT = "/chat?landlord=office64"


def opened(page: Page, address: str = CHAT) -> Page:
    page.goto(address)
    expect(page.locator("#chat[data-ready]")).to_be_attached()
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Votre message").fill(text)
    page.keyboard.press("Enter")


def robot(page: Page) -> Any:
    return page.locator("#history .from-robot, #log .from-robot, #history .from-service")


def test_a_question_gets_its_answer_with_where_it_comes_from(
    page: Page, complaints: list[str]
) -> None:
    opened(page)

    say(page, QUESTION)

    answer = page.get_by_role("log").locator(".from-robot").first
    expect(answer.get_by_role("link", name="05 59 43 86 54")).to_have_attribute(
        "href", "tel:+33559438654"
    )
    answer.get_by_text("D’où vient cette réponse ?").click()
    expect(answer.locator(".sources li").first).to_contain_text("2024")
    assert complaints == []


def test_everything_works_with_the_keyboard_alone(page: Page) -> None:
    opened(page)
    field = page.get_by_label("Votre message")

    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.id || document.activeElement.innerText.trim()"
        )
        names.append(focused)
        if focused == "text":
            break
    page.keyboard.type("bonjour")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("vous")

    assert "person" in names
    expect(field).to_have_value("bonjour\nvous")
    page.keyboard.press("Enter")
    expect(page.locator("#log .own")).to_contain_text("bonjour\nvous")
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_what_is_written_is_shown_as_text_never_as_html(page: Page, complaints: list[str]) -> None:
    opened(page)

    say(page, "<img src=x onerror=alert(1)><b>fuite</b>")

    expect(page.locator("#log .own .text")).to_have_text("<img src=x onerror=alert(1)><b>fuite</b>")
    expect(page.locator("#log .own b")).to_have_count(0)
    assert complaints == []


def test_the_conversation_is_there_after_a_reload_and_nothing_is_announced_again(
    page: Page,
) -> None:
    opened(page)
    say(page, QUESTION)
    expect(page.locator("#log .from-robot")).not_to_have_count(0)
    said = robot(page).locator(".bubble").all_inner_texts()

    page.reload()

    expect(page.locator("#history .own")).to_have_count(1)
    expect(page.locator("#history .from-robot")).to_have_count(len(said))
    assert robot(page).locator(".bubble").all_inner_texts() == said
    expect(page.locator("#log > *")).to_have_count(0)
    expect(page.locator("#starters")).to_be_hidden()


def test_what_is_written_offline_leaves_once_and_in_order(page: Page) -> None:
    opened(page)
    say(page, "bonjour")
    expect(page.locator("#log .from-robot")).to_have_count(1)

    page.context.set_offline(True)
    say(page, "premier message")
    say(page, "second message")
    expect(page.get_by_role("status")).to_contain_text("Pas de connexion")
    page.context.set_offline(False)

    expect(page.locator("#log .own[data-state=sent]")).to_have_count(3, timeout=20_000)
    page.reload()
    expect(page.locator("#history .own .text, #log .own .text")).to_have_text(
        ["bonjour", "premier message", "second message"]
    )


def test_an_answer_lost_on_the_way_is_asked_for_again_under_the_same_id(page: Page) -> None:
    sent: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        sent.append(route.request.post_data_json["client_id"])
        if len(sent) > 1:
            route.continue_()
        else:
            route.fetch()
            route.abort()

    opened(page)
    page.route("**/messages", lose_the_first_answer)
    say(page, "bonjour")

    expect(page.locator("#log .own[data-state=sent]")).to_have_count(1, timeout=20_000)
    expect(page.locator("#log .from-robot")).to_have_count(1)
    page.unroute_all(behavior="wait")
    assert len(set(sent)) == 1


def test_a_message_that_the_server_fails_on_lets_an_emergency_pass(page: Page) -> None:
    opened(page)
    say(page, "bonjour")
    expect(page.locator("#log .from-robot")).to_have_count(1)

    def fail_on_one(route: Route) -> None:
        if "ma demande" in route.request.post_data_json["text"]:
            route.fulfill(status=500, json={"type": "internal-error", "status": 500})
        else:
            route.continue_()

    page.route("**/messages", fail_on_one)
    say(page, "où en est ma demande ?")
    say(page, "ça sent très fort le gaz dans mon appartement")

    expect(page.locator("#log .urgent").first).to_be_visible(timeout=20_000)
    expect(page.locator("#log .own[data-state=refused] .text")).to_have_text(
        "où en est ma demande ?"
    )


def test_a_conversation_that_the_server_forgot_begins_anew_with_the_message(page: Page) -> None:
    opened(page)
    lost = {"conversation": "no-such-one", "token": "nothing"}
    page.evaluate(
        "lost => localStorage.setItem('loge.office64.conversation', JSON.stringify(lost))", lost
    )
    page.reload()

    say(page, "bonjour")

    expect(page.locator("#log .own[data-state=sent]")).to_have_count(1, timeout=20_000)
    expect(page.locator("#log .from-robot")).to_have_count(1)


def test_erasing_leaves_nothing_on_a_shared_device(page: Page) -> None:
    opened(page)
    say(page, "bonjour")
    expect(page.locator("#log .from-robot")).to_have_count(1)

    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Effacer de cet appareil").click()

    expect(page.locator("#starters")).to_be_visible()
    expect(page.locator("#history .own")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(k => k.includes('conversation'))") == []


def test_a_language_chosen_in_the_middle_is_the_robots_too(page: Page) -> None:
    opened(page)
    say(page, "bonjour")
    expect(page.locator("#log .from-robot")).to_have_count(1)

    page.locator("details.menu > summary").click()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    with page.expect_request("**/messages") as told:
        page.get_by_label("Your message").fill("ok")
        page.keyboard.press("Enter")

    assert told.value.post_data_json["language"] == "en"
    expect(page.locator("#history .own .text")).to_have_text("bonjour")
    expect(page.locator("#log .from-robot .bubble").first).to_have_attribute("lang", "en")


def test_quick_replies_come_with_the_field_and_go_when_answered(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Signaler un problème").click()

    expect(page.locator("#log .own .text").first).to_contain_text("signaler un problème")
    expect(page.locator("#log .from-robot")).not_to_have_count(0)
    expect(page.get_by_label("Votre message")).to_be_enabled()
    say(page, "bonjour")
    expect(page.locator("#log .own")).to_have_count(2)
    expect(page.locator("#starters")).to_be_hidden()


def test_a_person_is_one_press_away_and_the_robot_one_press_back(page: Page) -> None:
    opened(page)

    page.get_by_role("button", name="Parler à un conseiller").click()
    expect(page.get_by_role("status")).to_contain_text("conseiller")
    expect(page.locator("#log .from-robot").last).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Parler à un conseiller")).to_be_hidden()
    page.get_by_role("button", name="Revenir au robot").click()

    expect(page.get_by_role("button", name="Parler à un conseiller")).to_be_visible()


def test_an_emergency_shows_numbers_that_can_be_pressed(page: Page, axe: Violations) -> None:
    opened(page)

    say(page, "ça sent très fort le gaz dans mon appartement")

    urgent = page.locator("#log .urgent").first
    expect(urgent).to_be_visible()
    expect(urgent.locator('a[href^="tel:"]')).not_to_have_count(0)
    assert axe(page) == []


def test_a_request_gets_a_code_that_opens_its_page(page: Page, axe: Violations) -> None:
    answers = {
        "description": "fuite sous l'évier de la cuisine",
        "address": "12 rue des Lilas, 64000 Pau",
        "name": "Camille Etcheverry",
        "phone": "06 39 98 12 34",
        "confirm": "oui",
    }
    opened(page)
    say(page, "j'ai une fuite d'eau sous l'évier de ma cuisine depuis hier")
    field = page.get_by_label("Votre message")

    ticket = page.locator("#log .ticket")
    for _ in range(10):
        expect(page.locator("#log .own[data-state=sending]")).to_have_count(0, timeout=15_000)
        expect(page.locator("#typing")).to_be_hidden()
        if ticket.count():
            break
        say(page, answers.get(field.get_attribute("data-asks") or "confirm", "passer"))

    code = ticket.locator(".ticket-code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", code)
    assert axe(page) == []
    with page.expect_popup() as popup:
        ticket.get_by_role("link", name="Voir où en est la demande").click()
    followed = popup.value
    expect(followed.get_by_role("heading", level=1)).to_have_text("Reçue")
    expect(followed.locator("main")).to_contain_text(code)
    expect(followed.locator("main")).not_to_contain_text("Etcheverry")
    assert axe(followed) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_cut_or_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    opened(page)
    say(page, "x" * 120 + " " + QUESTION)
    expect(page.locator("#log .from-robot")).not_to_have_count(0)

    wide = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => e.checkVisibility()"
        " && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible'"
        " && !e.matches('.visually-hidden, textarea')).map(e => e.className)"
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_very_large_text_on_a_small_screen_still_lets_one_write(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 400})
    opened(page)
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Très grande").click()
    page.keyboard.press("Escape")

    expect(page.locator("html")).to_have_attribute("data-text", "larger")
    say(page, "bonjour")
    expect(page.locator("#log .from-robot")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-text", "larger")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_in_the_chat(page: Page, axe: Violations, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    opened(page)
    assert axe(page) == []
    say(page, QUESTION)
    expect(page.locator("#log .sources")).not_to_have_count(0)
    page.locator("#log").get_by_text("D’où vient cette réponse ?").first.click()
    assert axe(page) == []
    page.locator("details.menu > summary").click()
    assert axe(page) == []


def test_every_target_is_large_enough_for_a_thumb(page: Page) -> None:
    opened(page)

    small = page.evaluate(
        "[...document.querySelectorAll('button, summary, textarea, [role=button]')]"
        ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)"
        ".map(e => e.outerHTML)"
    )

    assert small == []


def test_only_new_messages_are_in_the_live_region(page: Page) -> None:
    opened(page)

    log = page.get_by_role("log")

    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_be_empty()
    expect(page.locator("#talk")).to_contain_text("Je suis un robot")


def test_forced_colours_keep_the_shapes_of_the_messages(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    opened(page)
    say(page, "bonjour")

    border = page.locator("#log .own .bubble").evaluate("e => getComputedStyle(e).borderTopWidth")

    assert re.match(r"[1-9]", border)
