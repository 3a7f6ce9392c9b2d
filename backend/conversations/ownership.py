"""Who owns a conversation: bot, queue or agent. Each change raises the epoch, in one UPDATE."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from backend.conversations import writing
from backend.conversations.errors import NotYours
from backend.conversations.models import Conversation, State


def _change(
    session: Session, conversation_id: str, *conditions: Any, **values: Any
) -> Conversation | None:
    statement = (
        update(Conversation)
        .where(col(Conversation.id) == conversation_id, *conditions)
        .values(epoch=Conversation.epoch + 1, **values)
        .returning(Conversation)
        .execution_options(populate_existing=True)
    )
    changed = session.execute(statement).scalar_one_or_none()
    if changed is not None:
        writing.publish_state(session, changed)
    return changed


def enqueue(
    session: Session, conversation: Conversation, *, reason: str | None, now: datetime
) -> None:
    """Put a conversation of the bot into the queue; one that waits already keeps its place."""
    _change(
        session,
        conversation.id,
        col(Conversation.state) == State.BOT,
        state=State.QUEUED,
        queued_at=now,
        handoff_reason=reason,
    )


def withdraw(session: Session, conversation: Conversation) -> None:
    """Take a conversation out of the queue: the tenant needs nobody any more."""
    _change(
        session,
        conversation.id,
        col(Conversation.state) == State.QUEUED,
        state=State.BOT,
        queued_at=None,
        handoff_reason=None,
    )


def claim(session: Session, conversation_id: str, *, agent_id: int, now: datetime) -> Conversation:
    """Give a conversation to an agent, from the queue or from the bot, never from another agent.

    Raises NotYours when somebody else was faster or the conversation is closed.
    """
    claimed = _change(
        session,
        conversation_id,
        col(Conversation.state).in_((State.QUEUED, State.BOT)),
        state=State.AGENT,
        agent_id=agent_id,
        queued_at=None,
        updated_at=now,
    )
    if claimed is None:
        raise NotYours
    return claimed


def give_back(
    session: Session, conversation_id: str, *, agent_id: int, now: datetime
) -> Conversation:
    """Return an agent's conversation to the bot; raises NotYours."""
    bot = {"state": State.BOT, "handoff_reason": None, "updated_at": now}
    return _leave(session, conversation_id, agent_id, **bot)


def requeue(session: Session, conversation_id: str, *, agent_id: int) -> None:
    """Put the conversation of an agent who left back into the queue, waiting since it last moved.

    In silence where it is theirs no more: somebody else acted meanwhile.
    """
    waiting = {"state": State.QUEUED, "queued_at": Conversation.updated_at}
    with suppress(NotYours):
        _leave(session, conversation_id, agent_id, handoff_reason="agent_left", **waiting)


def close(session: Session, conversation_id: str, *, agent_id: int, now: datetime) -> Conversation:
    """Close an agent's conversation; a later message opens another one; raises NotYours."""
    closed = {"state": State.CLOSED, "closed_at": now, "updated_at": now}
    return _leave(session, conversation_id, agent_id, **closed)


def _leave(session: Session, conversation_id: str, agent_id: int, **values: Any) -> Conversation:
    """Take a conversation from the agent who has it, and from nobody else."""
    held = (col(Conversation.state) == State.AGENT, col(Conversation.agent_id) == agent_id)
    left = _change(session, conversation_id, *held, agent_id=None, **values)
    if left is None:
        raise NotYours
    return left


def require_owner(session: Session, conversation_id: str, *, agent_id: int) -> Conversation:
    """Return the conversation, held, if this agent owns it; only the owner answers."""
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None or found.state is not State.AGENT or found.agent_id != agent_id:
        raise NotYours
    return found
