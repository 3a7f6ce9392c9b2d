"""What the supervisor counts, and what the streams tell."""

import asyncio
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request

from backend.agents import service as agents
from backend.agents.service import SignedIn
from backend.console import desk, figures
from backend.console.identity import COOKIE
from backend.conversations import ownership
from backend.db import UnitOfWork
from backend.handover.rules import rules_of
from backend.outbox.models import Quarantined
from tests.backend.console import talks
from tests.backend.console.conftest import Browser, at_desk
from tests.backend.conversations.people import NOW, say, web

NOW_PAGE = "/console/supervision/maintenant"


def test_today_s_figures_count_what_happened(begin: UnitOfWork, people: dict[str, int]) -> None:
    talks.waiting(begin, "un")
    ended = talks.waiting(begin, "deux")
    with_bot = web(begin)
    say(begin, with_bot, "bonjour", "1")
    talks.waiting(begin, "ailleurs", landlord="rochefort")
    talks.request(begin)
    with begin() as session:
        ownership.claim(session, ended.id, agent_id=people["bearn"], now=NOW)
        ownership.close(session, ended.id, agent_id=people["bearn"], now=NOW)
        session.add(Quarantined(path="/", form="", reason="signature", received_at=NOW))

    with begin() as session:
        today = figures.today(session, "office64", NOW)

    assert (today.waiting, today.opened, today.closed) == (1, 3, 1)
    assert (today.filed, today.quarantined, today.uncertain) == (1, 1, 0)
    assert today.oldest is not None


def test_who_is_signed_in_is_shown_with_what_they_hold(
    begin: UnitOfWork, app: FastAPI, runner: asyncio.Runner, people: dict[str, int], bearn: Browser
) -> None:
    waits = talks.waiting(begin)
    with begin() as session:
        ownership.claim(session, waits.id, agent_id=people["bearn"], now=NOW)

    with begin() as session:
        team = figures.team(session, "office64", NOW)

    assert [(one.name, one.held) for one in team] == [("CRC Béarn", 1)]
    page = at_desk(app, runner, "chef").get("/console/supervision").text
    assert "CRC Béarn" in page


def stream(app: FastAPI, known: SignedIn, token: str) -> Any:
    """The stream of an agent's tab, from the beginning."""
    scope = {
        "type": "http", "method": "GET", "path": "/console/events", "query_string": b"",
        "headers": [(b"cookie", f"{COOKIE}={token}".encode())], "app": app,
    }  # fmt: skip
    return desk.events(Request(scope), app.state.console, known, 0, 0)


async def heard(events: Any, *awaited: tuple[str, Any]) -> list[tuple[str, Any]]:
    """What a stream tells until it is silent, which it is not before what is awaited."""
    told: list[tuple[str, Any]] = []
    try:
        while True:
            patience = 0.5 if all(event in told for event in awaited) else 30
            event = await asyncio.wait_for(anext(events), patience)
            told.append((event.event, event.data))
    except (TimeoutError, StopAsyncIteration):
        return told


def known_as(begin: UnitOfWork, login: str) -> SignedIn:
    with begin() as session:
        return agents.signed_in(session, f"token-of-{login}", now=NOW)


def test_a_stream_tells_that_something_changed_and_never_what_was_said(
    begin: UnitOfWork, app: FastAPI, runner: asyncio.Runner, bearn: Browser
) -> None:
    waits = talks.waiting(begin, "mon secret")

    said = ("desk", {"kind": "message", "author": "tenant"})
    changed = (f"conversation-{waits.id}", {"kind": "state", "author": None})

    events = stream(app, known_as(begin, "bearn"), "token-of-bearn")
    told = runner.run(heard(events, said, changed))

    assert said in told
    assert changed in told
    assert "secret" not in str(told)


def test_a_stream_tells_nothing_of_another_landlord(
    begin: UnitOfWork, app: FastAPI, runner: asyncio.Runner, rochefort: Browser
) -> None:
    talks.waiting(begin)

    told = runner.run(heard(stream(app, known_as(begin, "rochefort"), "token-of-rochefort")))

    assert told == []


def test_a_stream_ends_with_its_session(
    begin: UnitOfWork, app: FastAPI, runner: asyncio.Runner, bearn: Browser, monkeypatch: Any
) -> None:
    talks.waiting(begin)
    known = known_as(begin, "bearn")
    monkeypatch.setattr(desk, "_LOOK_AGAIN", -1.0)
    bearn.post("/console/logout")

    assert runner.run(heard(stream(app, known, "token-of-bearn"))) == []


def test_who_waits_too_long_is_an_alarm(begin: UnitOfWork, chef: Browser) -> None:
    soon = rules_of("office64").choice / timedelta(minutes=1)
    talks.waiting(begin, since=soon - 1)
    assert 'data-waiting="0"' in chef.get(NOW_PAGE).text

    talks.waiting(begin, since=soon)

    page = chef.get(NOW_PAGE).text
    assert 'data-waiting="1"' in page
    assert f"depuis plus de {int(soon)} minutes" in page


def test_who_supervises_sees_who_is_on_what_and_listens_in(
    begin: UnitOfWork, people: dict[str, int], chef: Browser, bearn: Browser
) -> None:
    talk = talks.waiting(begin, "toujours pas de chauffage")
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)

    page = chef.get("/console/supervision").text

    assert "CRC Béarn" in page
    assert f"/console/conversations/{talk.id}" in page
    heard = chef.get(f"/console/conversations/{talk.id}").text
    assert "toujours pas de chauffage" in heard
    assert "Réattribuer" in heard
    assert 'id="composer" class="composer"' not in heard
    assert bearn.get(NOW_PAGE).status_code == 404
