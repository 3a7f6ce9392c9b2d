"""What the desk reads: only what the agent may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, literal
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session, col, func, select

from backend.agents.models import Agency, Agent, AgentSession
from backend.agents.service import live_sessions
from backend.conversations.errors import ConversationNotFound
from backend.conversations.models import Author, Channel, Conversation, Message, State
from backend.handover.boundary import seen_by
from backend.handover.queue import in_order, offered_to
from backend.handover.rules import rules_of
from backend.replies import Act

SHOWN, SHOWN_WITH_BOT = 100, 30
_WORDS, _TOLD = 160, 3


@dataclass(frozen=True)
class Card:
    """A conversation in a list."""

    id: str
    channel: str
    landlord: str | None
    language: str
    state: State
    reason: str | None
    since: datetime
    words: str
    last_words: str
    last_author: str
    is_urgent: bool
    is_offered: bool
    agency_id: int | None
    wanted_role: str | None


def names_of_landlord(session: Session, landlord: str) -> Mapping[int, str]:
    """Return the names of a landlord's agents, by id."""
    query = select(Agent.id, Agent.name).where(Agent.landlord == landlord)
    return {agent_id or 0: name for agent_id, name in session.exec(query)}


def conversation(
    session: Session, agent: Agent, conversation_id: str, now: datetime
) -> Conversation:
    """Return a conversation that the agent may see.

    Raises ConversationNotFound for another landlord's or agency's as for an unknown one.
    """
    query = select(Conversation).where(Conversation.id == conversation_id, seen_by(agent, now))
    found = session.exec(query).first()
    if found is None:
        raise ConversationNotFound
    return found


def waiting(session: Session, agent: Agent, now: datetime) -> Sequence[Card]:
    """Return the queue in its order; what others are offered first says so."""
    offered = offered_to(agent, now)
    query = _cards(col(Conversation.queued_at), offered).where(
        Conversation.state == State.QUEUED, seen_by(agent, now)
    )
    return _read(session, query.order_by(*in_order()))


def mine(session: Session, agent_id: int) -> Sequence[Card]:
    """Return the agent's own conversations, the one that moved last first."""
    query = _cards(col(Conversation.updated_at)).where(
        Conversation.state == State.AGENT, Conversation.agent_id == agent_id
    )
    return _read(session, query.order_by(col(Conversation.updated_at).desc()))


def with_bot(session: Session, agent: Agent, now: datetime) -> Sequence[Card]:
    """Return the open conversations of the bot, the one that moved last first."""
    query = _cards(col(Conversation.updated_at)).where(
        Conversation.state == State.BOT, seen_by(agent, now), _spoken()
    )
    return _read(session, query.order_by(col(Conversation.updated_at).desc()), limit=SHOWN_WITH_BOT)


def _spoken() -> ColumnElement[bool]:
    """A page that was opened and left alone is no conversation."""
    return exists().where(col(Message.conversation_id) == Conversation.id)


