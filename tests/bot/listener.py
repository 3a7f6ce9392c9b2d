"""The real Rasa 3.6.21 with the trained bot, and rasa-sdk's executor behind the real route."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from rasa_sdk.executor import ActionExecutor
from sqlmodel import Session

from backend import clock, rasa_door
from backend.conversations.calculations import Calculations
from backend.db import UnitOfWork
from backend.replies import Act, Effect, EffectKind, Outcome, SourceRef, Turn, Utterance
from backend.sollicitations import service as sollicitations
from backend.supervisor.services import free_port
from backend.supervisor.training import BOT, bot_environment, bot_python, trained_model
from bot import actions
from tests.shipped import edition

KEY = "a-key-of-the-tests"
STARTS_WITHIN = 120
SOURCE = SourceRef("hours", "Hours", "A document", "1", datetime(2024, 6, 6, tzinfo=UTC).date())


class Desk:
    """The queue for a person, on paper."""

    def request(self, session: Session, turn: Turn, *, now: datetime) -> Outcome:
        said = Utterance(Act.HANDOFF, "person_coming", {"place": 1})
        return Outcome((said,), (Effect(EffectKind.REQUEST_PERSON, "asked"),))

    def withdraw(self, session: Session, turn: Turn) -> Outcome:
        said = Utterance(Act.SMALLTALK, "person_not_needed")
        return Outcome((said,), (Effect(EffectKind.WITHDRAW_REQUEST),))


class Questions:
    """The questionnaire, on paper."""

    def reply(self, session: Session, turn: Turn, *, wish: str, now: datetime) -> Outcome:
        response = "survey_refused" if wish == "refuse" else "survey_explained"
        return Outcome((Utterance(Act.SURVEY, response),))


class Diary:
    """Appointments, on paper."""

    def open_from(self, session: Session, turn: Turn, *, wish: str, now: datetime) -> Outcome:
        return Outcome((Utterance(Act.HANDOFF, "appointment_which_service", {"wish": wish}),))

    def call_off(self, session: Session, turn: Turn, *, now: datetime) -> None:
        """Nobody is called from here."""


def answer(session: Session, turn: Turn, *, now: datetime, surely: bool = False) -> Outcome | None:
    """Know one thing: the opening hours."""
    if "horaire" not in turn.text.lower():
        return None
    return Outcome((Utterance(Act.ANSWER, text="De 8 h 30 à 12 h 30.", sources=(SOURCE,)),))


def rescue(session: Session, turn: Turn) -> Outcome:
    return Outcome((Utterance(Act.EMERGENCY, text="112", sources=(SOURCE,)),))


class Listener:
    """Speaks to Rasa as the backend does; keeps which actions were called, and may break one."""

    def __init__(self, rasa: str) -> None:
        self._http = httpx.Client(base_url=rasa, timeout=30, trust_env=False)
        self._inbound = count(1)
        self.begin: UnitOfWork | None = None
        self.called: list[str] = []
        self.broken: str | None = None

    def perform(
        self, name: str, turn: Turn, serve: Callable[[Session], Outcome], *, once: bool = False
    ) -> Awaitable[Outcome]:
        """Run a service call in a unit of work, as the web process does."""

        async def run() -> Outcome:
            self.called.append(name)
            if name == self.broken:
                raise RuntimeError(name)
            assert self.begin is not None
            with self.begin() as session:
                return serve(session)

        return run()

    def say(self, sender: str, text: str, *, state: str = "bot") -> list[dict[str, Any]]:
        """Give Rasa a tenant's message; return the payloads of its replies."""
        metadata = {"inbound": str(next(self._inbound)), "epoch": 0, "landlord": "office64"}
        metadata |= {"language": "fr", "state": state}
        said = self._http.post(
            "/webhooks/rest/webhook",
            json={"sender": sender, "message": text, "metadata": metadata},
        )
        said.raise_for_status()
        return [reply["custom"] for reply in said.json()]

    def tracker(self, sender: str) -> dict[str, Any]:
        """Return what Rasa remembers of a conversation."""
        found: dict[str, Any] = self._http.get(f"/conversations/{sender}/tracker").json()
        return found


@contextmanager
def serving(app: FastAPI) -> Iterator[int]:
    """Serve an application on a free port of the loopback, from a thread."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def rasa(endpoints: Path, log: Path) -> Iterator[str]:
    """Run Rasa with the model of the present data."""
    port = free_port()
    command = [bot_python(), "-m", "rasa", "run", "--enable-api", "--port", str(port)]
    command += ["--interface", "127.0.0.1", "--credentials", "credentials.yml"]
    command += ["--model", str(trained_model(lambda line: None)), "--endpoints", str(endpoints)]
    environment = bot_environment() | {"LOG_LEVEL": "ERROR", "LOG_LEVEL_LIBRARIES": "ERROR"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=BOT, env=os.environ | environment, stdout=output, stderr=output
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/status", trust_env=False).json().get("model_file"):
                return
        except (httpx.HTTPError, ValueError):
            time.sleep(0.1)
    raise RuntimeError("Rasa did not start:\n" + log.read_text(errors="replace")[-3000:])


@contextmanager
def listening(folder: Path) -> Iterator[Listener]:
    """Run Rasa, the action route and every action, over services of the tests' own."""
    listener = Listener("http://127.0.0.1:0")
    services = actions.Services(
        perform=listener.perform,
        answer=answer,
        rescue=rescue,
        sollicitations=sollicitations,
        calculations=Calculations(edition()),
        people=Desk(),
        appointments=Diary(),
        surveys=Questions(),
        now=clock.now,
    )
    executor = ActionExecutor()
    for action in actions.build(services):
        executor.register_action(action)
    app = FastAPI()
    app.include_router(rasa_door.router(executor, KEY))
    with serving(app) as port:
        endpoints = folder / "endpoints.yml"
        endpoints.write_text(
            f"action_endpoint:\n  url: http://127.0.0.1:{port}{rasa_door.PATH}\n"
            f"  headers:\n    {rasa_door.KEY_HEADER}: {KEY}\n  enable_selective_domain: true\n"
        )
        with rasa(endpoints, folder / "rasa.log") as address:
            listener._http = httpx.Client(base_url=address, timeout=30, trust_env=False)
            yield listener
            listener._http.close()
