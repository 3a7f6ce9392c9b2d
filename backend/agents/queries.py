"""Questions that the accounts' tables answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from backend.agents.models import Agency, Agent, AgentSession


def by_login(session: Session, login: str) -> Agent | None:
    """Return the account of a login that is not disabled."""
    query = select(Agent).where(Agent.login == login, col(Agent.disabled_at).is_(None))
    return session.exec(query).first()


def open_session(
    session: Session, token_hash: str, *, idle_since: datetime, opened_since: datetime
) -> tuple[AgentSession, Agent] | None:
    """Return a session that is neither ended nor too old, with its account."""
    query = (
        select(AgentSession, Agent)
        .join(Agent, col(Agent.id) == AgentSession.agent_id)
        .where(
            AgentSession.token_hash == token_hash,
            live(idle_since=idle_since, opened_since=opened_since),
            col(Agent.disabled_at).is_(None),
        )
    )
    return session.exec(query).first()


def agencies(session: Session, landlord: str) -> Sequence[Agency]:
    """Return a landlord's agencies, by name."""
    return session.exec(
        select(Agency).where(Agency.landlord == landlord).order_by(Agency.name)
    ).all()


def live(*, idle_since: datetime, opened_since: datetime) -> ColumnElement[bool]:
    """Tell which sessions are neither ended nor too old."""
    return and_(
        col(AgentSession.ended_at).is_(None),
        col(AgentSession.seen_at) > idle_since,
        col(AgentSession.created_at) > opened_since,
    )
