"""The console on its own: a real database, a browser without scripts, a Rasa made of answers."""

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend import error_handlers
from backend.agents import service as agents
from backend.agents.models import Agency, Agent, AgentSession, Role
from backend.clock import Clock
from backend.config import Settings
from backend.console import routes
from backend.console.identity import COOKIE
from backend.conversations.rasa_client import RasaClient
from backend.db import Lanes, UnitOfWork
from backend.feed.hub import Hub
from backend.i18n import translator
from backend.library.edition import Edition
from backend.library.library import Library
from knowledge.load import ROOT
from tests.backend.conversations.people import NOW
from tests.shipped import edition

PASSWORD = "a-long-password"
ACCOUNTS = (
    ("bearn", "CRC Béarn", Role.AGENT, "office64"),
    ("cote", "CRC Côte Basque", Role.AGENT, "office64"),
    ("rochefort", "Accueil Rochefort", Role.AGENT, "rochefort"),
    ("chef", "Supervision", Role.SUPERVISOR, "office64"),
)
BASE = "http://loge.test"


@dataclass
class Answers:
    """What Rasa's memory holds, and what was written into it."""

    tracker: dict[str, Any] = field(default_factory=dict)
    noted: list[dict[str, Any]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, answers: Answers, *more: Any) -> None:
        self._answers = answers
        super().__init__(*more)

    def do_GET(self) -> None:
        self._answer(self._answers.tracker)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answers.noted.append(json.loads(body))
        self._answer({})

    def _answer(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Rasa:
    """A server that speaks as Rasa does of its memory."""

    address: str
    answers: Answers


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    answers = Answers()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, answers))
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Rasa(f"http://127.0.0.1:{server.server_port}", answers)
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Browser:
    """A browser without scripts; it keeps its cookies and follows nothing by itself."""

    app: FastAPI
    runner: asyncio.Runner
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **more: Any) -> httpx.Response:
        return self._ask("GET", address, **more)

    def post(self, address: str, data: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Send a form as the browser would: with its origin and the page's token."""
        fields = {"csrf": self.csrf(), **(data or {})} if self.cookies else data
        headers = {"Origin": BASE, **more.pop("headers", {})}
        return self._ask("POST", address, data=fields, headers=headers, **more)

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/console/preferences").text)
        return found[1] if found else ""

    def sign_in(self, login: str, password: str = PASSWORD) -> "Browser":
        self.post("/console/login", {"login": login, "password": password})
        return self

    def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        return self.runner.run(self._send(method, address, **more))

    async def _send(self, method: str, address: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=BASE, cookies=self.cookies
        ) as client:
            answer = await client.request(method, address, **more)
            self.cookies = {c.name: c.value or "" for c in client.cookies.jar}
            return _as_read(answer)


def _as_read(answer: httpx.Response) -> httpx.Response:
    """Give a page as it is read, where a space that holds two words is a space.

    That the signs are held is shown in `tests/backend/pages/test_typography.py`.
    """
    if "text/html" in answer.headers.get("content-type", ""):
        answer._content = answer.content.replace("\u00a0".encode(), b" ")
    return answer


@pytest.fixture(scope="session")
def shelf() -> Edition:
    """The shipped files, read and indexed once for all tests."""
    return edition()


@pytest.fixture
def library(shelf: Edition, begin: UnitOfWork) -> Library:
    """What is in force: the shipped files, and the test's own amendments once it looks."""
    return Library(ROOT, begin, files=shelf, clock=lambda: NOW)


@pytest.fixture(scope="session")
def password_hash() -> str:
    return agents.hash_password(PASSWORD)


@pytest.fixture
def people(begin: UnitOfWork, password_hash: str) -> dict[str, int]:
    """The accounts of two landlords, by login."""
    ids = {}
    with begin() as session:
        for landlord in ("office64", "rochefort"):
            session.add(Agency(landlord=landlord, name=f"Agence {landlord}"))
        for login, name, role, landlord in ACCOUNTS:
            agent = Agent(
                login=login, name=name, role=role, landlord=landlord, password_hash=password_hash
            )
            session.add(agent)
            session.flush()
            ids[login] = agent.id or 0
    return ids


@pytest.fixture
def app(
    begin: UnitOfWork,
    database_url: str,
    library: Library,
    rasa: Rasa,
    people: dict[str, int],
) -> FastAPI:
    """The application with the console only."""
    return console(begin, database_url, library, rasa)


def console(
    begin: UnitOfWork,
    database_url: str,
    library: Library,
    rasa: Rasa,
    *,
    clock: Clock = lambda: NOW,
    **settings: Any,
) -> FastAPI:
    made = FastAPI()
    made.state.unit_of_work, made.state.lanes = begin, Lanes(20)
    error_handlers.install(made)
    routes.install(
        made,
        settings=Settings(public_url=BASE, demo=False, _env_file=None, **settings),
        translator=translator,
        clock=clock,
        library=library,
        hub=Hub(begin, database_url),
        rasa=RasaClient(rasa.address, "", timeout=2),
    )
    return made


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for the whole test, as the application has one."""
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def stranger(app: FastAPI, runner: asyncio.Runner) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app, runner)


def signed_in(begin: UnitOfWork, login: str) -> dict[str, str]:
    """Return the cookie of somebody who signed in a moment ago; no password's slow check."""
    token = f"token-of-{login}"
    with begin() as session:
        agent = session.exec(select(Agent).where(Agent.login == login)).one()
        session.add(
            AgentSession(
                token_hash=hashlib.sha256(token.encode()).hexdigest(),
                agent_id=agent.id or 0,
                csrf=f"form-of-{login}",
                created_at=NOW,
                seen_at=NOW,
            )
        )
    return {COOKIE: token}


def at_desk(app: FastAPI, runner: asyncio.Runner, login: str) -> Browser:
    """Somebody who signed in a moment ago, at their browser."""
    return Browser(app, runner, signed_in(app.state.unit_of_work, login))


@pytest.fixture
def bearn(app: FastAPI, runner: asyncio.Runner) -> Browser:
    return at_desk(app, runner, "bearn")


@pytest.fixture
def cote(app: FastAPI, runner: asyncio.Runner) -> Browser:
    return at_desk(app, runner, "cote")


@pytest.fixture
def rochefort(app: FastAPI, runner: asyncio.Runner) -> Browser:
    return at_desk(app, runner, "rochefort")


@pytest.fixture
def chef(app: FastAPI, runner: asyncio.Runner) -> Browser:
    """The supervisor of the first landlord."""
    return at_desk(app, runner, "chef")
