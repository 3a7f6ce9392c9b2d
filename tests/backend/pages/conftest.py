"""The pages on their own: real knowledge, a follow-up and a telephone network made of lists."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from backend import error_handlers
from backend.agents.models import Agency
from backend.config import Settings
from backend.db import get_session
from backend.errors import NotFound
from backend.i18n import translator
from backend.library.edition import Edition
from backend.limits import Guesses
from backend.outbox.models import Trouble
from backend.pages.routes import install
from backend.pages.simulator import PhoneMessage
from tests.shipped import edition

MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODE = "7K2MA-9QX4B-C"
AWAITED = "RDV-7K2M-9QXA"


@dataclass(frozen=True)
class Step:
    state: str
    at: datetime


@dataclass(frozen=True)
class Found:
    code: str = CODE
    state: str = "in_progress"
    category: str = "plomberie"
    opened_at: datetime = datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
    updated_at: datetime = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    history: Sequence[Step] = (
        Step("received", datetime(2026, 11, 18, 9, 12, tzinfo=UTC)),
        Step("in_progress", datetime(2026, 11, 20, 23, 30, tzinfo=UTC)),
    )


@dataclass
class Network:
    """Keeps what is sent; what a telephone shows is put in by the test."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    shown: list[PhoneMessage] = field(default_factory=list)

    broken: dict[str, Trouble] = field(default_factory=dict)

    async def send(self, number: str, body: str) -> None:
        self.sent.append((number, body))

    def trouble(self, session: Session, number: str) -> Trouble:
        return self.broken.get(number, Trouble.NONE)

    def break_network(self, session: Session, number: str, trouble: Trouble) -> None:
        self.broken[number] = trouble

    def messages(self, session: Session, number: str, limit: int) -> Sequence[PhoneMessage]:
        return self.shown[-limit:]


def track(_session: Session, code: str) -> Found:
    if code.replace("-", "").upper() != CODE.replace("-", ""):
        raise NotFound("no such code")
    return Found()


@contextmanager
def no_database() -> Iterator[None]:
    yield None


@pytest.fixture(scope="session")
def library() -> Edition:
    return edition()


@pytest.fixture
def network() -> Network:
    return Network()


@dataclass(frozen=True)
class Reader:
    """A browser without scripts, on the application itself."""

    app: FastAPI

    def get(self, address: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._ask("GET", address, **more))

    def post(self, address: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", address, **more))

    async def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://loge.test") as client:
            return await client.request(method, address, **more)


def tell_arrival(session: Session, agency_id: int, typed: str, *, now: datetime) -> bool:
    """Await one person, at the agency of Béarn."""
    return agency_id == 7 and typed == AWAITED


def pages(library: Edition, network: Network | None, *, landlord: str = "") -> Reader:
    """Return a reader on the pages of one deployment."""
    app = FastAPI()
    app.dependency_overrides[get_session] = lambda: None
    error_handlers.install(app)
    install(
        app,
        settings=Settings(
            landlord=landlord, frame_ancestors="https://bailleur.example", _env_file=None
        ),
        translator=translator,
        library=library,
        clock=lambda: MONDAY_MORNING,
        track=track,
        guesses=Guesses(1_000),
        agencies=lambda _: [Agency(id=7, landlord="office64", name="Béarn")],
        tell_arrival=tell_arrival,
        begin=no_database,  # type: ignore[arg-type]
        network=network,
    )
    return Reader(app)


@pytest.fixture
def client(library: Edition, network: Network) -> Reader:
    return pages(library, network)
