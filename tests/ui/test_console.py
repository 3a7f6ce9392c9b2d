"""The agents' console in a browser, with tenants who write and the real bot between them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.servers import LiveServer
from tests.ui.conftest import SUPERVISOR, Tenant, Violations, open_talk, waits

COLLEAGUE = "agent.cote-basque"


def test_a_tenant_and_an_agent_talk_and_the_bot_takes_over_again(
    tenant: Callable[..., Tenant], desk: Callable[..., Page], page: Page
) -> None:
    page.goto("/chat?landlord=office64")
    page.get_by_label("Votre message").fill("je veux parler à un conseiller")
    page.keyboard.press("Enter")
    chat = page.get_by_role("log")
    expect(chat.locator(".from-robot").first).to_be_visible()
    agent = desk()

    agent.locator("#cards-waiting .card").last.click()
    agent.get_by_role("button", name="Prendre").click()
    agent.get_by_label("Votre réponse au locataire").fill("Bonjour, je suis là.")
    expect(page.get_by_text("Un conseiller écrit…")).to_be_visible()
    agent.keyboard.press("Control+Enter")

    expect(chat.get_by_text("Bonjour, je suis là.")).to_be_visible()
    page.get_by_label("Votre message").fill("ah enfin quelqu'un, merci")
    expect(agent.get_by_text("Le locataire écrit…")).to_be_visible()
    page.keyboard.press("Enter")
    expect(agent.get_by_role("log").get_by_text("ah enfin quelqu'un")).to_be_visible()
    agent.get_by_role("button", name="Rendre au robot").click()
    expect(chat.get_by_text("C'est de nouveau l'assistant automatique")).to_be_visible()
    expect(agent.get_by_role("button", name="Intervenir à la place du robot")).to_be_visible()


def test_a_form_goes_on_where_the_person_interrupted_it(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = tenant()
    asked = somebody.say("j'ai une fuite d'eau sous mon évier")[-1]["asks"]
    page = desk()
    talk = open_talk(page, somebody)

    page.get_by_role("button", name="Intervenir").click()
    page.get_by_label("Votre réponse au locataire").fill("Coupez l'eau, s'il vous plaît.")
    page.get_by_role("button", name="Envoyer").click()
    expect(talk.get_by_text("Coupez l'eau")).to_be_visible()
    assert somebody.say("c'est fait") == []
    page.get_by_role("button", name="Rendre au robot").click()

    expect(talk.get_by_text("Quelle est votre adresse")).to_have_count(2)
    reply = somebody.say("14 rue des Tilleuls à Pau")[-1]
    assert asked == "address"
    assert (reply["act"], reply["asks"]) == ("sollicitation", "since")


def test_what_the_tenant_writes_appears_and_nothing_typed_is_lost(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = waits(tenant, "mon radiateur est froid")
    page = desk()
    talk = open_talk(page, somebody)
    page.keyboard.press("c")
    field = page.get_by_label("Votre réponse au locataire")
    field.fill("Je commence à écr")

    somebody.say("et il fait 14 degrés chez moi")

    expect(talk.get_by_text("et il fait 14 degrés chez moi")).to_be_visible()
    expect(field).to_have_value("Je commence à écr")
    expect(field).to_be_focused()
    expect(talk.locator(".line", has_text="14 degrés")).to_have_count(1)


def test_the_whole_desk_is_used_by_keyboard(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = waits(tenant, "la porte du hall ne ferme plus")
    page = desk()
    mine = page.locator(f"#w-link-{somebody.conversation}")
    expect(mine).to_be_visible()

    for _ in range(40):
        page.keyboard.press("j")
        if mine.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Prendre")).to_be_visible()
    page.keyboard.press("c")
    field = page.get_by_label("Votre réponse au locataire")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("Un serrurier passe demain.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("log").get_by_text("Un serrurier passe demain.")).to_have_count(1)
    expect(field).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis du clavier")).to_be_visible()


def test_single_keys_can_be_switched_off(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = waits(tenant, "une question sur mon bail")
    page = desk()
    page.goto("/console/preferences")
    page.get_by_label("Raccourcis à une touche").uncheck()
    page.get_by_role("button", name="Enregistrer").click()

    open_talk(page, somebody)
    page.keyboard.press("c")

    expect(page.get_by_role("button", name="Prendre")).to_be_visible()


def test_who_is_late_is_told_by_whom_it_was_taken(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = waits(tenant, "mon loyer a augmenté")
    first, second = desk(), desk(COLLEAGUE)
    open_talk(first, somebody)
    open_talk(second, somebody)
    late = second.get_by_role("button", name="Prendre")
    second.route("**/talk", lambda route: route.abort())
    second.route("**/events*", lambda route: route.abort())

    first.get_by_role("button", name="Prendre").click()
    expect(first.get_by_label("Votre réponse au locataire")).to_be_visible()
    late.click()

    expect(second.get_by_text("Déjà pris par CRC Béarn")).to_be_visible()


def test_the_queue_fills_by_itself_and_the_title_counts(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    page = desk()
    before = int(page.locator("#waiting-count").get_attribute("data-waiting") or 0)

    somebody = waits(tenant, "j'attends depuis trois semaines")

    expect(page.locator(f"#w-{somebody.conversation}")).to_be_visible()
    expect(page.locator("#waiting-count")).to_have_attribute("data-waiting", str(before + 1))
    assert page.title().startswith("(")


def test_after_a_gap_the_screen_catches_up(
    tenant: Callable[..., Tenant], desk: Callable[..., Page], live: LiveServer
) -> None:
    somebody = waits(tenant, "mon volet est cassé")
    page = desk()
    talk = open_talk(page, somebody)
    live.kill("web")
    expect(page.locator("#lost")).to_be_visible()

    live.wait_ready()
    somebody.say("vous êtes là ?")

    expect(talk.get_by_text("vous êtes là ?")).to_have_count(1, timeout=15_000)
    expect(page.locator("#lost")).to_be_hidden(timeout=15_000)


def test_everything_works_without_scripts(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = waits(tenant, "je n'ai plus d'eau chaude")
    page = desk(java_script_enabled=False)
    open_talk(page, somebody)

    page.get_by_role("button", name="Prendre").click()
    page.get_by_label("Votre réponse au locataire").fill("Le chauffagiste est prévenu.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("log").get_by_text("Le chauffagiste est prévenu.")).to_be_visible()
    page.get_by_role("button", name="Terminer").click()

    expect(page.get_by_text("Cette conversation est terminée.")).to_be_visible()


def test_a_request_s_new_state_is_told_to_its_tenant(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = tenant()
    for text in ("ma chasse d'eau coule sans arrêt", "3 allée du Belvédère à Bizanos", "passer"):
        reply = somebody.say(text)[-1]
    for _ in range(6):
        if "code" in reply.get("sollicitation", {}):
            break
        said = {"confirm": "oui", "name": "Louise Martin", "phone": "06 39 98 07 07"}
        reply = somebody.say(said.get(reply.get("asks", ""), "passer"))[-1]
    page = desk()
    talk = open_talk(page, somebody)

    page.get_by_text("Historique et changement d’état").click()
    page.get_by_label("Nouvel état").select_option("En cours")
    page.get_by_role("button", name="Changer l’état").click()

    expect(page.get_by_text("Le locataire en est informé.")).to_be_visible()
    expect(talk.get_by_text("en cours de traitement")).to_be_visible()
    expect(page.locator(".request .tag")).to_have_text("En cours")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    tenant: Callable[..., Tenant], desk: Callable[..., Page], axe: Violations, scheme: Any
) -> None:
    somebody = waits(tenant, "il y a une odeur bizarre dans l'escalier")
    page = desk(SUPERVISOR, color_scheme=scheme)
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if "Refused" in message.text else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))

    found = axe(page)
    open_talk(page, somebody)
    found += axe(page)
    page.keyboard.press("c")
    expect(page.get_by_label("Votre réponse au locataire")).to_be_visible()
    found += axe(page)
    for there in (
        "sollicitations",
        "sollicitations/1",
        "supervision",
        "preferences",
        "recherche?q=robinet",
        "ouvertures",
    ):
        page.goto(f"/console/{there}")
        found += axe(page)

    assert found == []
    assert said == []


def test_axe_finds_nothing_wrong_at_the_door(page: Page, axe: Violations) -> None:
    page.goto("/console/login")

    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 1024])
def test_no_page_scrolls_sideways(
    tenant: Callable[..., Tenant], desk: Callable[..., Page], width: int
) -> None:
    somebody = waits(tenant, "une question")
    page = desk(SUPERVISOR)
    page.set_viewport_size({"width": width, "height": 700})

    for there in ("", f"conversations/{somebody.conversation}", "sollicitations", "supervision"):
        page.goto(f"/console/{there}".rstrip("/"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, there
