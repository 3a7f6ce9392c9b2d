"""The doors of the web chat on the test's database; Rasa is never asked for a file."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend import error_handlers
from backend.attachments.bench import Files
from backend.attachments.routes import router
from backend.conversations import service
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from tests.backend.attachments.files import telling
from tests.backend.conversations.people import BASE, NOW, parts


@dataclass
class Tenant:
    """Somebody with a conversation, its token and files."""

    app: FastAPI
    runner: asyncio.Runner
    conversation: Conversation
    token: str

    @property
    def here(self) -> str:
        return f"/api/webchat/conversations/{self.conversation.id}/attachments"

    def send(
        self, data: bytes | None = None, *, name: str = "fuite.jpg", client: str = "c1", **more: Any
    ) -> httpx.Response:
        """Send a file as the widget does."""
        sent = telling() if data is None else data
        files = {"file": (name, sent, more.pop("type", "image/jpeg"))}
        return self.ask("POST", self.here, files=files, data={"client_id": client}, **more)

    def get(self, address: str, **more: Any) -> httpx.Response:
        return self.ask("GET", address, **more)

    def ask(
        self, method: str, address: str, *, token: str | None = None, **more: Any
    ) -> httpx.Response:
        bearer = self.token if token is None else token
        headers = {
            **more.pop("headers", {}),
            **({"Authorization": f"Bearer {bearer}"} if bearer else {}),
        }
        return self.runner.run(self._ask(method, address, headers=headers, **more))

    async def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url=BASE
        ) as client:
            return await client.request(method, address, **more)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for the whole test, as the application has one."""
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def app(begin: UnitOfWork, database_url: str) -> FastAPI:
    return application(begin, database_url)


def application(begin: UnitOfWork, database_url: str, **settings: Any) -> FastAPI:
    """Return the web chat's doors, with small limits where a test asks for them."""
    made = FastAPI()
    made.state.conversations = parts(begin, database_url, **settings)
    made.state.files = Files(made.state.conversations.settings)
    error_handlers.install(made)
    made.include_router(router)
    return made


def tenant_of(app: FastAPI, runner: asyncio.Runner, **given: Any) -> Tenant:
    """Open a web conversation."""
    with app.state.conversations.begin() as session:
        chosen = {"landlord": "office64", "language": "fr"} | given
        opened, token = service.open_web(session, now=NOW, **chosen)
    return Tenant(app, runner, opened, token)


@pytest.fixture
def tenant(app: FastAPI, runner: asyncio.Runner) -> Tenant:
    return tenant_of(app, runner)
