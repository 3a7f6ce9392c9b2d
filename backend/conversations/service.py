"""Conversations: opening one, taking a message in, answering it in a turn (design, "A turn")."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from backend import jobs, safety
from backend.conversations import intake, ownership, queries, rasa_client, writing
from backend.conversations.errors import (
    ConversationClosed,
    ConversationNotFound,
    StaleTurn,
    WrongToken,
)
from backend.conversations.models import (
    Author,
    BotAction,
    Channel,
    Conversation,
    Message,
    State,
    TurnRow,
    TurnState,
)
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
from backend.replies import (
    Act,
    Effect,
    EffectKind,
    Outcome,
    Turn,
    Utterance,
    dump_outcome,
    load_outcome,
)

BOT_STATES = (State.BOT, State.QUEUED)
_STILL_SPEAKING = timedelta(minutes=10)


@dataclass(frozen=True)
class Received:
    """A message that is kept: its id, and whether a turn has to answer it."""

    inbound_id: int
    awaits_turn: bool


@dataclass(frozen=True)
class Leased:
    """A turn that this process runs, until the lease ends."""

    turn: Turn
    attempt: int


@dataclass(frozen=True)
class Answered:
    """The answer to a message, as the contract's body."""

    message: int
    state: State
    replies: list[dict[str, Any]]


def open_web(
    session: Session, *, landlord: str | None, language: str, now: datetime
) -> tuple[Conversation, str]:
    """Open a web conversation; return it with its secret token, which is stored hashed."""
    identifier, token = uuid.uuid4().hex, secrets.token_urlsafe(32)
    conversation = Conversation(
        id=identifier,
        channel=Channel.WEB,
        contact=identifier,
        landlord=landlord,
        language=language,
        token_hash=_hash(token),
        opened_at=now,
        updated_at=now,
    )
    session.add(conversation)
    session.flush()
    return conversation, token


def open_sms(
    session: Session, *, contact: str, landlord: str | None, now: datetime
) -> Conversation:
    """Return the open conversation of a telephone number, opened if there is none."""
    fresh = Conversation(
        id=uuid.uuid4().hex,
        channel=Channel.SMS,
        contact=contact,
        landlord=landlord,
        opened_at=now,
        updated_at=now,
    )
    queries.open_once(session, fresh)
    found = queries.open_for(session, Channel.SMS, contact)
    if found is None:
        raise ConversationNotFound
    return found


def authenticate(session: Session, conversation_id: str, token: str) -> Conversation:
    """Return the conversation that the token opens; an unknown one costs the same time."""
    conversation = session.get(Conversation, conversation_id)
    expected = conversation.token_hash if conversation is not None else None
    if not hmac.compare_digest(expected or _hash(""), _hash(token)) or not token:
        raise WrongToken
    if conversation is None:
        raise ConversationNotFound
    return conversation


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def receive(
    session: Session,
    conversation_id: str,
    text: str,
    *,
    provider_id: str,
    client_id: str | None = None,
    language: str | None = None,
    knows: intake.Knows,
    now: datetime,
) -> Received:
    """Keep an inbound message, once per provider's id; read STOP and danger in it.

    The first of a turn's two units of work: nothing is answered before it is committed.
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
    return _begin(session, conversation, message, knows=knows, now=now)


def _begin(
    session: Session,
    conversation: Conversation,
    message: Message,
    *,
    knows: intake.Knows,
    now: datetime,
) -> Received:
    """Answer at once what comes before the bot; else leave a turn to run."""
    inbound_id = message.id or 0
    before = queries.said_lately(session, message, since=now - _STILL_SPEAKING)
    outcome = intake.read(
        session, message.text, before=before, conversation=conversation, knows=knows
    )
    if outcome is not None:
        _conclude(session, conversation, inbound_id, outcome, now=now, author=Author.SYSTEM)
    elif conversation.state in BOT_STATES:
        session.add(TurnRow(inbound_id=inbound_id, conversation_id=conversation.id, created_at=now))
        if conversation.channel is Channel.SMS:
            jobs.defer(session, jobs.RUN_TURN, inbound_id, lock=f"turn:{conversation.id}")
        return Received(inbound_id, awaits_turn=True)
    writing.publish_state(session, conversation)
    return Received(inbound_id, awaits_turn=False)


def lease(
    session: Session, inbound_id: int, *, now: datetime, duration: timedelta
) -> Leased | None:
    """Take a turn to run it; a second attempt first takes Rasa's memory back."""
    row = queries.lease(session, inbound_id, now=now, until=now + duration)
    if row is None:
        return None
    conversation = session.get_one(Conversation, row.conversation_id)
    message = session.get_one(Message, inbound_id)
    turn = Turn(
        inbound=inbound_id,
        conversation=conversation.id,
        epoch=conversation.epoch,
        landlord=conversation.landlord,
        language=conversation.language,
        state=conversation.state.value,
        text=safety.escape_for_rasa(message.text),
    )
    if row.attempt > 1:
        rasa_client.cut_tracker(session, turn)
    return Leased(turn, row.attempt)


