"""Answering a message in a turn: leased by one process, settled under its epoch."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlmodel import Session

from backend import safety
from backend.conversations import ownership, queries, rasa_client, writing
from backend.conversations.errors import StaleTurn
from backend.conversations.models import (
    Author,
    BotAction,
    Conversation,
    Message,
    State,
    TurnRow,
    TurnState,
)
from backend.conversations.offering import with_person
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


def begin(
    session: Session,
    conversation: Conversation,
    message: Message,
    *,
    lease_for: timedelta | None,
) -> Leased | None:
    """Write the turn of a new message, leased where that is asked for and no turn is before it."""
    if lease_for is None:
        row = TurnRow(
            inbound_id=message.id or 0,
            conversation_id=conversation.id,
            created_at=message.created_at,
        )
        session.add(row)
    elif queries.begin_turn(session, message, until=message.created_at + lease_for):
        return Leased(_turn(conversation, message), attempt=1)
    return None


def lease(
    session: Session, inbound_id: int, *, now: datetime, duration: timedelta
) -> Leased | None:
    """Take a turn to run it; a second attempt first takes Rasa's memory back."""
    row = queries.lease(session, inbound_id, now=now, until=now + duration)
    if row is None:
        return None
    conversation = session.get_one(Conversation, row.conversation_id)
    turn = _turn(conversation, session.get_one(Message, inbound_id))
    if row.attempt > 1:
        rasa_client.cut_tracker(session, turn)
    return Leased(turn, row.attempt)


def _turn(conversation: Conversation, message: Message) -> Turn:
    return Turn(
        inbound=message.id or 0,
        conversation=conversation.id,
        epoch=conversation.epoch,
        landlord=conversation.landlord,
        language=conversation.language,
        state=conversation.state.value,
        text=safety.escape_for_rasa(message.text),
    )


class Afterword(Protocol):
    """Completes what the bot says, with what waits in another room; returns the whole of it."""

    def __call__(
        self,
        session: Session,
        conversation: Conversation,
        outcome: Outcome,
        *,
        inbound: int,
        now: datetime,
    ) -> Outcome: ...


def settle(
    session: Session,
    leased: Leased,
    outcome: Outcome,
    *,
    afterwords: Sequence[Afterword] = (),
    now: datetime,
) -> Answered | None:
    """Write the replies of a turn with what they cause; None when it is not ours to answer."""
    found = queries.locked_turn(session, leased.turn.inbound)
    if found is None:
        return None
    conversation, row = found
    if row.state is not TurnState.RUNNING or row.attempt != leased.attempt:
        return None
    stale = conversation.epoch != leased.turn.epoch or conversation.state not in BOT_STATES
    said = []
    if not stale:
        outcome = with_person(session, conversation, leased.turn, outcome)
        inbound = row.inbound_id
        for complete in afterwords:
            outcome = complete(session, conversation, outcome, inbound=inbound, now=now)
        said = conclude(session, conversation, row.inbound_id, outcome, now=now, author=Author.BOT)
    row.state = TurnState.SUPERSEDED if stale else TurnState.DONE
    row.finished_at, row.conversation_state = now, conversation.state
    return None if stale else _answered(row.inbound_id, conversation.state, said)


def conclude(
    session: Session,
    conversation: Conversation,
    inbound_id: int,
    outcome: Outcome,
    *,
    now: datetime,
    author: Author,
) -> list[Message]:
    """Apply what an outcome causes, and say what it says."""
    urgent = any(u.act is Act.EMERGENCY for u in outcome.utterances)
    for effect in outcome.effects:
        _apply(session, conversation, effect, now=now)
    return writing.reply(
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
            ownership.withdraw(session, conversation, now=now)
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
    return _answered(inbound_id, state, queries.replies_to(session, inbound_id))


def _answered(inbound_id: int, state: State, said: Sequence[Message]) -> Answered:
    """Return the same words in the same order, whether just written or read from the record."""
    replies = [
        {"id": str(message.id), **json.loads(json.dumps(message.reply or {}, sort_keys=True))}
        for message in said
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

    What is not done once may not write: the database refuses it, and needs no lock for it.
    Raises StaleTurn when the conversation changed hands: the bot may not write any more.
    """
    if not once:
        session.connection(execution_options={"postgresql_readonly": True})
        _own(session.get(Conversation, turn.conversation), turn)
        return serve(session)
    _own(queries.locked(session, turn.conversation), turn)
    kept = session.get(BotAction, (turn.inbound, name))
    if kept is not None:
        return load_outcome(kept.outcome)
    outcome = serve(session)
    session.add(BotAction(inbound_id=turn.inbound, action=name, outcome=dump_outcome(outcome)))
    return outcome


def _own(conversation: Conversation | None, turn: Turn) -> None:
    if conversation is None or conversation.epoch != turn.epoch:
        raise StaleTurn


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
