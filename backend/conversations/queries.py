"""Questions that the conversations' tables answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from backend.conversations.models import (
    Author,
    Channel,
    Conversation,
    Message,
    State,
    TurnRow,
    TurnState,
)
from backend.replies import Act

_SAID_IN_A_TURN = 2
_UNFINISHED = (TurnState.WAITING, TurnState.RUNNING)
_BEGIN_TURN = text(
    """
    INSERT INTO turn (inbound_id, conversation_id, created_at, state, attempt, leased_until)
    SELECT :inbound_id, :conversation_id, :now, CASE WHEN first THEN 'running' ELSE 'waiting' END,
        CASE WHEN first THEN 1 ELSE 0 END, CASE WHEN first THEN CAST(:until AS timestamptz) END
    FROM (
        SELECT NOT EXISTS (
            SELECT 1 FROM turn
            WHERE conversation_id = :conversation_id AND state IN ('waiting', 'running')
        ) AS first
    ) AS place
    RETURNING state
    """
)


def insert_once(session: Session, message: Message) -> int | None:
    """Write an inbound message; None when its provider's id is there already."""
    values = message.model_dump(exclude={"id"})
    # The table, not the class: nothing is to be loaded, and the bulk insert of the ORM is slow.
    table = Message.__table__  # type: ignore[attr-defined]
    statement = insert(table).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(table.c.id)).scalar_one_or_none()


def by_provider_id(session: Session, channel: Channel, provider_id: str) -> Message | None:
    """Return the message that the provider knows under this id."""
    query = select(Message).where(Message.channel == channel, Message.provider_id == provider_id)
    return session.exec(query).first()


def open_once(session: Session, conversation: Conversation) -> None:
    """Open a conversation unless the contact has one open on that channel."""
    values = conversation.model_dump()
    session.execute(insert(Conversation).values(**values).on_conflict_do_nothing())


def open_for(session: Session, channel: Channel, contact: str) -> Conversation | None:
    """Return the open conversation of a contact on a channel."""
    query = select(Conversation).where(
        Conversation.channel == channel,
        Conversation.contact == contact,
        Conversation.state != State.CLOSED,
    )
    return session.exec(query).first()


def locked(session: Session, conversation_id: str) -> Conversation | None:
    """Return a conversation, held until the end of the unit of work."""
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def lease(session: Session, inbound_id: int, *, now: datetime, until: datetime) -> TurnRow | None:
    """Take the lease of a turn; None when it is done, leased, or not the next one."""
    earlier = TurnRow.__table__.alias("earlier")  # type: ignore[attr-defined]
    waits = exists().where(
        earlier.c.conversation_id == TurnRow.conversation_id,
        earlier.c.inbound_id < TurnRow.inbound_id,
        earlier.c.state.in_(_UNFINISHED),
    )
    free = (col(TurnRow.state) == TurnState.WAITING) | (
        (col(TurnRow.state) == TurnState.RUNNING) & (col(TurnRow.leased_until) < now)
    )
    statement = (
        update(TurnRow)
        .where(col(TurnRow.inbound_id) == inbound_id, free, ~waits)
        .values(state=TurnState.RUNNING, attempt=TurnRow.attempt + 1, leased_until=until)
        .returning(TurnRow)
        .execution_options(populate_existing=True)
    )
    return session.execute(statement).scalar_one_or_none()


def begin_turn(session: Session, message: Message, *, until: datetime) -> bool:
    """Write the turn of a message that came just now, leased unless another one is before it.

    The caller holds the conversation, so that no other turn of it can begin meanwhile.
    """
    values = {
        "inbound_id": message.id,
        "conversation_id": message.conversation_id,
        "until": until,
        "now": message.created_at,
    }
    return bool(session.execute(_BEGIN_TURN, values).scalar_one() == TurnState.RUNNING)


def locked_turn(session: Session, inbound_id: int) -> tuple[Conversation, TurnRow] | None:
    """Return a turn with its conversation, both held until the end of the unit of work."""
    query = (
        select(Conversation, TurnRow)
        .join(TurnRow, col(TurnRow.conversation_id) == Conversation.id)
        .where(TurnRow.inbound_id == inbound_id)
        .with_for_update()
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def abandoned(session: Session, *, before: datetime, now: datetime, limit: int) -> Sequence[int]:
    """Return the turns that nobody runs: their lease is over, or nobody came for them."""
    waiting = (col(TurnRow.state) == TurnState.WAITING) & (col(TurnRow.created_at) < before)
    expired = (col(TurnRow.state) == TurnState.RUNNING) & (col(TurnRow.leased_until) < now)
    query = select(TurnRow.inbound_id).where(waiting | expired)
    return session.exec(query.order_by(col(TurnRow.inbound_id)).limit(limit)).all()


def replies_to(session: Session, inbound_id: int) -> Sequence[Message]:
    """Return what answered a message, in order."""
    query = select(Message).where(Message.inbound_id == inbound_id)
    return session.exec(query.order_by(col(Message.id))).all()


def news_between(
    session: Session, conversation_id: str, first: int, before: int
) -> Sequence[Message]:
    """Return what was told of requests, unasked, from one message on and before another."""
    query = select(Message).where(
        Message.conversation_id == conversation_id,
        Message.author == Author.SYSTEM,
        col(Message.id) >= first,
        col(Message.id) < before,
        col(Message.inbound_id).is_(None),
        col(Message.reply)["act"].astext == Act.TRACK.value,
    )
    return session.exec(query.order_by(col(Message.id))).all()


def history(session: Session, conversation_id: str, *, limit: int = 200) -> Sequence[Message]:
    """Return the newest messages of a conversation, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    newest = session.exec(query.order_by(col(Message.id).desc()).limit(limit)).all()
    return list(reversed(newest))


def said_lately(
    session: Session, message: Message, *, since: datetime, limit: int = 3
) -> list[str]:
    """Return what the tenant said just before a message, oldest first; a file's name is no word."""
    query = select(Message.text).where(
        Message.conversation_id == message.conversation_id,
        Message.author == Author.TENANT,
        col(Message.attachment).is_(None),
        col(Message.id) < message.id,
        col(Message.created_at) > since,
    )
    newest = session.exec(query.order_by(col(Message.id).desc()).limit(limit)).all()
    return list(reversed(newest))


def failed_before(session: Session, conversation_id: str, inbound_id: int) -> bool:
    """Tell whether the message before this one was not understood, or not known, either."""
    query = select(Message.reply).where(
        Message.conversation_id == conversation_id,
        Message.author == Author.BOT,
        col(Message.inbound_id) < inbound_id,
    )
    last = session.exec(query.order_by(col(Message.id).desc()).limit(1)).first()
    failed = (Act.OUT_OF_SCOPE.value, Act.CLARIFY.value)
    return bool(last and last.get("act") in failed and not last.get("asks"))


def last_said(session: Session, message: Message) -> Message | None:
    """Return the last thing that was said to a tenant before a message."""
    query = select(Message).where(
        Message.conversation_id == message.conversation_id,
        Message.author != Author.TENANT,
        col(Message.id) < message.id,
    )
    return session.exec(query.order_by(col(Message.id).desc()).limit(1)).first()


def offered(session: Session, conversation_id: str) -> set[str]:
    """Return what the buttons of the last turn send when they are pressed."""
    query = select(Message.reply).where(
        Message.conversation_id == conversation_id,
        col(Message.author).in_((Author.BOT, Author.SYSTEM)),
    )
    last = session.exec(query.order_by(col(Message.id).desc()).limit(_SAID_IN_A_TURN)).all()
    return {button["payload"] for reply in last for button in (reply or {}).get("buttons", ())}
