"""The console's menu: every page stands in one group, and where one is is said."""

import asyncio
import re

from fastapi import FastAPI

from tests.backend.console.conftest import Browser, at_desk

PAGES = {
    "/console": "Conversations",
    "/console/sollicitations": "Demandes",
    "/console/anciennete": "Demandes",
    "/console/incidents": "Demandes",
    "/console/espaces-verts": "Demandes",
    "/console/suites": "Demandes",
    "/console/rendez-vous": "Rendez-vous",
    "/console/rappels": "Rendez-vous",
    "/console/demandeurs": "Demandeurs",
    "/console/connaissances": "Connaissances",
    "/console/calculateurs": "Connaissances",
    "/console/corrections": "Connaissances",
    "/console/supervision": "Supervision",
    "/console/systemes": "Supervision",
    "/console/supervision/quarantaine": "Supervision",
}
LINK = re.compile(r'<a href="([^"]+)"( aria-current="(?:page|true)")?>([^<]+)</a>')


def menu(page: str) -> list[tuple[str, str, str]]:
    """Return the links of the bar and of the row below it."""
    return LINK.findall(page[page.index("<nav") : page.index("<main")])


def test_every_page_is_marked_in_the_menu_with_its_group(
    app: FastAPI, runner: asyncio.Runner
) -> None:
    chief = at_desk(app, runner, "chef")

    for address, group in PAGES.items():
        shown = menu(chief.get(address).text)
        marked = [(there, title) for there, current, title in shown if current]
        assert (marked[0][1], marked[-1][0], len(marked) <= 2) == (group, address, True)


def test_an_agent_s_menu_leads_to_no_page_that_refuses_them(bearn: Browser) -> None:
    led = {there for start in PAGES.values() for there in _led_to(bearn, start)}

    assert "/console/rappels" in led
    assert {there: bearn.get(there).status_code for there in led} == dict.fromkeys(led, 200)


def _led_to(browser: Browser, group: str) -> set[str]:
    """Return where the menu leads from a group, if the browser's menu has it."""
    bar = {title: there for there, _, title in menu(browser.get("/console").text)}
    return {there for there, *_ in menu(browser.get(bar[group]).text)} if group in bar else set()
