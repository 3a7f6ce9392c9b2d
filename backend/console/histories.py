"""One person, whatever door they write at: what they said is read as one history."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from backend.agents.models import Agent
from backend.conversations.models import Channel, Conversation, Message
from backend.handover.boundary import seen_by
from backend.recognition import service as recognition
from backend.tenants import service as tenants

_MANY = 20


def together(
    session: Session, agent: Agent, conversation: Conversation, now: datetime
) -> Sequence[Conversation]:
    """Return the conversations of who writes in this one, the newest first.

    Of somebody who is not recognised it is this one alone: a number says too little by itself.
    """
    person = recognition.recognised(session, conversation.id)
    if person is None or person.landlord != agent.landlord:
        return [conversation]
    theirs = col(Conversation.person_id) == person.id
    if tenants.by_phone(session, person.phone, person.landlord) is not None:
        by_sms = col(Conversation.channel) == Channel.SMS
        theirs |= by_sms & (col(Conversation.contact) == person.phone)
    others = select(Conversation).where(
        theirs, seen_by(agent, now), Conversation.id != conversation.id
    )
    newest = others.order_by(col(Conversation.updated_at).desc()).limit(_MANY)
    return [conversation, *session.exec(newest)]


def said(session: Session, talks: Sequence[Conversation], *, limit: int) -> list[Message]:
    """Return the newest messages of some conversations, oldest first."""
    ids = [talk.id for talk in talks]
    query = select(Message).where(col(Message.conversation_id).in_(ids))
    newest = query.order_by(col(Message.id).desc()).limit(limit)
    return list(reversed(session.exec(newest).all())) if ids else []