def _cards(since: Any, offered: Any = True) -> Any:
    said = col(Message.conversation_id) == Conversation.id
    newest = (
        select(Message.id, Message.text)
        .where(said, col(Message.author) == Author.TENANT)
        .order_by(col(Message.id).desc())
        .limit(_TOLD)
        .correlate(Conversation)
        .subquery()
    )
    # One message alone is often "please, it is urgent": the ones before it say what is.
    told = aggregate_order_by(newest.c.text, newest.c.id)
    words = select(func.array_agg(told)).scalar_subquery()
    author = (
        select(Message.author)
        .where(said)
        .order_by(col(Message.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    act = col(Message.reply)["act"].astext
    # An EXISTS here is planned as one pass over every message there is.
    urgent = select(func.bool_or(act == Act.EMERGENCY.value)).where(said).scalar_subquery()
    mine = literal(offered) if offered is True else offered
    return select(Conversation, since, words, author, urgent, mine)  # type: ignore[call-overload]


def _read(session: Session, query: Any, *, limit: int = SHOWN) -> Sequence[Card]:
    return [
        Card(
            id=found.id,
            channel=found.channel,
            landlord=found.landlord,
            language=found.language,
            state=found.state,
            reason=found.handoff_reason,
            since=since,
            words=_short(" · ".join(words or ())),
            last_words=_short(words[-1] if words else ""),
            last_author=author or "",
            is_urgent=bool(urgent),
            is_offered=bool(offered),
            agency_id=found.agency_id,
            wanted_role=found.wanted_role,
        )
        for found, since, words, author, urgent, offered in session.execute(query.limit(limit))
    ]


def _short(words: str) -> str:
    return " ".join(words[: 2 * _WORDS].split())[:_WORDS]


def names(session: Session, agent_ids: Iterable[int | None]) -> Mapping[int, str]:
    """Return the names of accounts."""
    wanted = {i for i in agent_ids if i is not None}
    if not wanted:
        return {}
    query = select(Agent.id, Agent.name).where(col(Agent.id).in_(wanted))
    return {i: name for i, name in session.exec(query) if i is not None}


def agency_names(session: Session, agency_ids: Iterable[int | None]) -> Mapping[int, str]:
    """Return the names of agencies."""
    wanted = {i for i in agency_ids if i is not None}
    query = select(Agency.id, Agency.name).where(col(Agency.id).in_(wanted))
    return {i: name for i, name in session.exec(query) if i is not None} if wanted else {}


def colleagues(session: Session, landlord: str) -> Sequence[Agent]:
    """Return a landlord's accounts that are in use, by name."""
    query = select(Agent).where(Agent.landlord == landlord, col(Agent.disabled_at).is_(None))
    return session.exec(query.order_by(Agent.name)).all()


def agencies_of(session: Session, landlord: str) -> Sequence[Agency]:
    """Return a landlord's agencies, by name."""
    query = select(Agency).where(Agency.landlord == landlord)
    return session.exec(query.order_by(Agency.name)).all()


def names_by_login(session: Session, logins: Iterable[str]) -> Mapping[str, str]:
    """Return the names of accounts, by login."""
    query = select(Agent.login, Agent.name).where(col(Agent.login).in_(set(logins)))
    return dict(session.exec(query).all())


def owner_name(session: Session, agent: Agent, conversation_id: str, now: datetime) -> str:
    """Return who has a conversation; "" when no agent does, or it may not be seen."""
    query = (
        select(Agent.name)
        .join(Conversation, col(Conversation.agent_id) == Agent.id)
        .where(Conversation.id == conversation_id, seen_by(agent, now))
    )
    return session.exec(query).first() or ""


def held_by(session: Session, agent_id: int) -> Sequence[str]:
    """Return the conversations that an agent has, in the order in which they last moved."""
    query = select(Conversation.id).where(
        Conversation.state == State.AGENT, Conversation.agent_id == agent_id
    )
    return session.exec(query.order_by(col(Conversation.updated_at))).all()


def absent_holders(session: Session, *, now: datetime) -> Sequence[int]:
    """Return who has conversations and no live session."""
    present = exists().where(
        col(AgentSession.agent_id) == Conversation.agent_id, live_sessions(now)
    )
    query = select(Conversation.agent_id).where(Conversation.state == State.AGENT, ~present)
    return [i for i in session.exec(query.distinct()) if i is not None]


def newest_message() -> ScalarSelect[int | None]:
    """Return the newest message of the conversation that a query is about."""
    found = select(Message.id).where(col(Message.conversation_id) == Conversation.id)
    newest = found.order_by(col(Message.id).desc()).limit(1)
    return newest.correlate(Conversation).scalar_subquery()


def unanswered(session: Session, *, now: datetime) -> Sequence[tuple[str, int]]:
    """Return the conversations, with who has them, in which a tenant was let down.

    They wrote last, and neither an answer nor another sign of the agent came for the time that
    the landlord's rules give.
    """
    seen = (
        select(func.max(AgentSession.seen_at))
        .where(AgentSession.agent_id == Conversation.agent_id, live_sessions(now))
        .correlate(Conversation)
        .scalar_subquery()
    )
    query = (
        select(Conversation, Message.created_at, seen)
        .join(Message, col(Message.id) == newest_message())
        .where(Conversation.state == State.AGENT, Message.author == Author.TENANT)
    )
    return [
        (one.id, one.agent_id or 0)
        for one, said, sign in session.execute(query)
        if max(said, sign or said, one.updated_at) < now - rules_of(one.landlord).silent
    ]


def open_talk(session: Session, agent: Agent, phone: str, now: datetime) -> Conversation | None:
    """Return the open conversation of a telephone by SMS, if the agent may see it."""
    query = select(Conversation).where(
        Conversation.channel == Channel.SMS,
        Conversation.contact == phone,
        Conversation.state != State.CLOSED,
        seen_by(agent, now),
    )
    return session.exec(query).first()
