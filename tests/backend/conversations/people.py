"""Tenants and agents for the tests of conversations."""

from datetime import UTC, datetime

from sqlmodel import Session

from backend.agents.models import Agent
from backend.conversations import service
from backend.conversations.emergencies import Emergencies
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.library.edition import Edition
from knowledge import load

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWS = Emergencies(Edition(load()))


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
