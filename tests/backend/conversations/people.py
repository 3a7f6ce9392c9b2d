"""Tenants and agents for the tests of conversations."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from backend.agents.models import Agent
from backend.config import Settings
from backend.conversations import service
from backend.conversations.emergencies import Emergencies
from backend.conversations.intake import Reader
from backend.conversations.models import Conversation
from backend.conversations.parts import Parts
from backend.conversations.rasa_client import RasaClient
from backend.conversations.turns import Turns
from backend.db import Lanes, UnitOfWork
from backend.feed.hub import Hub
from backend.limits import RateLimit
from tests.shipped import edition

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWS = Emergencies(edition())


BASE = "http://loge.test"


def parts(begin: UnitOfWork, database_url: str, **settings: Any) -> Parts:
    """Return what the doors are given; nobody answers where Rasa would be."""
    chosen, lanes = Settings(public_url=BASE, _env_file=None, **settings), Lanes(8)
    rasa = RasaClient("http://127.0.0.1:9", "", timeout=1)
    return Parts(
        settings=chosen,
        begin=begin,
        lanes=lanes,
        turns=Turns(begin, rasa, chosen, lanes),
        hub=Hub(begin, database_url),
        knows=KNOWS,
        landlords=frozenset({"office64", "rochefort"}),
        opening=RateLimit(10, timedelta(minutes=1)),
    )


def web(begin: UnitOfWork, *, landlord: str | None = "office64") -> Conversation:
    """Open a web conversation."""
    with begin() as session:
        return service.open_web(session, landlord=landlord, language="fr", now=NOW)[0]


def say(begin: UnitOfWork, conversation: Conversation, text: str, client: str) -> service.Received:
    """Send a message of the tenant."""
    with begin() as session:
        return service.receive(
            session,
            conversation.id,
            text,
            provider_id=f"{conversation.id}:{client}",
            client_id=client,
            knows=KNOWS,
            now=NOW,
        )


def agent(session: Session, *, login: str = "agent", landlord: str = "office64") -> int:
    """Make an account of the contact centre; return its id."""
    made = Agent(login=login, name="Agent", password_hash="", landlord=landlord)
    session.add(made)
    session.flush()
    return made.id or 0


def reply_at_once(
    begin: UnitOfWork,
    conversation: Conversation,
    text: str,
    *,
    readers: Sequence[Reader],
    at: datetime = NOW,
) -> dict[str, Any]:
    """Send a message; return what a reader of Loge's own replies, empty where the bot has to."""
    with begin() as session:
        received = service.receive(
            session,
            conversation.id,
            text,
            provider_id=uuid4().hex,
            knows=KNOWS,
            readers=readers,
            now=at,
        )
        said = service.answer_to(session, received.inbound_id)
    return said.replies[0] if said and said.replies else {}
