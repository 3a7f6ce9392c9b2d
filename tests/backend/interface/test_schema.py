"""The interface as its OpenAPI document tells it, asked for whatever the document allows.

For each role: nobody, an agent, a supervisor, an administrator, and who has a key of the
interface. No answer is a server's error, none has a status that is not declared, and nothing that
wants to know who asks goes without. The console's pages stand in no public document; theirs is
made here, with the statuses that the console has.
"""

import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth, status_code_conformance
from sqlmodel import SQLModel, select, text

from backend import demo
from backend.agents.models import Agent, AgentSession, Role
from backend.api_keys import service as api_keys
from backend.api_keys.models import Scope
from backend.app import create_app
from backend.clock import now
from backend.config import Settings
from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.demo_year import service as year
from backend.supervisor.postgres import Cluster
from tests import servers
from tests.backend.console.test_sign_in import flat
from tests.shipped import edition

EXAMPLES = 2
CHECKS = (not_a_server_error, status_code_conformance, ignored_auth)
# Each with its reason: a route that is left out here has its own tests.
LEFT_OUT = {
    "/api/webchat/conversations/{conversation_id}/events": "a stream does not end",
    "/console/events": "a stream does not end",
    "/console/logout": "it ends the session that asks",
    "/console/comptes/{agent_id}/{act}": "it ends sessions, that of who asks too",
    "/console/comptes/{agent_id}/password": "it ends sessions, that of who asks too",
    "/console/preferences/second-facteur/confirm": "it changes how the account signs in",
    "/readyz": "without Rasa it answers 503, which is what it is for",
}
CONSOLE = {
    "200": "the page",
    "204": "done, told by the page that is there",
    "303": "done, and told on the next page",
    "400": "not readable",
    "403": "not one of our forms, or not for this account",
    "404": "not there, or not to be seen",
    "409": "the state of the thing does not allow it",
    "413": "too large",
    "415": "not such a file",
    "422": "not understood",
    "429": "too often",
}


@dataclass
class Served:
    """The application on a port of its own, and something of everything in its database."""

    app: FastAPI
    begin: UnitOfWork
    base: str
    key: str = ""
    objects: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def served(cluster: Cluster) -> Iterator[Served]:
    cluster.create_database("interface", template=servers.TEMPLATE)
    url = cluster.url("interface")
    settings = Settings(
        database_url=url,
        signing_key="k" * 32,
        rasa_url="http://127.0.0.1:9",
        turn_timeout=1,
        _env_file=None,
    )
    app = create_app(settings)
    config = uvicorn.Config(app, port=servers.free_port(), log_level="critical")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    engine = make_engine(url, pool=2)
    made = Served(app, unit_of_work(engine), f"http://127.0.0.1:{config.port}")
    _fill(made)
    thread.start()
    servers.until(lambda: server.started, 10)
    yield made
    server.should_exit = True
    thread.join()
    engine.dispose()
    cluster.drop_database("interface")


def _fill(made: Served) -> None:
    with made.begin() as session:
        demo.load(session)
        year.load(session, edition().knowledge, now=now(), share=0.0005)
        _, made.key = api_keys.issue(
            session, landlord="office64", name="ERP", scopes=set(Scope), now=now()
        )
        for role in Role:
            agent = session.exec(
                select(Agent).where(Agent.role == role, Agent.landlord == "office64")
            ).first()
            assert agent is not None
            session.add(
                AgentSession(
                    token_hash=hashlib.sha256(role.encode()).hexdigest(),
                    agent_id=agent.id or 0,
                    csrf="form",
                    created_at=now(),
                    seen_at=now(),
                )
            )
        session.flush()
        for name, table in NAMED.items():
            found = session.execute(text(f"SELECT id FROM {table} LIMIT 3")).scalars()  # noqa: S608
            made.objects[name] = [str(one) for one in found]


# What the parameters of a path name.
NAMED = {
    "conversation_id": "conversation",
    "sollicitation_id": "sollicitation",
    "agent_id": "agent",
    "order_id": "work_order",
    "call_back_id": "call_back",
    "appointment_id": "appointment",
    "incident_id": "incident",
    "campaign_id": "campaign",
}


def document(app: FastAPI) -> dict[str, Any]:
    """The console's pages as an OpenAPI document, with the statuses that they have."""
    shown = []
    for route in flat(app.routes):
        if route.path.startswith("/console") and "/login" not in route.path:
            told = copy.copy(route)
            told.include_in_schema = True
            shown.append(told)
    made = get_openapi(title="console", version="1", routes=shown)
    for operations in made["paths"].values():
        for operation in operations.values():
            operation["responses"] = {s: {"description": d} for s, d in CONSOLE.items()}
            operation["security"] = [{"session": []}]
    scheme = {"type": "apiKey", "in": "cookie", "name": "loge_session"}
    made.setdefault("components", {})["securitySchemes"] = {"session": scheme}
    return made


def ask(served: Served, told: dict[str, Any], **sent: Any) -> str:
    """Ask every operation of a document; return what was wrong, a line each."""
    schema = schemathesis.openapi.from_dict(told)
    faults: list[str] = []
    asked = 0
    with requests.Session() as connection:
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.path in LEFT_OUT:
                continue
            asked += 1
            for wrong in _try(served, operation, connection, **sent):
                faults.append(f"{operation.label}: {' '.join(wrong.split())}")
    assert asked >= 15
    return "\n".join(faults)


def _try(served: Served, operation: Any, connection: requests.Session, **sent: Any) -> list[str]:
    wrong: list[str] = []
    turn = iter(range(1_000_000))

    @hypothesis.given(case=operation.as_strategy())
    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Any) -> None:
        number = next(turn)
        for name in case.path_parameters or {}:
            there = served.objects.get(name)
            if there and number % 2 == 0:
                case.path_parameters[name] = there[number // 2 % len(there)]
        answer = case.call(
            base_url=served.base, session=connection, allow_redirects=False, timeout=20, **sent
        )
        try:
            case.validate_response(answer, checks=list(CHECKS))
        except (FailureGroup, AssertionError) as failed:
            wrong.extend(str(e) for e in getattr(failed, "exceptions", [failed]))

    one()
    return list(dict.fromkeys(wrong))


def test_whoever_has_no_key_finds_what_the_document_says(served: Served) -> None:
    assert not ask(served, served.app.openapi())


def test_who_has_a_key_finds_what_the_document_says(served: Served) -> None:
    bearer = {"Authorization": f"Bearer {served.key}"}

    assert not ask(served, served.app.openapi(), headers=bearer)


@pytest.mark.parametrize("role", list(Role))
def test_who_is_signed_in_at_the_console_meets_no_fault(served: Served, role: Role) -> None:
    headers = {"X-CSRF-Token": "form", "Origin": served.base}

    signed_in = {"loge_session": role.value}
    assert not ask(served, document(served.app), headers=headers, cookies=signed_in)


def test_whoever_is_not_signed_in_is_led_to_the_door_of_the_console(served: Served) -> None:
    told = document(served.app)
    for operations in told["paths"].values():
        for operation in operations.values():
            operation["responses"] = {"303": {"description": "the door"}}
            del operation["security"]

    assert not ask(served, told)


def test_what_is_left_out_is_there(served: Served) -> None:
    paths = {*served.app.openapi()["paths"], *document(served.app)["paths"]}

    assert set(LEFT_OUT) <= paths
    assert SQLModel.metadata.tables.keys() >= set(NAMED.values())
