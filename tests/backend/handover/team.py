"""An agency's people for the tests of the queue: accounts, and their signing in."""

from datetime import datetime
from itertools import count
from typing import Any

from sqlmodel import Session, select

from backend.agents.models import Agency, Agent, AgentSession

_NUMBERS = count(1)


def agency(session: Session, name: str, landlord: str = "office64") -> int:
    """Make an agency, or return the one there is."""
    query = select(Agency).where(Agency.landlord == landlord, Agency.name == name)
    found = session.exec(query).first() or Agency(landlord=landlord, name=name)
    session.add(found)
    session.flush()
    return found.id or 0


def account(session: Session, name: str, *, landlord: str = "office64", **given: Any) -> int:
    """Make an account."""
    login = f"{name}-{next(_NUMBERS)}"
    made = Agent(login=login, name=name, password_hash="", landlord=landlord, **given)
    session.add(made)
    session.flush()
    return made.id or 0


def arrive(session: Session, agent_id: int, now: datetime) -> None:
    """Sign in."""
    token = f"session-{next(_NUMBERS)}"
    session.add(
        AgentSession(token_hash=token, agent_id=agent_id, csrf="", created_at=now, seen_at=now)
    )
    session.flush()


def leave(session: Session, agent_id: int, now: datetime) -> None:
    """End every session of an account."""
    for one in session.exec(select(AgentSession).where(AgentSession.agent_id == agent_id)):
        one.ended_at = now
