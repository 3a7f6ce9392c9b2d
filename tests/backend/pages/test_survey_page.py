"""The page of a questionnaire: a form for each question, that works without scripts."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend import error_handlers
from backend.campaigns.links import HERE
from backend.db import UnitOfWork
from backend.i18n import translator
from backend.pages import survey
from backend.pages.views import Views, environment
from tests.backend.campaigns.people import sampled
from tests.backend.campaigns.test_online import Reader
from tests.backend.campaigns.test_telephoning import ALL, LAST, TEN
from tests.backend.conversations.people import BASE, parts
from tests.shipped import edition


class Clock:
    """The time of the page."""

    at: datetime = TEN

    def __call__(self) -> datetime:
        return self.at


class Visitor:
    """A browser without scripts on the page of a link."""

    def __init__(self, begin: UnitOfWork, app: FastAPI, runner: asyncio.Runner) -> None:
        self.app, self.runner = app, runner
        self.reader = Reader(begin)
        self.there = f"{HERE}/{self.reader.token}"

    def get(self, address: str = "", **query: str) -> httpx.Response:
        return self.runner.run(self._ask("GET", self.there + address, params=query))

    def post(self, address: str, **fields: Any) -> httpx.Response:
        return self.runner.run(self._ask("POST", self.there + address, data=fields))

    def answers(self, code: str, numbers: list[int]) -> httpx.Response:
        return self.post("/questions", question=code, numbers=numbers)

    async def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, address, **more)


@pytest.fixture
def visitor(begin: UnitOfWork, database_url: str) -> Iterator[Visitor]:
    sampled(begin)
    app = FastAPI()
    app.state.conversations = parts(begin, database_url)
    error_handlers.install(app)
    views = Views(environment(), translator)
    app.include_router(survey.router(views=views, library=edition(), clock=Clock(), links=()))
    with asyncio.Runner() as runner:
        yield Visitor(begin, app, runner)


def question(page: str) -> str:
    """The code of the question that a page asks."""
    [code] = re.findall(r'name="question" value="(\w+)"', page)
    return code


def test_the_first_page_says_who_why_how_long_and_how_to_refuse(visitor: Visitor) -> None:
    page = visitor.get()

    assert page.status_code == 200
    for said in ("Office64", "Environ 7 minutes", "facultatives", "Je ne veux pas répondre"):
        assert said in page.text
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in page.text


def test_a_whole_interview_goes_from_page_to_page(visitor: Visitor) -> None:
    for number, (code, numbers) in enumerate((ALL | LAST).items(), 1):
        page = visitor.get("/questions").text
        assert question(page) == code
        assert f"Question {number} sur " in page
        assert visitor.answers(code, numbers).status_code == 303

    assert "Merci, c&#39;est terminé." in visitor.get("/questions").text
    assert visitor.reader.interview().counted is True


def test_one_answer_is_a_radio_button_and_several_are_boxes(visitor: Visitor) -> None:
    first = visitor.get("/questions").text
    visitor.reader.gives_all({"A1": [1], "A2": [2], "A3": [5]})
    several = visitor.get("/questions").text

    assert 'type="radio" id="n1"' in first
    assert 'type="checkbox" id="n1"' in several
    assert "Plusieurs réponses possibles" in several


def test_who_goes_back_finds_the_answer_that_was_given(visitor: Visitor) -> None:
    visitor.reader.gives_all({"A1": [1], "A2": [3]})

    page = visitor.get("/questions").text
    [before] = re.findall(r"questions\?question=(\w+)", page)
    again = visitor.get("/questions", question=before).text

    assert before == "A2"
    assert 'value="3" checked' in again
    assert question(again) == "A2"


def test_what_fits_no_choice_is_explained_beside_what_was_chosen(visitor: Visitor) -> None:
    visitor.reader.gives_all({"A1": [1], "A2": [2], "A3": [5]})

    refused = visitor.answers("B1", [1, 6])
    nothing = visitor.answers("B1", [])

    assert (refused.status_code, nothing.status_code) == (422, 422)
    assert 'role="alert"' in refused.text
    assert "ne va pas avec les autres" in refused.text
    assert 'value="6" checked' in refused.text
    assert "Choisissez une réponse" in nothing.text


def test_a_refusal_ends_it_and_the_link_says_only_that(visitor: Visitor) -> None:
    visitor.reader.gives("A1", [1])

    visitor.post("/refus")
    page = visitor.get("/questions").text

    assert "vous ne participez pas" in page
    assert "<fieldset" not in page
    assert "Êtes-vous locataire" not in visitor.get("/questions", question="A1").text


def test_it_speaks_the_language_that_is_chosen_and_keeps_it(visitor: Visitor) -> None:
    page = visitor.get("/questions", language="eu")
    went = visitor.post("/questions?language=eu", question="A1", numbers=[1])

    assert '<html lang="eu"' in page.text
    assert "Maizterra zara" in page.text
    assert went.headers["location"].endswith("?language=eu")


def test_a_link_that_opens_nothing_is_told_alike(visitor: Visitor) -> None:
    visitor.there = f"{HERE}/unknown"

    pages = [visitor.get(), visitor.get("/questions"), visitor.post("/refus")]

    assert {page.status_code for page in pages} == {404}
    assert {page.text for page in pages} == {pages[0].text}
    assert "Ce lien ne marche plus" in pages[0].text
