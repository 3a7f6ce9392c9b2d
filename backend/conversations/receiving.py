"""Taking a message in: kept once, read for STOP and danger, left to a turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend import jobs, safety
from backend.conversations import intake, queries, writing
from backend.conversations.answering import BOT_STATES, conclude
from backend.conversations.errors import ConversationClosed, ConversationNotFound
from backend.conversations.models import Author, Channel, Conversation, Message, State, TurnRow
from backend.replies import Outcome

_STILL_SPEAKING = timedelta(minutes=10)


@dataclass(frozen=True)
class Received:
    """A message that is kept: its id, and whether a turn has to answer it."""

    inbound_id: int
    awaits_turn: bool


def receive(
    session: Session,
    conversation_id: str,
    text: str,
    *,
    provider_id: str,
    client_id: str | None = None,
    language: str | None = None,
    knows: intake.Knows,
    readers: Sequence[intake.Reader] = (),
    now: datetime,
) -> Received:
    """Keep an inbound message, once per provider's id; read STOP and danger in it.

    The first of a turn's two units of work: nothing is answered before it is committed. `readers`
    are asked in order, after STOP and danger, before the message is left to the bot.
    """
    conversation = queries.locked(session, conversation_id)
    if conversation is None:
        raise ConversationNotFound
    known = queries.by_provider_id(session, conversation.channel, provider_id)
    if known is not None:
        return Received(known.id or 0, awaits_turn=True)
    if conversation.state is State.CLOSED:
        raise ConversationClosed
    message = Message(
        conversation_id=conversation.id,
        channel=conversation.channel,
        author=Author.TENANT,
        text=text,
        provider_id=provider_id,
        client_id=client_id,
        created_at=now,
    )
    message.id = queries.insert_once(session, message)
    if message.id is None:
        raise ConversationNotFound
    conversation.language = safety.read_language(text, language or conversation.language)
    conversation.updated_at = now
    writing.publish_message(session, message)
    before = queries.said_lately(session, message, since=now - _STILL_SPEAKING)
    outcome = intake.read(session, text, before=before, conversation=conversation, knows=knows)
    for reads in readers:
        outcome = outcome or reads(session, conversation, message, now=now)
    return _begin(session, conversation, message, outcome, now=now)


def _begin(
    session: Session,
    conversation: Conversation,
    message: Message,
    outcome: Outcome | None,
    *,
    now: datetime,
) -> Received:
    """Answer at once what comes before the bot; else leave a turn to run."""
    inbound_id = message.id or 0
    if outcome is not None:
        conclude(session, conversation, inbound_id, outcome, now=now, author=Author.SYSTEM)
    elif conversation.state in BOT_STATES:
        session.add(TurnRow(inbound_id=inbound_id, conversation_id=conversation.id, created_at=now))
        if conversation.channel is Channel.SMS:
            jobs.defer(session, jobs.RUN_TURN, inbound_id, lock=f"turn:{conversation.id}")
        return Received(inbound_id, awaits_turn=True)
    writing.publish_state(session, conversation)
    return Received(inbound_id, awaits_turn=False)
