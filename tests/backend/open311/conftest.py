"""Open311 on a real database, the shipped knowledge, and a client without cookies."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend import error_handlers
from backend.api_keys import service as api_keys
from backend.api_keys.models import Scope
from backend.config import Settings
from backend.db import Lanes, UnitOfWork
from backend.library.edition import Edition
from backend.limits import Guesses
from backend.open311 import routes
from tests.backend.conversations.people import NOW
from tests.shipped import edition

BASE = "/open311/v2"
ALL = (Scope.FILE, Scope.LIST, Scope.PERSONAL)


@dataclass
class Client:
    """A landlord's system."""

    app: FastAPI

    def get(self, path: str, headers: dict[str, str] | None = None, **query: str) -> httpx.Response:
        return self._ask("GET", path, params=query, headers=headers)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self._ask("POST", path, data=fields)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://loge") as client:
                return await client.request(method, f"{BASE}{path}", **more)

        return asyncio.run(send())


@pytest.fixture(scope="session")
def shelf() -> Edition:
    return edition()


Opening = Callable[..., Client]


@pytest.fixture
def opened(begin: UnitOfWork, shelf: Edition) -> Opening:
    """The door of a deployment."""

    def open_(*, guesses: int = 600, **settings: Any) -> Client:
        app = FastAPI()
        app.state.unit_of_work, app.state.lanes = begin, Lanes(20)
        app.state.guesses = Guesses(guesses)
        error_handlers.install(app)
        app.include_router(routes.router(Settings(_env_file=None, **settings), shelf, lambda: NOW))
        return Client(app)

    return open_


@pytest.fixture
def client(opened: Opening) -> Client:
    """The door of a deployment of one landlord."""
    return opened(landlord="office64")


Keys = Callable[..., str]


@pytest.fixture
def key(begin: UnitOfWork) -> Keys:
    def issue(*scopes: Scope, landlord: str = "office64") -> str:
        with begin() as session:
            return api_keys.issue(
                session, landlord=landlord, name="ERP", scopes=scopes or ALL, now=NOW
            )[1]

    return issue
