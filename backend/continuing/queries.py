"""Questions that the table of continuations answers."""

from datetime import datetime

from sqlmodel import Session, col, func, or_, select, update

from backend.continuing.models import Continuation


def number_sent(session: Session, conversation_id: str, phone: str, *, since: datetime) -> int:
    """Return how many codes went to a telephone or were asked for in a conversation."""
    query = select(func.count(col(Continuation.id))).where(
        or_(
            col(Continuation.conversation_id) == conversation_id,
            col(Continuation.phone) == phone,
        ),
        col(Continuation.created_at) > since,
    )
    return session.exec(query).one()


def count_try(session: Session, conversation_id: str, *, most: int, now: datetime) -> int | None:
    """Count a try at the newest code of a conversation; None where no try is left."""
    newest = (
        select(func.max(Continuation.id))
        .where(Continuation.conversation_id == conversation_id)
        .scalar_subquery()
    )
    statement = (
        update(Continuation)
        .where(
            col(Continuation.id) == newest,
            col(Continuation.tries) < most,
            col(Continuation.expires_at) > now,
        )
        .values(tries=Continuation.tries + 1)
        .returning(col(Continuation.id))
    )
    return session.execute(statement).scalar_one_or_none()
