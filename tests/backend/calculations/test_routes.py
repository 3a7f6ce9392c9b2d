"""`/api/calculators`: what can be computed, a result, what is missing, and refusals."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend import error_handlers
from backend.calculations import routes
from knowledge.calculators import CALCULATORS
from knowledge.hours import PARIS
from tests.shipped import edition

Call = Callable[..., httpx.Response]
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)


@pytest.fixture(scope="module")
def call() -> Call:
    app = FastAPI()
    error_handlers.install(app)
    app.include_router(routes.router(edition(), lambda: NOW))

    async def request(method: str, path: str, **told: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://loge") as client:
            return await client.request(method, f"/api/calculators{path}", **told)

    return lambda method, path, **told: asyncio.run(request(method, path, **told))


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.status_code, answer.json()["type"]


def test_the_list_tells_every_input_with_its_question(call: Call) -> None:
    listed = call("GET", "", params={"language": "es"}).json()

    assert {one["id"] for one in listed} == {c.id for c in CALCULATORS.values() if not c.desk}
    penalty = next(one for one in listed if one["id"] == "ops-penalty")
    assert penalty["title"].startswith("Penalización")
    assert penalty["inputs"][0]["name"] == "months"


def test_a_rule_is_computed_with_its_source(call: Call) -> None:
    body = {"landlord": "office64", "language": "fr", "given": {"months": "8"}}
    told = call("POST", "/ops-penalty", json=body).json()

    assert told["verdict"] == "due"
    assert told["figures"]["total"] == {"unit": "euros", "value": "60.96", "text": "60,96 €"}
    assert told["sources"][0]["entry"] == "national-ops-penalite"


def test_what_is_missing_is_asked(call: Call) -> None:
    told = call("POST", "/ops-penalty", json={"given": {}}).json()

    assert told["asks"]["name"] == "months"


def test_refusals_are_problem_documents(call: Call) -> None:
    unknown = call("POST", "/rien", json={"given": {}})
    refused = call("POST", "/ops-penalty", json={"given": {"months": "x"}})
    other = call("POST", "/ops-penalty", json={"landlord": "autre"})
    malformed = call("POST", "/ops-penalty", json={"given": ["x"]})

    assert problem(unknown) == (404, "/problems/calculator-not-found")
    assert problem(refused) == (422, "/problems/input-refused")
    assert refused.json()["input"] == "months"
    assert problem(other) == (422, "/problems/input-refused")
    assert problem(malformed) == (422, "/problems/bad-input")
