"""Every state of the chat, for every reader: no fault of axe, nothing cut, nothing that moves."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.ui.conftest import Violations
from tests.ui.test_chat import opened, say

SPACED = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;"
  + " word-spacing: .16em !important } p { margin-bottom: 2em !important }");
document.adoptedStyleSheets.push(sheet);
"""
CUT = """
[...document.querySelectorAll("button, a, label, p, h1")].filter((e) => e.checkVisibility()
  && !e.closest(".visually-hidden") && e.scrollWidth > e.clientWidth + 1
  && getComputedStyle(e).display !== "inline").map((e) => e.outerHTML.slice(0, 90))
"""


def answered(page: Page) -> None:
    opened(page)
    say(page, "quel est le numéro pour les locataires ?")
    expect(page.locator("#log .from-robot")).not_to_have_count(0)


def queued(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="Parler à un conseiller").click()
    expect(page.locator("#by-sms")).to_be_visible()


def offline(page: Page) -> None:
    answered(page)
    page.context.set_offline(True)
    say(page, "un message sans réseau")
    expect(page.locator("#status")).to_contain_text("Pas de connexion")


def refused(page: Page) -> None:
    opened(page)
    problem = {"type": "/problems/message-too-long", "detail": "Ce message est trop long."}
    page.route("**/messages", lambda route: route.fulfill(status=413, json=problem))
    say(page, "un message")
    expect(page.locator("#status")).to_contain_text("trop long")


def by_sms(page: Page) -> None:
    opened(page)
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Continuer par SMS").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("reach", [answered, queued, offline, refused, by_sms])
def test_axe_finds_nothing_wrong_in_any_state_and_any_colours(
    page: Page, axe: Violations, reach: Any
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    # Colours that glide to the next scheme would be measured half-way.
    page.emulate_media(reduced_motion="reduce")

    reach(page)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    page.emulate_media(forced_colors="active")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.set_offline(False)


def test_spaced_and_very_large_text_is_not_cut(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    answered(page)
    page.evaluate("document.documentElement.dataset.text = 'larger'")

    page.evaluate(SPACED)

    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_right_to_left_turns_the_page_round_and_nothing_falls_out(
    page: Page, axe: Violations
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    answered(page)

    page.evaluate("document.documentElement.dir = 'rtl'")
    say(page, "مرحبا، عندي تسرب ماء")
    expect(page.locator("#log .own")).to_have_count(2)

    own, robot = (
        page.locator("#log .own .bubble").last,
        page.locator("#log .from-robot .bubble").first,
    )
    left, right = own.bounding_box(), robot.bounding_box()
    assert left
    assert right
    assert left["x"] < right["x"] + right["width"] - left["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page) == []


def test_nothing_moves_for_who_asks_for_less_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page)

    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).scrollBehavior"
        " === 'smooth' || parseFloat(getComputedStyle(e).transitionDuration) > .01)"
        ".map((e) => e.outerHTML.slice(0, 60))"
    )

    assert moving == []


LAST_OF = """
(many) => new Promise((resolve) => {
  const { conversation, token } = JSON.parse(localStorage["loge.office64.conversation"]);
  const here = `/api/webchat/conversations/${conversation}/events`;
  const stream = new EventSource(`${here}?token=${token}`);
  const said = [];
  stream.addEventListener("message", ({ lastEventId, data }) => {
    said.push(data);
    if (said.length < many) return;
    stream.close();
    resolve([lastEventId, said[0]]);
  });
})
"""


def test_a_stream_that_breaks_goes_on_after_the_last_event_seen(page: Page) -> None:
    answered(page)
    number, first = page.evaluate(LAST_OF, 1 + page.locator("#log .from-robot").count())
    streams: list[Route] = []

    def break_the_first_one(route: Route) -> None:
        streams.append(route)
        if len(streams) > 1:
            return route.continue_()
        said = f"retry: 50\nid: {number}\nevent: message\ndata: {first}\n\n"
        return route.fulfill(content_type="text/event-stream", body=said)

    page.route("**/events?*", break_the_first_one)
    page.reload()
    expect(page.locator("#history .own")).to_have_count(1)
    say(page, "bonjour")

    expect(page.locator("#log .from-robot")).not_to_have_count(0)
    expect(page.locator("#log .own")).to_have_count(1)
    expect(page.locator("#history .from-robot")).to_have_count(0)
    assert len(streams) == 2
    page.unroute_all(behavior="ignoreErrors")
