"""Who has a conversation open besides oneself. Never commits, never says anything to a tenant."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from backend.agents.models import Agent
from backend.conversations.models import Conversation
from backend.conversations.writing import QUEUE_TOPIC, told_of
from backend.feed.service import sign
from backend.handover.models import ConversationLook

# The sign's name, under which an open conversation is looked at again.
LOOKS = "conversation"
# An open page asks again each half minute; who last asked before that is gone.
_AGAIN, _LASTS = timedelta(seconds=15), timedelta(seconds=75)


def look(session: Session, conversation: Conversation, *, agent_id: int, now: datetime) -> None:
    """Note that somebody has a conversation open; the others see it when they come."""
    before = session.get(ConversationLook, (conversation.id, agent_id))
    if before is not None and now - before.at < _AGAIN:
        return
    row = {"conversation_id": conversation.id, "agent_id": agent_id, "at": now}
    here = [col(ConversationLook.conversation_id), col(ConversationLook.agent_id)]
    statement = insert(ConversationLook).values(**row)
    session.execute(statement.on_conflict_do_update(index_elements=here, set_={"at": now}))
    if before is None or now - before.at > _LASTS:
        sign(session, QUEUE_TOPIC, LOOKS, {**told_of(conversation), "by": agent_id})


def others(
    session: Session, conversation_id: str, *, agent_id: int, now: datetime
) -> Sequence[str]:
    """Return the names of the colleagues who have a conversation open now."""
    query = (
        select(Agent.name)
        .join(ConversationLook, col(ConversationLook.agent_id) == Agent.id)
        .where(
            ConversationLook.conversation_id == conversation_id,
            ConversationLook.agent_id != agent_id,
            ConversationLook.at > now - _LASTS,
        )
    )
    return session.exec(query.order_by(Agent.name)).all()
