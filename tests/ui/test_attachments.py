"""A tenant shows what is broken: from the telephone's picture to the agent's desk."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.ui.conftest import Violations
from tests.ui.test_chat import opened, say

SEND = "**/api/webchat/conversations/*/attachments"


def photo(name: str = "fuite sous l'évier.jpg", size: tuple[int, int] = (1600, 1200)) -> Any:
    """Return a picture as a page's file field takes it."""
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def paper() -> Any:
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    return {"name": "avis.pdf", "mimeType": "application/pdf", "buffer": body}


def join(page: Page, *files: Any) -> None:
    """Choose files as a tenant does, by the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Joindre une photo ou un document").click()
    chooser.value.set_files(list(files))


def test_a_photo_joins_the_request_that_is_told_and_the_agent_sees_it(
    page: Page,
    desk: Callable[..., Page],
    complaints: list[str],
    axe: Violations,
) -> None:
    opened(page)
    say(page, "j'ai une fuite d'eau sous mon évier")
    expect(page.get_by_text("Quelle est votre adresse")).to_be_visible()

    join(page, photo())

    answer = page.locator("#log .from-service")
    expect(answer).to_contain_text("je l'ajoute à votre demande")
    expect(answer).to_contain_text("Quelle est votre adresse")
    mine = page.locator("#log .own .file")
    expect(mine).to_contain_text("fuite sous l’évier.jpg")
    expect(mine.locator("img")).to_have_js_property("naturalWidth", 320)
    with page.expect_download() as saved:
        mine.click()
    assert saved.value.suggested_filename == "fuite sous l’évier.jpg"
    assert axe(page) == []
    assert complaints == []
    kept = page.evaluate("JSON.parse(localStorage['loge.office64.conversation']).conversation")
    agent = desk()
    agent.goto(f"/console/conversations/{kept}")
    seen = agent.get_by_role("log").get_by_role("link", name="Enregistrer fuite")
    expect(seen.locator("img")).to_have_js_property("naturalWidth", 320)
    with agent.expect_download() as taken:
        seen.click()
    with Image.open(Path(taken.value.path())) as kept_image:
        assert kept_image.size == (1600, 1200)
    assert axe(agent) == []


def test_the_file_of_a_filed_request_stands_beside_it(
    page: Page,
    desk: Callable[..., Page],
) -> None:
    opened(page)
    join(page, paper())
    expect(page.locator("#log .from-service")).to_contain_text("je suis un robot")
    say(page, "mon radiateur est froid depuis hier")
    asked = page.locator("#log .from-robot")
    who = ("12 rue des Tilleuls, Pau", "Mme Durand", "06 39 98 11 22")
    for words in (*who, "un seul radiateur", "oui"):
        count = asked.count()
        expect(asked.nth(count - 1)).to_be_visible()
        say(page, words)
        expect(asked).not_to_have_count(count)
    expect(asked.last).to_contain_text("avec ce que vous avez envoyé")
    kept = page.evaluate("JSON.parse(localStorage['loge.office64.conversation']).conversation")

    agent = desk()
    agent.goto(f"/console/conversations/{kept}")

    beside = agent.get_by_role("complementary")
    expect(beside.get_by_role("link", name="Enregistrer avis.pdf")).to_be_visible()


def test_after_a_lost_answer_the_photo_is_sent_again_and_kept_once(page: Page) -> None:
    opened(page)
    sent: list[bytes] = []

    def lose_the_first_answer(route: Route) -> None:
        sent.append(route.request.post_data_buffer or b"")
        if len(sent) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(SEND, lose_the_first_answer)
    join(page, photo())

    expect(page.locator("#log .own .file")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("Le fichier est arrivé.")
    page.reload()
    expect(page.locator("#history .own .file")).to_have_count(1)
    assert len(sent) == 2


def test_a_photo_sent_offline_leaves_when_the_connection_is_back(page: Page) -> None:
    opened(page)
    page.context.set_offline(True)
    join(page, photo())
    expect(page.get_by_role("button", name="Réessayer d’envoyer")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Pas de connexion")

    page.context.set_offline(False)

    expect(page.locator("#log .own[data-state=sent] .file")).to_have_count(1)


def test_a_sending_that_is_cancelled_leaves_nothing(page: Page, axe: Violations) -> None:
    opened(page)
    page.route(SEND, lambda route: None)
    join(page, photo())
    expect(page.locator("#log .own progress")).to_have_count(1)
    assert axe(page) == []

    page.get_by_role("button", name="Annuler l’envoi de fuite").click()

    expect(page.locator("#log .own")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("L’envoi est annulé.")
    expect(page.get_by_role("button", name="Joindre une photo")).to_be_focused()


def test_what_is_not_taken_is_told_in_words(page: Page, axe: Violations) -> None:
    opened(page)
    heavy = {"name": "film.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 10_500_000}
    join(page, heavy)
    expect(page.get_by_role("status")).to_contain_text("film.jpg est trop lourd : 10 Mo")
    expect(page.locator("#log .own")).to_have_count(0)

    join(page, {"name": "note.txt", "mimeType": "text/plain", "buffer": b"bonjour"})

    expect(page.locator("#log .own[data-state=refused]")).to_contain_text("n'est pas accepté")
    assert axe(page) == []


@pytest.mark.parametrize(("width", "text"), [(375, "normal"), (320, "normal"), (320, "larger")])
def test_the_button_and_the_cards_fit_a_small_telephone(page: Page, width: int, text: str) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    opened(page)
    page.evaluate("size => { document.documentElement.dataset.text = size }", text)

    join(page, photo("une photo avec un nom très long qui ne finit presque jamais.jpg"))

    expect(page.locator("#log .own .file")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.querySelector('#talk').scrollWidth") <= width
