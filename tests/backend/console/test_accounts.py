"""Accounts: who may change what, sessions that end everywhere, a trail that stays."""

import asyncio
import re

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DatabaseError
from sqlmodel import select, text

from backend.agents.models import Agent, Role
from backend.audit.models import AuditLine
from backend.db import UnitOfWork
from backend.feed.models import FeedEvent
from tests.backend.console import talks
from tests.backend.console.conftest import Browser, at_desk

HERE = "/console/comptes"


@pytest.fixture
def admin(app: FastAPI, begin: UnitOfWork, runner: asyncio.Runner) -> Browser:
    with begin() as session:
        session.add(
            Agent(
                login="admin",
                name="Administration",
                password_hash="",
                role=Role.ADMINISTRATOR,
                landlord="office64",
            )
        )
    return at_desk(app, runner, "admin")


@pytest.fixture
def chief(app: FastAPI, runner: asyncio.Runner) -> Browser:
    return at_desk(app, runner, "chef")


def account(begin: UnitOfWork, login: str) -> Agent:
    with begin() as session:
        return session.exec(select(Agent).where(Agent.login == login)).one()


def trail(begin: UnitOfWork) -> list[AuditLine]:
    with begin() as session:
        return list(session.exec(select(AuditLine).order_by("id")))


FORM = {"name": "CRC Béarn", "speaks": "eu", "skills": "litigation", "capacity": "3"}


def test_an_agent_finds_no_accounts(bearn: Browser, people: dict[str, int]) -> None:
    assert bearn.get(HERE).status_code == 404
    assert bearn.get(f"{HERE}/{people['cote']}").status_code == 404
    assert bearn.post(f"{HERE}/{people['bearn']}", FORM).status_code == 404


def test_another_landlords_account_is_not_found(chief: Browser, people: dict[str, int]) -> None:
    assert chief.get(f"{HERE}/{people['rochefort']}").status_code == 404
    assert chief.post(f"{HERE}/{people['rochefort']}", FORM).status_code == 404


def test_a_supervisor_sets_what_is_offered_and_neither_role_nor_access(
    begin: UnitOfWork, chief: Browser, people: dict[str, int]
) -> None:
    chief.post(f"{HERE}/{people['bearn']}", {**FORM, "role": "administrator"})
    ended = chief.post(f"{HERE}/{people['bearn']}/end-sessions", {})

    found = account(begin, "bearn")
    assert (found.speaks, found.skills, found.capacity) == (["eu"], ["litigation"], 3)
    assert found.role is Role.AGENT
    assert ended.status_code == 404
    [line] = trail(begin)
    assert (line.by, line.what, line.about) == ("chef", "account-changed", "bearn")
    assert line.old == {"speaks": ["fr"], "skills": [], "capacity": None}
    assert line.new == {"speaks": ["eu"], "skills": ["litigation"], "capacity": 3}


@pytest.mark.parametrize(
    "wrong",
    [{"speaks": ""}, {"skills": "king"}, {"capacity": "900"}, {"name": " "}, {"agency": "9999"}],
)
def test_what_no_account_may_be_changes_nothing(
    begin: UnitOfWork, admin: Browser, people: dict[str, int], wrong: dict[str, str]
) -> None:
    answer = admin.post(f"{HERE}/{people['bearn']}", {**FORM, **wrong})

    assert answer.status_code == 422
    assert account(begin, "bearn").speaks == ["fr"]


def test_an_administrator_opens_an_account_whose_password_is_shown_once(
    begin: UnitOfWork, admin: Browser, stranger: Browser
) -> None:
    page = admin.post(HERE, {"login": "nouveau", "name": "CRC", "role": "agent"}).text

    password = re.search(r"<code>([^<]+)</code>", page)[1]  # type: ignore[index]
    stranger.sign_in("nouveau", password)
    assert stranger.get("/console").status_code == 200
    assert password not in admin.get(HERE).text
    assert admin.post(HERE, {"login": "nouveau", "name": "CRC"}).status_code == 422


def test_ending_sessions_puts_them_out_and_their_tenants_back(
    begin: UnitOfWork, admin: Browser, bearn: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)
    bearn.post(f"/console/conversations/{waits.id}/claim", {"seen": "queued"})

    admin.post(f"{HERE}/{people['bearn']}/end-sessions", {})

    assert bearn.get("/console").status_code == 303
    assert talks.again(begin, waits).state == "queued"
    with begin() as session:
        told = session.exec(select(FeedEvent).where(FeedEvent.kind == "signed_out")).one()
    assert told.payload["agent"] == people["bearn"]


def test_a_closed_account_is_out_and_nobody_closes_their_own(
    begin: UnitOfWork, admin: Browser, bearn: Browser, people: dict[str, int]
) -> None:
    admin.post(f"{HERE}/{people['bearn']}/disable", {})
    own = admin.post(f"{HERE}/{account(begin, 'admin').id}/disable", {})

    assert bearn.get("/console").status_code == 303
    assert account(begin, "bearn").disabled_at is not None
    assert own.status_code == 422
    assert account(begin, "admin").disabled_at is None


@pytest.mark.parametrize("change", ["UPDATE audit_line SET by = 'x'", "DELETE FROM audit_line"])
def test_nobody_changes_the_trail(
    begin: UnitOfWork, chief: Browser, people: dict[str, int], change: str
) -> None:
    chief.post(f"{HERE}/{people['bearn']}", FORM)

    with pytest.raises(DatabaseError, match="read-only"), begin() as session:
        session.execute(text(change))

    assert "compte modifié" in chief.get(f"{HERE}/journal").text
