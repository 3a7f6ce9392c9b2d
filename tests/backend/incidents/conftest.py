"""Tenants of one building, who report to the bot what the form takes from them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session, select

from backend.agents import demo as agencies
from backend.agents.models import Agent
from backend.conversations import service as conversations
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.incidents.requests import RequestsOfBuildings
from backend.library.edition import Edition
from backend.replies import Outcome, Turn, Utterance
from backend.sollicitations.form import EMPTY
from backend.sollicitations.models import Sollicitation
from backend.tenants import demo as tenants
from knowledge import load
from tests.backend.console import talks
from tests.backend.conversations.people import NOW, agent, say, web

REQUESTS = RequestsOfBuildings(Edition(load()), clock=lambda: NOW)
HERE = "14 rue des Tilleuls, Pau"
_NUMBERS = count(1)


@dataclass
class Tenant:
    """Somebody with a conversation, and the form as Rasa would hold it."""

    begin: UnitOfWork
    talk: Conversation
    requests: RequestsOfBuildings = REQUESTS
    slots: dict[str, Any] = field(default_factory=lambda: dict(EMPTY))
    said: list[Utterance] = field(default_factory=list)

    def report(self, text: str, intent: str = "report_ascenseur") -> Utterance:
        """Begin with a problem; return the form's question."""
        turn = self._turn(text)
        with self.begin() as session:
            _read_only(session)
            self._take(self.requests.open_from(session, turn, self.slots, intent, 0.9))
        return self._go_on(turn)

    def say(self, text: str) -> Utterance:
        """Answer the form; return what it says next."""
        asked = self.requests.missing(self.slots)[0]
        turn = self._turn(text)
        with self.begin() as session:
            _read_only(session)
            told = self.requests.read_form_message(session, turn, self.slots, asked, "inform", 0.6)
        assert told is not None
        self._take(told)
        return self._go_on(turn)

    def file(self, problem: str, address: str = HERE) -> Sollicitation:
        """Report a problem and answer everything; return the request."""
        asked = self.report(problem, "report_autre")
        for _ in range(9):
            if asked.response == "sollicitation_filed":
                break
            asked = self.say({"address": address, "confirm": "oui"}.get(asked.asks or "", "passer"))
        return self.filed()

    def filed(self) -> Sollicitation:
        """The request that was filed last."""
        code = next(u.values["code"] for u in reversed(self.said) if "code" in u.values)
        with self.begin() as session:
            query = select(Sollicitation).where(Sollicitation.code == code)
            return session.exec(query).one()

    def _turn(self, text: str) -> Turn:
        inbound = say(self.begin, self.talk, text, str(next(_NUMBERS))).inbound_id
        return Turn(inbound, self.talk.id, 0, self.talk.landlord, "fr", "bot", text)

    def _go_on(self, turn: Turn) -> Utterance:
        wanted = self.requests.missing(self.slots)
        if wanted:
            self.said.append(self.requests.ask(self.slots, wanted[0]))
        else:
            with self.begin() as session:
                self._take(self.requests.file(session, turn, self.slots, NOW))
        return self.said[-1]

    def _take(self, outcome: Outcome) -> None:
        self.slots.update(outcome.slots)
        self.said += outcome.utterances


def _read_only(session: Session) -> None:
    """Only what is done once may write, as the turns hold it."""
    session.connection(execution_options={"postgresql_readonly": True})


@pytest.fixture
def town(begin: UnitOfWork) -> UnitOfWork:
    """The demonstration's agencies, residences and tenants."""
    with begin() as session:
        agencies.load(session)
        tenants.load(session)
    return begin


@pytest.fixture
def tenant(town: UnitOfWork) -> Callable[[], Tenant]:
    return lambda: Tenant(town, web(town))


@pytest.fixture
def texting(town: UnitOfWork) -> Callable[[str], Tenant]:
    """Somebody who writes by SMS."""

    def made(number: str) -> Tenant:
        with town() as session:
            talk = conversations.open_sms(session, contact=number, landlord=None, now=NOW)
        return Tenant(town, talk)

    return made


@pytest.fixture
def desk(town: UnitOfWork) -> Agent:
    """An agent of the landlord."""
    with town() as session:
        return session.get_one(Agent, agent(session, login="desk"))


def said_to(tenant: Tenant) -> list[str]:
    """What was written to somebody beside the form."""
    return [m.text for m in talks.said(tenant.begin, tenant.talk) if m.author == "system"]
