"""The second factor: asked for once it is confirmed, each code once."""

from datetime import timedelta

import pyotp
from sqlmodel import select

from backend.agents import second_factor, service
from backend.agents.models import Agent, AgentSession
from backend.db import UnitOfWork
from tests.backend.console.conftest import PASSWORD, Browser
from tests.backend.conversations.people import NOW

HERE = "/console/preferences/second-facteur"
KEY = ""


def code(begin: UnitOfWork, step: int = 0) -> str:
    with begin() as session:
        agent = session.exec(select(Agent).where(Agent.login == "bearn")).one()
    moment = NOW + timedelta(seconds=30 * step)
    return pyotp.TOTP(second_factor.secret_of(KEY, agent)).at(moment)


def with_factor(begin: UnitOfWork, bearn: Browser) -> None:
    bearn.post(f"{HERE}/begin", {})
    bearn.post(f"{HERE}/confirm", {"code": code(begin, -1)})


def signs_in(stranger: Browser, given: str) -> bool:
    form = {"login": "bearn", "password": PASSWORD, "code": given}
    return stranger.post("/console/login", form).status_code == 303


def test_it_is_asked_for_once_confirmed_and_a_code_works_once(
    begin: UnitOfWork, bearn: Browser, stranger: Browser
) -> None:
    bearn.post(f"{HERE}/begin", {})
    assert bearn.post(f"{HERE}/confirm", {"code": "000000"}).status_code == 422
    bearn.post(f"{HERE}/confirm", {"code": code(begin, -1)})

    right = code(begin)
    assert not signs_in(stranger, "")
    assert not signs_in(stranger, code(begin, -1))
    assert not signs_in(stranger, code(begin, 9))
    assert signs_in(stranger, right)
    assert not signs_in(Browser(stranger.app, stranger.runner), right)
    service.attempts.count("bearn", NOW, right=True)


def test_it_is_taken_off_by_a_code_only(begin: UnitOfWork, bearn: Browser) -> None:
    with_factor(begin, bearn)

    refused = bearn.post(f"{HERE}/take-off", {"code": "123"})
    bearn.post(f"{HERE}/take-off", {"code": code(begin)})

    assert refused.status_code == 422
    with begin() as session:
        agent = session.exec(select(Agent).where(Agent.login == "bearn")).one()
        assert (agent.totp_since, agent.totp_salt) == (None, None)
        assert session.exec(select(AgentSession)).first() is not None
    service.attempts.count("bearn", NOW, right=True)


def test_the_secret_is_not_in_the_database(begin: UnitOfWork, bearn: Browser) -> None:
    bearn.post(f"{HERE}/begin", {})
    with begin() as session:
        agent = session.exec(select(Agent).where(Agent.login == "bearn")).one()

    assert second_factor.secret_of("a", agent) != second_factor.secret_of("b", agent)
    assert second_factor.secret_of(KEY, agent) in bearn.get(HERE).text
