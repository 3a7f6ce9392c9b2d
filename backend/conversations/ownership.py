"""Who owns a conversation: bot, queue or agent. Each change raises the epoch, in one UPDATE."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from backend.conversations import writing
from backend.conversations.errors import NotYours
from backend.conversations.models import Channel, Conversation, State, Stretch
from backend.tenants import service as tenants
from backend.tenants.models import Person

_NOBODY = {"queued_at": None, "asked_at": None, "handoff_reason": None, "wanted_role": None}


def _change(
    session: Session, conversation_id: str, *conditions: Any, now: datetime, **values: Any
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
        _measure(session, changed, now)
        writing.publish_state(session, changed)
    return changed


def _measure(session: Session, changed: Conversation, now: datetime) -> None:
    """End the stretch that was, and begin the next one where a person is waited for or there."""
    running = (col(Stretch.conversation_id) == changed.id, col(Stretch.ended_at).is_(None))
    session.execute(update(Stretch).where(*running).values(ended_at=now, then=changed.state))
    if changed.state in (State.QUEUED, State.AGENT):
        session.add(
            Stretch(
                conversation_id=changed.id,
                landlord=changed.landlord,
                state=changed.state,
                agent_id=changed.agent_id,
                began_at=now,
            )
        )
        session.flush()


def enqueue(
    session: Session, conversation: Conversation, *, reason: str | None, now: datetime
) -> None:
    """Put a conversation of the bot into the queue; one that waits already keeps its place.

    It is for the agency of the tenant's residence first, where the tenant is known.
    """
    _change(
        session,
        conversation.id,
        col(Conversation.state) == State.BOT,
        now=now,
        state=State.QUEUED,
        queued_at=now,
        asked_at=now,
        choice_at=None,
        handoff_reason=reason,
        agency_id=_agency(session, conversation),
    )


def _agency(session: Session, conversation: Conversation) -> int | None:
    landlord = conversation.landlord
    if landlord is None:
        return None
    person = session.get(Person, conversation.person_id) if conversation.person_id else None
    if person is None and conversation.channel is Channel.SMS:
        person = tenants.by_phone(session, conversation.contact, landlord)
    return tenants.agency_of(session, person)


def withdraw(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """Take a conversation out of the queue: the tenant needs nobody any more."""
    waits = col(Conversation.state) == State.QUEUED
    _change(session, conversation.id, waits, now=now, state=State.BOT, **_NOBODY)


def claim(
    session: Session, conversation_id: str, *conditions: Any, agent_id: int, now: datetime
) -> Conversation:
    """Give a conversation to an agent, from the queue or from the bot, never from another agent.

    Raises NotYours when somebody else was faster, the conversation is closed, or one of the
    `conditions` does not hold.
    """
    claimed = _change(
        session,
        conversation_id,
        col(Conversation.state).in_((State.QUEUED, State.BOT)),
        *conditions,
        now=now,
        state=State.AGENT,
        agent_id=agent_id,
        queued_at=None,
        asked_at=func.coalesce(Conversation.asked_at, now),
        updated_at=now,
    )
    if claimed is None:
        raise NotYours
    return claimed


def give_back(
    session: Session, conversation_id: str, *, agent_id: int, now: datetime
) -> Conversation:
    """Return an agent's conversation to the bot; raises NotYours."""
    bot = {"state": State.BOT, **_NOBODY, "updated_at": now}
    return _leave(session, conversation_id, agent_id, now=now, **bot)


def requeue(
    session: Session,
    conversation_id: str,
    *,
    agent_id: int,
    now: datetime,
    reason: str = "agent_left",
    **wanted: Any,
) -> bool:
    """Put an agent's conversation back to its place in the queue; tell whether it was theirs.

    In silence where it is theirs no more: somebody else acted meanwhile. `wanted` is what the
    conversation is for from now on: a role, an agency.
    """
    waiting = {"state": State.QUEUED, "queued_at": Conversation.asked_at, "choice_at": None}
    with suppress(NotYours):
        _leave(
            session,
            conversation_id,
            agent_id,
            now=now,
            handoff_reason=reason,
            **waiting,
            **wanted,
        )
        return True
    return False


def hand_over(
    session: Session, conversation_id: str, *, agent_id: int, to: int, now: datetime
) -> Conversation:
    """Give an agent's conversation to a colleague at once; raises NotYours."""
    held = (col(Conversation.state) == State.AGENT, col(Conversation.agent_id) == agent_id)
    given = _change(session, conversation_id, *held, now=now, agent_id=to, updated_at=now)
    if given is None:
        raise NotYours
    return given


def close(session: Session, conversation_id: str, *, agent_id: int, now: datetime) -> Conversation:
    """Close an agent's conversation; a later message opens another one; raises NotYours."""
    closed = {"state": State.CLOSED, "closed_at": now, "updated_at": now}
    return _leave(session, conversation_id, agent_id, now=now, **closed)


def end_with_bot(session: Session, conversation_id: str, *, now: datetime) -> bool:
    """Close a conversation that the bot alone has; tell whether it was so."""
    closed = {"state": State.CLOSED, "closed_at": now, "updated_at": now}
    alone = col(Conversation.state) == State.BOT
    return _change(session, conversation_id, alone, now=now, **closed) is not None


def _leave(
    session: Session, conversation_id: str, agent_id: int, *, now: datetime, **values: Any
) -> Conversation:
    """Take a conversation from the agent who has it, and from nobody else."""
    held = (col(Conversation.state) == State.AGENT, col(Conversation.agent_id) == agent_id)
    left = _change(session, conversation_id, *held, now=now, agent_id=None, **values)
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
