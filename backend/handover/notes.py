"""Notes of colleagues on a conversation. Never commits, never says anything to a tenant."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from backend import safety
from backend.conversations.models import Conversation
from backend.conversations.writing import QUEUE_TOPIC, told_of
from backend.feed.service import publish
from backend.handover.models import ConversationNote

LONGEST = 2_000


def write(
    session: Session, conversation: Conversation, text: str, *, agent_id: int, now: datetime
) -> ConversationNote | None:
    """Keep a note; None for an empty one."""
    said = safety.clean(text).strip()[:LONGEST]
    if not said:
        return None
    note = ConversationNote(conversation_id=conversation.id, agent_id=agent_id, text=said, at=now)
    session.add(note)
    publish(session, QUEUE_TOPIC, "note", told_of(conversation))
    return note


def of(session: Session, conversation_ids: Sequence[str]) -> Sequence[ConversationNote]:
    """Return the notes on some conversations, in order."""
    query = select(ConversationNote).where(
        col(ConversationNote.conversation_id).in_(conversation_ids)
    )
    return session.exec(query.order_by(col(ConversationNote.id))).all()
