"""Where an answer comes from, as the chat's own script shows it; no server is needed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from channels.webchat import WIDGET

ORIGIN = "http://chat.test"
SHOW = """async (source) => {
  const { Messages } = await import("/messages.js");
  const [talk, history, log] = ["talk", "history", "log"].map((id) => document.getElementById(id));
  const texts = { sources: "D’où ?", machine_made: "traduction automatique" };
  const speech = { button: () => "" };
  const messages = new Messages({ talk, history, log, texts, speech, language: "en", openedAt: 0 });
  messages.show({ id: 1, author: "bot", text: "Yes.", at: "2026-11-22T09:00:00Z",
    sources: [{ title: "T", document: "D", section: "S", date: "2024-06-06", ...source }] });
  return document.querySelector("details.sources summary").textContent;
}"""


@pytest.fixture
def chat(browser: Browser) -> Iterator[Page]:
    """An empty page that can load the chat's scripts."""

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        body = '<div id="talk"><div id="history"></div><div id="log"></div></div>'
        if name:
            route.fulfill(path=WIDGET / name, content_type="text/javascript")
        else:
            route.fulfill(body=body, content_type="text/html")

    context = browser.new_context()
    page = context.new_page()
    page.route(f"{ORIGIN}/**", serve)
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


@pytest.mark.parametrize(
    ("source", "shown"),
    [({"machine_translated": True}, "D’où\u00a0? (traduction automatique)"), ({}, "D’où\u00a0?")],
)
def test_a_machines_translation_is_marked_before_the_source_is_opened(
    chat: Page, source: dict[str, Any], shown: str
) -> None:
    assert chat.evaluate(SHOW, source) == shown
