"""What the console reads of the requests: only what the agent may see."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from backend.agents.models import Agent
from backend.conversations.models import Channel, Conversation
from backend.handover.boundary import requests_seen_by
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import SollicitationNotFound

_BESIDE = 20


def request(session: Session, agent: Agent, sollicitation_id: int, now: datetime) -> Sollicitation:
    """Return a request that the agent may see.

    Raises SollicitationNotFound for another landlord's or agency's as for an unknown one.
    """
    found = seen(session, agent, {sollicitation_id}, now)
    if not found:
        raise SollicitationNotFound
    return found[0]


def seen(
    session: Session, agent: Agent, ids: Collection[int | None], now: datetime
) -> Sequence[Sollicitation]:
    """Return those of some requests that the agent may see, oldest first."""
    query = select(Sollicitation).where(
        col(Sollicitation.id).in_({one for one in ids if one}), requests_seen_by(agent, now)
    )
    return session.exec(query.order_by(col(Sollicitation.id))).all()


def by_codes(
    session: Session, agent: Agent, codes: Collection[str], now: datetime
) -> Sequence[Sollicitation]:
    """Return the requests of some codes that the agent may see."""
    query = select(Sollicitation).where(
        col(Sollicitation.code).in_(codes), requests_seen_by(agent, now)
    )
    return session.exec(query.order_by(col(Sollicitation.id))).all()


def beside(
    session: Session, agent: Agent, conversation: Conversation, now: datetime
) -> Sequence[Sollicitation]:
    """Return the requests of a conversation and of the same person, newest first."""
    same = [col(Sollicitation.conversation_id) == conversation.id]
    filed = select(Sollicitation).where(Sollicitation.conversation_id == conversation.id)
    own = session.exec(filed).all()
    phones = {s.contact_phone for s in own if s.contact_phone}
    if conversation.channel is Channel.SMS:
        phones.add(conversation.contact)
    people = {one for one in (conversation.person_id, *(s.person_id for s in own)) if one}
    if phones:
        same.append(col(Sollicitation.contact_phone).in_(phones))
    if people:
        same.append(col(Sollicitation.person_id).in_(people))
    query = select(Sollicitation).where(requests_seen_by(agent, now), or_(*same))
    return session.exec(query.order_by(col(Sollicitation.id).desc()).limit(_BESIDE)).all()


def of_number(session: Session, agent: Agent, phone: str, now: datetime) -> Sequence[Sollicitation]:
    """Return the newest requests that name a telephone, and that the agent may see."""
    query = select(Sollicitation).where(
        requests_seen_by(agent, now), Sollicitation.contact_phone == phone
    )
    return session.exec(query.order_by(col(Sollicitation.id).desc()).limit(_BESIDE)).all()
