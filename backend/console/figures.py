"""Today's figures of one landlord; `today` begins at midnight in Paris."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, func, select

from backend.agents.models import Agency, Agent, AgentSession
from backend.agents.service import live_sessions
from backend.console.queries import newest_message
from backend.conversations.models import Author, Conversation, Message, State
from backend.handover.boundary import of_landlord
from backend.handover.rules import rules_of
from backend.outbox.models import Quarantined, Sms, SmsState
from backend.pages.views import PARIS
from backend.sollicitations.models import Sollicitation


@dataclass(frozen=True)
class Figures:
    """What a supervisor looks at; `quarantined` is the whole deployment's."""

    waiting: int
    late: int
    oldest: datetime | None
    opened: int
    bot_only: int
    with_person: int
    closed: int
    filed: int
    uncertain: int
    failed: int
    quarantined: int


@dataclass(frozen=True)
class Held:
    """A conversation that somebody has; `waits` since when its tenant waits for an answer."""

    it: Conversation
    agent: str
    waits: datetime | None


@dataclass(frozen=True)
class Present:
    """An agent who is signed in, and how many conversations they hold."""

    name: str
    agency: str | None
    seen: datetime
    held: int


def midnight_of(now: datetime) -> datetime:
    """Return when the day of a moment began in Paris."""
    return now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)


def today(session: Session, landlord: str, now: datetime) -> Figures:
    """Count what happened since midnight, and what waits now."""
    midnight = midnight_of(now)
    ours = of_landlord(landlord)
    opened = (ours, col(Conversation.opened_at) >= midnight, _said(Author.TENANT))
    queued = (ours, Conversation.state == State.QUEUED)
    long = col(Conversation.queued_at) <= now - rules_of(landlord).choice
    person = _said(Author.AGENT) | col(Conversation.state).in_((State.QUEUED, State.AGENT))
    return Figures(
        waiting=_count(session, Conversation, *queued),
        late=_count(session, Conversation, *queued, long),
        oldest=session.exec(select(func.min(Conversation.queued_at)).where(*queued)).one(),
        opened=_count(session, Conversation, *opened),
        bot_only=_count(session, Conversation, *opened, ~person),
        with_person=_count(session, Conversation, *opened, person),
        closed=_count(session, Conversation, ours, col(Conversation.closed_at) >= midnight),
        filed=_count(
            session,
            Sollicitation,
            Sollicitation.landlord == landlord,
            col(Sollicitation.opened_at) >= midnight,
        ),
        uncertain=_sms(session, ours, col(Sms.state) == SmsState.UNCERTAIN),
        failed=_sms(
            session,
            ours,
            col(Sms.state).in_((SmsState.FAILED, SmsState.UNDELIVERED)),
            col(Sms.created_at) >= midnight,
        ),
        quarantined=_count(session, Quarantined, col(Quarantined.settled_at).is_(None)),
    )


def _said(author: Author) -> ColumnElement[bool]:
    said = col(Message.conversation_id) == Conversation.id
    return exists().where(said, col(Message.author) == author)


def _count(session: Session, table: Any, *conditions: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(*conditions)).one()


def _sms(session: Session, *conditions: Any) -> int:
    query = select(func.count()).select_from(Sms).join(Conversation).where(*conditions)
    return session.exec(query).one()


def team(session: Session, landlord: str, now: datetime) -> Sequence[Present]:
    """Return who is signed in, by name."""
    held = (
        select(func.count())
        .where(Conversation.agent_id == Agent.id, Conversation.state == State.AGENT)
        .scalar_subquery()
    )
    seen: Any = func.max(AgentSession.seen_at)
    query = (
        select(Agent.name, Agency.name, seen, held)
        .join(AgentSession, col(AgentSession.agent_id) == Agent.id)
        .join(Agency, col(Agency.id) == Agent.agency_id, isouter=True)
        .where(
            Agent.landlord == landlord,
            live_sessions(now),
        )
        .group_by(col(Agent.id), col(Agency.name))
        .order_by(Agent.name)
    )
    return [Present(*row) for row in session.exec(query)]


def held(session: Session, landlord: str) -> Sequence[Held]:
    """Return who is on what now, what waits longest for an answer first."""
    query = (
        select(Conversation, Agent.name, Message.author, Message.created_at)
        .join(Agent, col(Agent.id) == Conversation.agent_id)
        .join(Message, col(Message.id) == newest_message(), isouter=True)
        .where(of_landlord(landlord), Conversation.state == State.AGENT)
    )
    found = [
        Held(one, name, said if author is Author.TENANT else None)
        for one, name, author, said in session.exec(query)
    ]
    return sorted(found, key=lambda h: (h.waits is None, h.waits or h.it.updated_at))
