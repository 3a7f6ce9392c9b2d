"""The agents' knowledge in a browser: found, sent, amended, and what the bot says after it."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import SUPERVISOR, Tenant, Violations, open_talk, waits

PHONE = "office64-telephone-locataires"
PAGES = (
    "connaissances?q=loyer",
    f"connaissances/{PHONE}",
    f"connaissances/{PHONE}/avenant",
    "corrections",
    "calculateurs",
    "calculateurs/ops-penalty?months=8&compute=1",
)
QUESTION = "quel est le numéro de téléphone des locataires ?"


def answers(somebody: Tenant, wanted: str) -> list[dict[str, Any]]:
    """Ask until the bot says it: an amendment is followed within seconds, not at once."""
    until = monotonic() + 20
    while True:
        replies = somebody.say(QUESTION)
        if any(wanted in reply["text"] for reply in replies) or monotonic() > until:
            return replies


def test_an_entry_is_found_while_answering_and_sent_to_the_tenant(
    desk: Callable[..., Page], page: Page
) -> None:
    page.goto("/chat?landlord=office64")
    page.get_by_label("Votre message").fill("je veux parler à un conseiller")
    page.keyboard.press("Enter")
    chat = page.get_by_role("log")
    expect(chat.locator(".from-robot").first).to_be_visible()
    agent = desk()
    agent.locator("#cards-waiting .card").last.click()
    agent.get_by_role("button", name="Prendre").click()
    expect(agent.get_by_label("Votre réponse au locataire")).to_be_focused()

    agent.keyboard.press("Escape")
    agent.keyboard.press("s")
    agent.keyboard.type("telephone des locataires")
    found = agent.locator(f"#found-{PHONE}")
    found.locator("summary").click()
    found.get_by_role("button", name="Envoyer au locataire").click()

    sent = chat.locator(".message", has_text="05 59 43 86 54")
    expect(sent).to_be_visible()
    sent.get_by_text("D’où vient cette réponse ?").click()
    expect(sent.get_by_text("Compte rendu du CCL")).to_be_visible()
    expect(agent.get_by_role("log").get_by_text("05 59 43 86 54")).to_have_count(1)


def test_an_amendment_is_what_the_bot_says_next_until_it_is_withdrawn(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody, chief = tenant(), desk(SUPERVISOR)
    chief.goto(f"/console/connaissances/{PHONE}")
    chief.get_by_role("button", name="Faire un avenant").click()

    chief.locator('[name="value.telephone"]').fill("06 39 98 00 64")
    chief.get_by_label("Raison (").fill("Nouveau standard")
    chief.get_by_role("button", name="Voir avant de publier").click()
    expect(chief.get_by_text("06 39 98 00 64").first).to_be_visible()
    chief.get_by_role("button", name="Publier l’avenant").click()
    expect(chief.get_by_text("L’avenant est enregistré.")).to_be_visible()

    (reply,) = answers(somebody, "06 39 98 00 64")
    assert "06 39 98 00 64" in reply["text"]
    assert reply["sources"][0]["amended"]
    chief.get_by_role("button", name="Retirer cet avenant").click()
    expect(chief.get_by_text("L’avenant est retiré.")).to_be_visible()
    (reply,) = answers(somebody, "05 59 43 86 54")
    assert "05 59 43 86 54" in reply["text"]
    assert "amended" not in reply["sources"][0]


def test_the_knowledge_is_searched_and_sent_without_scripts(
    tenant: Callable[..., Tenant], desk: Callable[..., Page]
) -> None:
    somebody = waits(tenant, "une question")
    page = desk(java_script_enabled=False)
    open_talk(page, somebody)
    page.get_by_role("button", name="Prendre").click()

    page.locator("#q").fill("telephone des locataires")
    page.get_by_role("button", name="Chercher").click()
    page.locator(f"#found-{PHONE} summary").click()
    page.locator(f"#found-{PHONE}").get_by_role("button", name="Envoyer au locataire").click()

    expect(page.get_by_role("log").get_by_text("05 59 43 86 54")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    tenant: Callable[..., Tenant], desk: Callable[..., Page], axe: Violations, scheme: Any
) -> None:
    somebody = waits(tenant, QUESTION)
    page = desk(SUPERVISOR, color_scheme=scheme)
    page.goto(f"/console/conversations/{somebody.conversation}?q=telephone")
    page.locator("#found-list summary").first.click()
    found = axe(page)

    for there in PAGES:
        page.goto(f"/console/{there}")
        found += axe(page)

    assert found == []


@pytest.mark.parametrize("width", [320, 1024])
def test_no_page_scrolls_sideways(
    tenant: Callable[..., Tenant], desk: Callable[..., Page], width: int
) -> None:
    page = desk(SUPERVISOR)
    page.set_viewport_size({"width": width, "height": 700})

    for there in PAGES:
        page.goto(f"/console/{there}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, there