def settle(session: Session, leased: Leased, outcome: Outcome, *, now: datetime) -> bool:
    """Write the replies of a turn with what they cause, unless it is no longer ours to answer."""
    conversation = queries.locked(session, leased.turn.conversation)
    row = session.get(TurnRow, leased.turn.inbound, with_for_update=True)
    if conversation is None or row is None:
        return False
    if row.state is not TurnState.RUNNING or row.attempt != leased.attempt:
        return False
    stale = conversation.epoch != leased.turn.epoch or conversation.state not in BOT_STATES
    row.state = TurnState.SUPERSEDED if stale else TurnState.DONE
    row.finished_at = now
    if not stale:
        _conclude(session, conversation, row.inbound_id, outcome, now=now, author=Author.BOT)
    row.conversation_state = conversation.state
    return not stale


def _conclude(
    session: Session,
    conversation: Conversation,
    inbound_id: int,
    outcome: Outcome,
    *,
    now: datetime,
    author: Author,
) -> None:
    urgent = any(u.act is Act.EMERGENCY for u in outcome.utterances)
    for effect in outcome.effects:
        _apply(session, conversation, effect, now=now)
    writing.reply(
        session,
        conversation,
        outcome.utterances,
        author=author,
        inbound_id=inbound_id,
        purpose=Purpose.EMERGENCY if urgent else Purpose.REPLY,
        now=now,
    )


def _apply(session: Session, conversation: Conversation, effect: Effect, *, now: datetime) -> None:
    match effect.kind:
        case EffectKind.REQUEST_PERSON:
            ownership.enqueue(session, conversation, reason=effect.value, now=now)
        case EffectKind.WITHDRAW_REQUEST:
            ownership.withdraw(session, conversation)
        case EffectKind.SET_LANDLORD:
            conversation.landlord = effect.value
        case EffectKind.SET_TOPIC:
            conversation.topic = effect.value
        case EffectKind.OPT_OUT:
            outbox.opt_out(session, **_contact(conversation), scope="all", words="")
        case EffectKind.OPT_IN:
            outbox.opt_in(session, **_contact(conversation))


def _contact(conversation: Conversation) -> dict[str, str]:
    return {"channel": conversation.channel.value, "contact": conversation.contact}


def answer_to(session: Session, inbound_id: int) -> Answered | None:
    """Return the answer to a message; None while its turn is not over."""
    message = session.get_one(Message, inbound_id)
    conversation = session.get_one(Conversation, message.conversation_id)
    row = session.get(TurnRow, inbound_id)
    if row is not None and row.finished_at is None:
        return None
    state = (row and row.conversation_state) or conversation.state
    replies = [
        {"id": str(m.id), **(m.reply or {})} for m in queries.replies_to(session, inbound_id)
    ]
    return Answered(inbound_id, state, replies)


def perform(
    session: Session,
    name: str,
    turn: Turn,
    serve: Callable[[Session], Outcome],
    *,
    once: bool,
) -> Outcome:
    """Run what an action does, under the epoch of its turn; `once` keeps its first result.

    Raises StaleTurn when the conversation changed hands: the bot may not write any more.
    """
    conversation = queries.locked(session, turn.conversation)
    if conversation is None or conversation.epoch != turn.epoch:
        raise StaleTurn
    if not once:
        return serve(session)
    kept = session.get(BotAction, (turn.inbound, name))
    if kept is not None:
        return load_outcome(kept.outcome)
    outcome = serve(session)
    session.add(BotAction(inbound_id=turn.inbound, action=name, outcome=dump_outcome(outcome)))
    return outcome


def unavailable(turn: Turn) -> Outcome:
    """Return what is said and done when the bot does not answer in its time."""
    effects = (
        ()
        if turn.state == State.QUEUED
        else (Effect(EffectKind.REQUEST_PERSON, "bot_unavailable"),)
    )
    return Outcome((Utterance(Act.HANDOFF, "bot_unavailable"),), effects)


def speechless() -> Outcome:
    """Return what is said when the bot has understood nothing at all: never silence."""
    return Outcome((Utterance(Act.CLARIFY, "say_it_otherwise"),))
