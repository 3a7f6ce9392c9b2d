"""A telephone with a request, the links that it gets, and the page behind them."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend import error_handlers
from backend.attachments.bench import Files
from backend.config import Settings
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.deposits.models import Purpose
from backend.deposits.service import Deposits
from backend.i18n import translator
from backend.library.edition import Edition
from backend.pages import deposit
from backend.pages.views import Views, environment
from backend.sollicitations.models import Sollicitation
from tests.backend.console.talks import by_sms, request
from tests.backend.conversations.people import BASE, NOW, parts
from tests.shipped import edition

SETTINGS = Settings(public_url=BASE, _env_file=None)


@pytest.fixture(scope="session")
def shelf() -> Edition:
    return edition()


@pytest.fixture
def deposits(shelf: Edition) -> Deposits:
    return Deposits(SETTINGS, shelf)


@pytest.fixture
def talk(begin: UnitOfWork) -> Conversation:
    return by_sms(begin)


@pytest.fixture
def filed(begin: UnitOfWork, talk: Conversation) -> Sollicitation:
    return request(begin, talk)


@dataclass
class Clock:
    """The time of the pages."""

    at: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Reader:
    """A browser without scripts."""

    app: FastAPI
    runner: asyncio.Runner
    clock: Clock

    def get(self, address: str, **more: Any) -> httpx.Response:
        return self.runner.run(self._ask("GET", address, **more))

    def drop(self, address: str, *files: bytes, form: str = "f1", **more: Any) -> httpx.Response:
        """Send the page's form with some files."""
        sent = [("file", (f"photo {n}.jpg", data, "image/jpeg")) for n, data in enumerate(files)]
        return self.runner.run(
            self._ask("POST", address, files=sent, data={"client_id": form}, **more)
        )

    def post(self, address: str) -> httpx.Response:
        return self.runner.run(self._ask("POST", address))

    async def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, address, **more)


@pytest.fixture
def reader(begin: UnitOfWork, database_url: str, shelf: Edition) -> Iterator[Reader]:
    app, clock = FastAPI(), Clock()
    app.state.conversations = parts(begin, database_url, attachment_megabytes=1)
    app.state.files = Files(app.state.conversations.settings)
    error_handlers.install(app)
    views = Views(environment(), translator)
    app.include_router(deposit.router(views=views, library=shelf, clock=clock, links=()))
    with asyncio.Runner() as runner:
        yield Reader(app, runner, clock)


def address(
    begin: UnitOfWork,
    deposits: Deposits,
    talk: Conversation,
    filed: Sollicitation,
    purpose: Purpose = Purpose.REQUEST,
) -> str:
    """Give a link for a request; return where it leads."""
    with begin() as session:
        said = deposits.for_request(session, filed, talk, purpose=purpose, now=NOW)
    return str(said.values["url"]).removeprefix(BASE)
