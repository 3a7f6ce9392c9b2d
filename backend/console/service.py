"""What an agent does: take a conversation, answer, give it back, end it.

Each function checks first that the agent may see the object at all.
"""

from datetime import datetime

from sqlmodel import Session

from backend import safety
from backend.agents.models import Agent
from backend.console import queries
from backend.console.errors import ChangedMeanwhile
from backend.conversations import ownership, writing
from backend.conversations.errors import EmptyMessage, MessageTooLong
from backend.conversations.models import Author, Conversation, Message, State
from backend.conversations.queries import locked
from backend.handover import queue
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance

LONGEST_ANSWER = 2_000


def claim(
    session: Session, agent: Agent, conversation_id: str, *, seen: State, now: datetime
) -> Conversation:
    """Take a conversation from the queue or from the bot, as the agent saw it.

    Raises NotYours when somebody was faster, ChangedMeanwhile when it waits for nobody any more,
    and what the queue refuses: NotForYou, AtCapacity.
    """
    queries.conversation(session, agent, conversation_id, now)
    held = locked(session, conversation_id)
    if held is not None and held.state in (State.BOT, State.QUEUED) and held.state is not seen:
        raise ChangedMeanwhile
    return queue.claim(session, agent.id or 0, conversation_id, now=now)


def answer(
    session: Session,
    agent: Agent,
    conversation_id: str,
    text: str,
    *,
    client_id: str,
    now: datetime,
) -> Message:
    """Say something to the tenant, once per `client_id`; only the owner may."""
    queries.conversation(session, agent, conversation_id, now)
    text = safety.clean(text)
    if not text.strip():
        raise EmptyMessage
    if len(text) > LONGEST_ANSWER:
        raise MessageTooLong(LONGEST_ANSWER)
    held = ownership.require_owner(session, conversation_id, agent_id=agent.id or 0)
    held.updated_at = now
    return writing.agent_says(
        session, held, text.strip(), agent_id=agent.id or 0, now=now, client_id=client_id or None
    )


def types(session: Session, agent: Agent, conversation_id: str, *, now: datetime) -> None:
    """Let the tenant see that the agent writes; in silence where the conversation is not theirs."""
    found = queries.conversation(session, agent, conversation_id, now)
    if found.agent_id == agent.id:
        writing.agent_types(session, found)


def owned(session: Session, agent: Agent, conversation_id: str, *, now: datetime) -> Conversation:
    """Return the agent's own conversation; raises NotYours for a colleague's."""
    queries.conversation(session, agent, conversation_id, now)
    return ownership.require_owner(session, conversation_id, agent_id=agent.id or 0)


def give_back(
    session: Session,
    agent: Agent,
    conversation_id: str,
    *,
    question: Utterance | None,
    now: datetime,
) -> Conversation:
    """Return the conversation to the bot, which says so and asks what it was asking."""
    queries.conversation(session, agent, conversation_id, now)
    held = ownership.give_back(session, conversation_id, agent_id=agent.id or 0, now=now)
    said = [Utterance(Act.SMALLTALK, "back_to_bot"), *([question] if question else [])]
    writing.reply(
        session,
        held,
        said,
        author=Author.BOT,
        inbound_id=None,
        purpose=Purpose.REPLY,
        now=now,
    )
    return held


def finish(session: Session, agent: Agent, conversation_id: str, *, now: datetime) -> Conversation:
    """End the agent's conversation."""
    queries.conversation(session, agent, conversation_id, now)
    return ownership.close(session, conversation_id, agent_id=agent.id or 0, now=now)


def let_go(session: Session, agent_id: int, *, now: datetime) -> int:
    """Put an agent's conversations back to their places; return how many they were."""
    held = queries.held_by(session, agent_id)
    return sum(ownership.requeue(session, one, agent_id=agent_id, now=now) for one in held)


def release_absent(session: Session, *, now: datetime) -> int:
    """Put back the conversations that nobody would answer; return how many they were.

    Those of agents without a live session, and those in which a tenant waits for an answer of
    somebody who has given no sign for some time. A person is with the tenant, so the bot is silent.
    """
    absent = queries.absent_holders(session, now=now)
    left = sum(let_go(session, agent_id, now=now) for agent_id in absent)
    silent = queries.unanswered(session, now=now)
    return left + sum(
        ownership.requeue(session, one, agent_id=agent_id, now=now, reason="agent_silent")
        for one, agent_id in silent
    )
