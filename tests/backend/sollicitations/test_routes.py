"""`GET /api/sollicitations/{code}`: the public's only door."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

import httpx
import pytest
from fastapi import FastAPI

from backend import error_handlers
from backend.db import Lanes, UnitOfWork
from backend.limits import RateLimit
from backend.sollicitations import codes, routes, service
from tests.backend.sollicitations.conftest import NOW
from tests.backend.sollicitations.test_service import SLOTS, TURN

Get = Callable[[str], httpx.Response]


@pytest.fixture
def get(begin: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> Get:
    monkeypatch.setattr(routes, "GUESSES", RateLimit(200, timedelta(minutes=1)))
    app = FastAPI()
    app.state.unit_of_work = begin
    app.state.lanes = Lanes(20)
    error_handlers.install(app)
    app.include_router(routes.router)

    async def ask(code: str) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://loge") as client:
            return await client.get(f"/api/sollicitations/{code}")

    return lambda code: asyncio.run(ask(code))


@pytest.fixture
def code(begin: UnitOfWork) -> str:
    with begin() as session:
        return str(service.file(session, TURN, SLOTS, NOW).utterances[0].values["code"])


@pytest.mark.parametrize("given", ["00000-00000-0", "7K2AB-CD3EF-9", "x", "a/b", "%00", "é" * 90])
def test_an_unknown_or_malformed_code_is_not_found(get: Get, given: str) -> None:
    answer = get(given)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"].endswith("sollicitation-not-found")


def test_unknown_and_malformed_look_the_same(get: Get) -> None:
    answers = [get(c) for c in ("00000-00000-0", "nonsense")]

    assert answers[0].json() == answers[1].json()


def test_unknown_and_malformed_take_the_same_time(get: Get) -> None:
    def fastest(given: str) -> float:
        times = []
        for _ in range(40):
            begin = perf_counter()
            get(given)
            times.append(perf_counter() - begin)
        return min(times)

    fastest("warm")
    unknown, malformed = fastest("00000-00000-0"), fastest("NONSENSE")

    # The same look-up is made for both; skipping it would save more than half of the time.
    assert 0.5 < unknown / malformed < 2


def test_a_code_shows_where_the_request_stands_and_no_more(get: Get, code: str) -> None:
    answer = get(code.lower())

    assert answer.status_code == 200
    shown = answer.json()
    assert set(shown) == {"code", "state", "category", "opened_at", "updated_at", "history"}
    assert (shown["code"], shown["state"], shown["category"]) == (code, "received", "plomberie")
    assert [set(step) for step in shown["history"]] == [{"state", "at"}]


def test_too_many_guesses_are_refused_and_a_good_code_is_not(
    get: Get, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "GUESSES", RateLimit(3, timedelta(minutes=1)))

    statuses = [get(codes.draw()).status_code for _ in range(5)]

    assert statuses == [404, 404, 404, 429, 429]
    assert get(code).status_code == 200
