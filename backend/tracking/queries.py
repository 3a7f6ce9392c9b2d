"""Questions that the follow-up asks: the tries, the request with its telephone, what was told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, func, or_, select

from backend.conversations.models import Author, Channel, Conversation, Message
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person
from backend.tracking.models import TrackingTry

_COUNT = text(
    """
    INSERT INTO tracking_try AS kept (key, tries, last_at) VALUES (:key, 1, :now)
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN kept.last_at <= :quiet THEN 1 ELSE kept.tries + 1 END,
        last_at = excluded.last_at
    WHERE kept.last_at <= :quiet OR kept.tries < :most
    RETURNING tries
    """
)
_GIVE_BACK = text("UPDATE tracking_try SET tries = tries - 1 WHERE key = :key AND tries > 0")
_FORGET = text(
    """
    DELETE FROM tracking_try WHERE key IN (
        SELECT key FROM tracking_try WHERE last_at <= :quiet LIMIT 100 FOR UPDATE SKIP LOCKED
    )
    """
)
_TOLD = 20


def count_try(session: Session, key: str, *, most: int, quiet: datetime, now: datetime) -> bool:
    """Count a try, unless `most` were made without a pause since `quiet`; tell whether it was."""
    values = {"key": key, "most": most, "quiet": quiet, "now": now}
    return session.execute(_COUNT, values).first() is not None


def last_try(session: Session, key: str) -> datetime | None:
    """Return when a key was tried last."""
    return session.exec(select(TrackingTry.last_at).where(TrackingTry.key == key)).first()


def give_back(session: Session, key: str) -> None:
    """Take a try back that was right."""
    session.execute(_GIVE_BACK, {"key": key})


def forget_tries(session: Session, *, quiet: datetime) -> None:
    """Delete some of the tries that no longer count."""
    session.execute(_FORGET, {"quiet": quiet})


def with_telephone(
    session: Session, code: str, landlord: str | None
) -> tuple[Sollicitation, str] | None:
    """Return the request of a code with its telephone, the one it names before its tenant's."""
    own = col(Sollicitation.landlord)
    named = func.nullif(Sollicitation.contact_phone, "")
    query = (
        select(Sollicitation, func.coalesce(named, Person.phone, ""))
        .join(Person, col(Person.id) == Sollicitation.person_id, isouter=True)
        .where(
            Sollicitation.code == code,
            or_(landlord is None, own == landlord, own.is_(None)),
        )
    )
    return session.exec(query).first()


def told_about(session: Session, request: Sollicitation) -> Sequence[Message]:
    """Return what was written to the tenant about a request, oldest first."""
    here = [col(Conversation.id) == request.conversation_id]
    if request.contact_phone:
        by_sms = col(Conversation.channel) == Channel.SMS
        here.append(by_sms & (col(Conversation.contact) == request.contact_phone))
    code = col(Message.reply)["sollicitation"]["code"].astext
    query = (
        select(Message)
        .join(Conversation, col(Conversation.id) == Message.conversation_id)
        .where(or_(*here), Message.author != Author.TENANT, code == request.code)
        .order_by(col(Message.id).desc())
        .limit(_TOLD)
    )
    return list(session.exec(query))[::-1]
