"""The page of an invitation: it says what it is, takes an answer, and shows what became of it."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend import error_handlers
from backend.db import UnitOfWork
from backend.i18n import translator
from backend.pages import workshop
from backend.pages.views import Views, environment
from tests.backend.conversations.people import BASE, NOW, parts
from tests.backend.workshops.people import Circle
from tests.shipped import edition


class Visitor:
    """Browsers without scripts on the pages of the invited."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner, circle: Circle) -> None:
        self.app, self.runner, self.circle = app, runner, circle
        self.there = [
            found for _, body in circle.sent() for found in re.findall(r"/atelier/[\w-]+", body)
        ]

    def get(self, number: int, **query: str) -> str:
        answer = self.ask("GET", self.there[number], params=query)
        assert answer.status_code == 200
        return answer.text.replace("\u00a0", " ")

    def says(self, number: int, comes: str) -> str:
        assert self.ask("POST", self.there[number], data={"comes": comes}).status_code == 303
        return self.get(number)

    def ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        return self.runner.run(self._ask(method, address, **more))

    async def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, address, **more)


@pytest.fixture
def visitor(begin: UnitOfWork, database_url: str) -> Iterator[Visitor]:
    app = FastAPI()
    app.state.conversations = parts(begin, database_url)
    error_handlers.install(app)
    views = Views(environment(), translator)
    app.include_router(workshop.router(views=views, library=edition(), clock=lambda: NOW, links=()))
    with asyncio.Runner() as runner:
        yield Visitor(app, runner, Circle(begin, seats=1))


def test_it_says_when_and_where_and_takes_a_yes_a_wait_and_a_no(visitor: Visitor) -> None:
    first = visitor.get(0)
    comes = visitor.says(0, "yes")
    waits = visitor.says(1, "yes")
    gone = visitor.says(0, "no")

    assert "Mon espace" in first
    assert "lundi 30 novembre" in first
    assert "Votre place est réservée" in comes
    assert "liste d’attente" in waits
    assert "vous ne venez pas" in gone
    assert "Votre place est réservée" in visitor.get(1)


def test_it_speaks_the_language_that_is_asked_for(visitor: Visitor) -> None:
    assert "Etorriko naiz" in visitor.get(0, language="eu")


def test_an_unknown_link_a_nonsense_answer_and_one_that_is_cancelled_change_nothing(
    visitor: Visitor,
) -> None:
    assert visitor.ask("GET", "/atelier/unknown").status_code == 404
    assert visitor.ask("POST", visitor.there[0], data={"comes": "maybe"}).status_code == 422
    visitor.circle.cancels()
    assert "Cet atelier est annulé" in visitor.says(0, "yes")
    assert visitor.circle.taken() == 0
