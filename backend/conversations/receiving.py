"""Taking a message in: kept once, read for STOP and danger, left to a turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from backend import jobs, safety
from backend.conversations import intake, queries, writing
from backend.conversations.answering import BOT_STATES, Leased, begin, conclude
from backend.conversations.errors import ConversationClosed, ConversationNotFound
from backend.conversations.models import Author, Channel, Conversation, Message, State
from backend.conversations.opening import admit
from backend.replies import Outcome

_STILL_SPEAKING = timedelta(minutes=10)


@dataclass(frozen=True)
class Received:
    """A message that is kept: its id, whether a turn has to answer it, and the turn if leased."""

    inbound_id: int
    awaits_turn: bool
    leased: Leased | None = None


def receive(
    session: Session,
    conversation_id: str,
    text: str,
    *,
    token: str | None = None,
    provider_id: str,
    client_id: str | None = None,
    language: str | None = None,
    wish: safety.OptOut | None = None,
    knows: intake.Knows,
    readers: Sequence[intake.Reader] = (),
    lease_for: timedelta | None = None,
    now: datetime,
) -> Received:
    """Keep an inbound message, once per provider's id; read STOP and danger in it.

    The first of a turn's two units of work: nothing is answered before it is committed. `token` is
    asked for where the door gives one. `wish` is the STOP or START that the provider has read in
    it. `readers` are asked in order, after STOP and danger, before
    the message is left to the bot. With `lease_for` the caller runs the turn itself, if it may.
    """
    words = {"text": text, "client_id": client_id}
    door = Channel.WEB if token is not None else None
    arrived = _arrive(session, conversation_id, provider_id, words, now, token=token, door=door)
    conversation, message = arrived.conversation, arrived.message
    if not arrived.is_new:
        return Received(message.id or 0, awaits_turn=True)
    conversation.language = _language(session, conversation, text, language)
    writing.publish_message(session, message)
    before = queries.said_lately(session, message, since=now - _STILL_SPEAKING)
    outcome = intake.read(
        session, text, before=before, conversation=conversation, wish=wish, knows=knows
    )
    for reads in readers:
        outcome = outcome or reads(session, conversation, message, now=now)
    return _begin(session, conversation, message, outcome, lease_for=lease_for, now=now)


def _language(session: Session, conversation: Conversation, text: str, chosen: str | None) -> str:
    """Return what is spoken from now on; a button sends its French words, whoever presses it."""
    spoken = chosen or conversation.language
    read = safety.read_language(text, spoken)
    if read != spoken and text in queries.offered(session, conversation.id):
        return spoken
    return read


def receive_unread(
    session: Session,
    conversation_id: str,
    text: str,
    *,
    provider_id: str,
    client_id: str | None = None,
    attachment: dict[str, Any],
    answer: Callable[[Conversation, Message], Outcome | None],
    now: datetime,
    door: Channel | None = None,
    even_closed: bool = False,
) -> Received:
    """Keep what is no words, once per provider's id; Loge answers it at once, without the bot.

    With `even_closed`, what comes after the end is kept in the conversation that it belongs to.
    """
    written = {"text": text, "client_id": client_id, "attachment": attachment}
    arrived = _arrive(
        session, conversation_id, provider_id, written, now, door=door, even_closed=even_closed
    )
    conversation, message = arrived.conversation, arrived.message
    if arrived.is_new:
        outcome = answer(conversation, message) or Outcome()
        writing.publish_message(session, message)
        inbound_id = message.id or 0
        conclude(session, conversation, inbound_id, outcome, now=now, author=Author.SYSTEM)
    return Received(message.id or 0, awaits_turn=False)


@dataclass(frozen=True)
class _Arrived:
    """A message in its conversation, which is held; not new where it came before."""

    conversation: Conversation
    message: Message
    is_new: bool


def _arrive(
    session: Session,
    conversation_id: str,
    provider_id: str,
    written: dict[str, Any],
    now: datetime,
    *,
    token: str | None = None,
    door: Channel | None = None,
    even_closed: bool = False,
) -> _Arrived:
    """Keep a message under its provider's id at the door that it came by.

    A conversation may move from the web to a telephone: what the chat sends again is still known.
    """
    conversation = queries.locked(session, conversation_id)
    if token is not None:
        admit(conversation, token)
    if conversation is None:
        raise ConversationNotFound
    message = Message(
        **written,
        conversation_id=conversation.id,
        channel=door or conversation.channel,
        author=Author.TENANT,
        provider_id=provider_id,
        created_at=now,
    )
    if even_closed or conversation.state is not State.CLOSED:
        message.id = queries.insert_once(session, message)
    if message.id is None:
        return _Arrived(conversation, _known(session, message.channel, provider_id), is_new=False)
    conversation.updated_at = now
    return _Arrived(conversation, message, is_new=True)


def _known(session: Session, channel: Channel, provider_id: str) -> Message:
    """Return the message that came before under the same id; it may be asked for at any time."""
    known = queries.by_provider_id(session, channel, provider_id)
    if known is None:
        raise ConversationClosed
    return known


def _begin(
    session: Session,
    conversation: Conversation,
    message: Message,
    outcome: Outcome | None,
    *,
    lease_for: timedelta | None,
    now: datetime,
) -> Received:
    """Answer at once what comes before the bot; else leave a turn to run."""
    inbound_id = message.id or 0
    if outcome is not None:
        conclude(session, conversation, inbound_id, outcome, now=now, author=Author.SYSTEM)
    elif conversation.state in BOT_STATES:
        leased = begin(session, conversation, message, lease_for=lease_for)
        if conversation.channel is Channel.SMS:
            jobs.defer(session, jobs.RUN_TURN, inbound_id, lock=f"turn:{conversation.id}")
        return Received(inbound_id, awaits_turn=True, leased=leased)
    writing.publish_state(session, conversation)
    return Received(inbound_id, awaits_turn=False)
