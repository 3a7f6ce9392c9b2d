"""Signing in at a real OpenID Connect server, and what is refused on the way back."""

import asyncio
import re
import warnings
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from backend.clock import now
from backend.db import UnitOfWork
from backend.library.library import Library
from tests.backend.console.conftest import Browser, Rasa, console

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, run_server_in_thread

HERE = "/console/login/oidc"
# The server's own libraries, in its thread.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """An identity provider with somebody whom Loge knows and somebody whom it does not."""
    users = [User(sub=name, claims={"preferred_username": name}) for name in ("bearn", "nobody")]
    with run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def at_the_door(
    begin: UnitOfWork,
    database_url: str,
    library: Library,
    rasa: Rasa,
    people: dict[str, int],
    runner: asyncio.Runner,
    issuer: str,
) -> Browser:
    # The server looks at the machine's clock, so Loge has to as well.
    app: FastAPI = console(
        begin,
        database_url,
        library,
        rasa,
        clock=now,
        oidc_issuer=issuer,
        oidc_client_id="loge",
        oidc_client_secret="secret",
    )
    return Browser(app, runner)


def vouched(door: Browser, who: str) -> str:
    """Go to the provider, say who one is, and return the address that it sends back to."""
    there = door.get(HERE).headers["location"]
    answer = httpx.post(there, data={"sub": who}, verify=False)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_whom_the_provider_vouches_for_is_in(at_the_door: Browser) -> None:
    answer = at_the_door.get(vouched(at_the_door, "bearn"))

    assert answer.status_code == 303
    assert "CRC Béarn" in at_the_door.get("/console").text


def test_the_door_offers_the_provider_and_asks_it_for_a_code_with_proof(
    at_the_door: Browser,
) -> None:
    asked = parse_qs(urlsplit(at_the_door.get(HERE).headers["location"]).query)

    assert HERE in at_the_door.get("/console/login").text
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"]
    assert asked["redirect_uri"] == [f"http://loge.test{HERE}/callback"]


def test_who_has_no_account_stays_out(at_the_door: Browser) -> None:
    answer = at_the_door.get(vouched(at_the_door, "nobody"))

    assert answer.status_code == 401
    assert at_the_door.get("/console").status_code == 303


def test_another_browsers_answer_an_old_state_and_a_made_up_seal_stay_out(
    at_the_door: Browser,
) -> None:
    stolen = vouched(at_the_door, "bearn")
    other = Browser(at_the_door.app, at_the_door.runner)
    assert other.get(stolen).status_code == 401
    other.get(HERE)
    assert other.get(stolen).status_code == 401
    forged = Browser(at_the_door.app, at_the_door.runner, {"loge_oidc": "e30=.0"})
    assert forged.get(stolen).status_code == 401

    wrong = re.sub(r"code=[^&]+", "code=other", stolen)
    assert at_the_door.get(wrong).status_code == 401


def test_without_a_provider_there_is_no_such_door(stranger: Browser) -> None:
    assert stranger.get(HERE).status_code == 404
    assert HERE not in stranger.get("/console/login").text
