"""A landlord's system on loopback, that answers what the test wants."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from backend.config import Settings
from backend.db import UnitOfWork
from backend.webhooks import service
from backend.webhooks.delivering import Delivering
from backend.webhooks.models import Kind, WebhookEndpoint
from tests.backend.conversations.people import NOW

KEY = "signing"


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class System:
    """What arrived, and what is answered: a status and headers; `holds` keeps it waiting."""

    address: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    received: list[Received] = field(default_factory=list)
    holds: Event | None = None


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, system: System, *more: Any) -> None:
        self._system = system
        super().__init__(*more)

    def do_POST(self) -> None:
        system = self._system
        body = self.rfile.read(int(self.headers["Content-Length"]))
        system.received.append(Received(self.path, dict(self.headers), body))
        if system.holds is not None:
            system.holds.wait(5)
        self.send_response(system.status)
        for name, value in system.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(system.body)))
        self.end_headers()
        self.wfile.write(system.body)

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Somebody hung up: that is what some tests do."""


@pytest.fixture
def system() -> Iterator[System]:
    made = System()
    server = _Server(("127.0.0.1", 0), partial(_Handler, made))
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_port}/hook?a=1"
    yield made
    if made.holds is not None:
        made.holds.set()
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Deliver = Callable[..., None]


@pytest.fixture
def deliver(begin: UnitOfWork, clock: Clock) -> Deliver:
    """Runs the job of one address, as the engine would."""

    def run(endpoint_id: int, *, loopback: bool = True, timeout: float = 5) -> None:
        settings = Settings(signing_key=KEY, webhook_loopback=loopback, _env_file=None)
        job = Delivering(begin, settings, clock=clock, jitter=lambda: 1.0, timeout=timeout)
        asyncio.run(job.job(endpoint_id))

    return run


Subscribe = Callable[..., WebhookEndpoint]


@pytest.fixture
def subscribe(begin: UnitOfWork, system: System) -> Subscribe:
    """Subscribes the system to everything."""

    def add(**given: Any) -> WebhookEndpoint:
        values: dict[str, Any] = {
            "landlord": "office64",
            "name": "ERP",
            "url": system.address,
            "kinds": list(Kind),
            "personal": False,
            "by": "chef",
            "loopback": True,
            "now": NOW,
            **given,
        }
        with begin() as session:
            return service.add(session, **values)

    return add
