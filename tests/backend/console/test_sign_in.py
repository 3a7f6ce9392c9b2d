"""Who gets in, and what keeps a session one's own."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from backend.agents import demo
from backend.db import UnitOfWork
from tests.backend.console.conftest import PASSWORD, Browser, console

OPEN = {("GET", "/console/login"), ("POST", "/console/login")}
OPEN |= {("GET", "/console/login/oidc"), ("GET", "/console/login/oidc/callback")}


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every route of the console but the door."""
    found: set[tuple[str, str]] = set()
    for route in flat(app.routes):
        found |= {(method, route.path) for method in route.methods or ()}
    return sorted(r for r in found - OPEN if r[1].startswith("/console"))


def flat(found: Any) -> list[APIRoute]:
    """The routes of the application, those of included routers too."""
    every: list[APIRoute] = []
    for route in found:
        every += [route] if isinstance(route, APIRoute) else flat(inner(route))
    return every


def inner(route: Any) -> list[Any]:
    router = getattr(route, "original_router", None) or getattr(route, "router", None)
    return list(router.routes) if router is not None else []


def test_every_page_of_the_console_wants_to_know_who_one_is(
    app: FastAPI, stranger: Browser
) -> None:
    asked = routes(app)

    assert len(asked) >= 15
    for method, path in asked:
        address = path.replace("{conversation_id}", "abc").replace("{sollicitation_id}", "1")
        answer = stranger.get(address) if method == "GET" else stranger.post(address, {})
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/console/login"), (method, path)


def test_every_form_of_the_console_wants_its_session_s_token(app: FastAPI, bearn: Browser) -> None:
    forms = [path for method, path in routes(app) if method == "POST"]

    assert len(forms) >= 7
    for path in forms:
        address = path.replace("{conversation_id}", "abc").replace("{sollicitation_id}", "1")
        fields = {"csrf": "guessed", "seen": "queued", "to": "assigned"}
        assert bearn.post(address, fields).status_code == 403, path


@pytest.mark.parametrize("origin", ["https://elsewhere.test", "null"])
def test_a_form_sent_by_another_site_is_refused(bearn: Browser, origin: str) -> None:
    answer = bearn.post("/console/preferences", {}, headers={"Origin": origin})

    assert answer.status_code == 403


def test_another_site_cannot_sign_somebody_in(stranger: Browser) -> None:
    fields = {"login": "bearn", "password": PASSWORD}

    answer = stranger.post("/console/login", fields, headers={"Origin": "https://elsewhere.test"})

    assert answer.status_code == 403
    assert stranger.cookies == {}


def test_the_right_password_opens_the_desk(stranger: Browser) -> None:
    answer = stranger.post("/console/login", {"login": "bearn", "password": PASSWORD})

    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert "CRC Béarn" in stranger.get("/console").text


def test_the_cookie_stays_in_the_console_and_out_of_scripts(stranger: Browser) -> None:
    answer = stranger.post("/console/login", {"login": "bearn", "password": PASSWORD})

    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/console"))
    assert "secure" not in cookie


def test_a_wrong_password_and_an_unknown_login_get_the_same_page(stranger: Browser) -> None:
    wrong = stranger.post("/console/login", {"login": "cote", "password": "no"})
    unknown = stranger.post("/console/login", {"login": "nobody", "password": "no"})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("cote", "nobody") == unknown.text


def test_too_many_wrong_passwords_have_to_wait(stranger: Browser) -> None:
    for _ in range(5):
        stranger.post("/console/login", {"login": "guessed", "password": "no"})

    answer = stranger.post("/console/login", {"login": "guessed", "password": "no"})

    assert answer.status_code == 429


@pytest.mark.parametrize("there", ["https://evil.test", "//evil.test", "/console/../", "/suivi"])
def test_signing_in_leads_nowhere_but_into_the_console(stranger: Browser, there: str) -> None:
    fields = {"login": "bearn", "password": PASSWORD, "next": there}

    assert stranger.post("/console/login", fields).headers["location"] == "/console"


def test_signing_out_ends_the_session_on_the_server(bearn: Browser) -> None:
    kept = dict(bearn.cookies)

    bearn.post("/console/logout")
    bearn.cookies = kept

    assert bearn.get("/console").status_code == 303


def test_the_stream_of_somebody_signed_out_does_not_come_back(stranger: Browser) -> None:
    answer = stranger.get("/console/events", headers={"Accept": "text/event-stream"})

    assert answer.status_code == 204


def test_a_panel_of_somebody_signed_out_sends_the_whole_page_to_the_door(
    stranger: Browser,
) -> None:
    answer = stranger.get("/console/lists", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/console/login")


def test_the_demonstration_s_accounts_are_shown_only_there(
    app: FastAPI, begin: UnitOfWork, database_url: str, library: Any, rasa: Any, runner: Any
) -> None:
    shown = console(begin, database_url, library, rasa)
    shown.state.console = shown.state.console.__class__(
        **{**vars(shown.state.console), "settings": shown.state.console.settings.model_copy(
            update={"demo": True})}
    )  # fmt: skip

    assert demo.PASSWORD not in Browser(app, runner).get("/console/login").text
    assert demo.PASSWORD in Browser(shown, runner).get("/console/login").text


def test_an_agent_does_not_see_the_supervisor_s_page(
    bearn: Browser, app: FastAPI, runner: asyncio.Runner
) -> None:
    assert bearn.get("/console/supervision").status_code == 404
    assert Browser(app, runner).sign_in("chef").get("/console/supervision").status_code == 200


def test_preferences_are_kept(bearn: Browser) -> None:
    bearn.post("/console/preferences", {"language": "en", "density": "large", "sound": "on"})

    page = bearn.get("/console").text
    assert 'lang="en"' in page
    assert 'data-density="large"' in page
    assert 'data-keys="off" data-sound="on"' in page


def test_the_pages_let_nothing_in_from_elsewhere(bearn: Browser) -> None:
    policy = bearn.get("/console").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
