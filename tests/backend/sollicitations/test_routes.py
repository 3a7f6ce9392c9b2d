"""`GET /api/sollicitations/{code}`: the public's only door."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event

from backend import error_handlers
from backend.db import Lanes, UnitOfWork
from backend.limits import Guesses
from backend.sollicitations import codes, routes, service
from tests.backend.sollicitations.conftest import NOW
from tests.backend.sollicitations.test_service import SLOTS, TURN

Get = Callable[[str], httpx.Response]


@pytest.fixture
def get(begin: UnitOfWork) -> Get:
    return door(begin)


def door(begin: UnitOfWork, *, guesses: int = 600, landlord: str = "") -> Get:
    app = FastAPI()
    app.state.guesses, app.state.landlord = Guesses(guesses), landlord
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


def test_unknown_malformed_and_another_landlord_s_cost_the_same_statements(
    begin: UnitOfWork, engine: Engine, code: str
) -> None:
    get = door(begin, landlord="rochefort")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, sql, *_: asked.append(sql))

    def statements(given: str) -> list[str]:
        asked.clear()
        assert get(given).status_code == 404
        return list(asked)

    unknown = statements("00000-00000-0")

    assert len(unknown) == 1
    assert statements("NONSENSE") == unknown
    assert statements(code) == unknown


def test_a_code_shows_where_the_request_stands_and_no_more(get: Get, code: str) -> None:
    answer = get(code.lower())

    assert answer.status_code == 200
    shown = answer.json()
    assert set(shown) == {"code", "state", "category", "opened_at", "updated_at", "history"}
    assert (shown["code"], shown["state"], shown["category"]) == (code, "received", "plomberie")
    assert [set(step) for step in shown["history"]] == [{"state", "at"}]


def test_ten_thousand_guesses_are_refused_unheard(begin: UnitOfWork, code: str) -> None:
    get = door(begin, guesses=3)

    answers = [get(codes.draw()) for _ in range(6)]
    refused = get(code)

    assert [a.status_code for a in answers] == [404] * 3 + [429] * 3
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert int(refused.headers["retry-after"]) == refused.json()["retry_after"] <= 20


def test_right_codes_are_never_too_many(begin: UnitOfWork, code: str) -> None:
    get = door(begin, guesses=3)

    assert {get(code).status_code for _ in range(20)} == {200}
