"""SMS that leave, and the register of those who asked for silence."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from backend import clock, jobs, quiet
from backend.config import get_settings
from backend.outbox.models import OptOut, Purpose, Sms, SmsState
from channels.sms.text import prepare

EVERYTHING = "all"


class Addressed(Protocol):
    """The conversation, as far as sending needs it."""

    id: str
    contact: str
    epoch: int


class Written(Protocol):
    """The message that leaves."""

    id: int | None


def write(
    session: Session,
    conversation: Addressed,
    message: Written,
    body: str,
    *,
    purpose: Purpose,
    now: datetime,
    carries_from: int | None = None,
) -> list[Sms]:
    """Write an SMS, in numbered parts when it is long, with the jobs that send it.

    A notice, which answers nobody, waits for the hours in which it wakes nobody. One that gathers
    news, from the message `carries_from` on, waits a little longer for what else may come.
    """
    assert message.id is not None  # noqa: S101 - a written message has its id
    hours = quiet.read(get_settings().notice_hours) if purpose is Purpose.NOTICE else None
    gathers = get_settings().notice_gather if carries_from is not None else timedelta(0)
    earliest = now + gathers
    not_before = hours.next(earliest) if hours else earliest if gathers else None
    parts = [
        Sms(
            conversation_id=conversation.id,
            message_id=message.id,
            to=conversation.contact,
            body=part,
            purpose=purpose,
            epoch=conversation.epoch,
            created_at=now,
            not_before=not_before,
            carries_from=carries_from,
            updated_at=now,
        )
        for part in prepare(body)
    ]
    session.add_all(parts)
    session.flush()
    for part in parts:
        lock = f"sms:{conversation.contact}"
        jobs.defer(session, jobs.SEND_SMS, part.id or 0, lock=lock, at=not_before)
    return parts


def take_back(session: Session, conversation_id: str, *, now: datetime) -> int | None:
    """Take back the news that still wait to leave; return the first message that they carry.

    Their words stand in the conversation, and whoever takes them back writes them again.
    """
    query = select(Sms).where(
        Sms.conversation_id == conversation_id,
        Sms.state == SmsState.QUEUED,
        Sms.run == 0,
        col(Sms.carries_from).is_not(None),
        col(Sms.not_before) > now,
    )
    waiting = session.exec(query.with_for_update(skip_locked=True)).all()
    for sms in waiting:
        session.delete(sms)
    return min((sms.carries_from for sms in waiting if sms.carries_from), default=None)


def opt_out(session: Session, *, channel: str, contact: str, scope: str, words: str) -> None:
    """Register that a contact wants silence; asked twice, it is registered once."""
    row = {"channel": channel, "contact": contact, "scope": scope, "words": words}
    statement = insert(OptOut).values(**row, created_at=clock.now()).on_conflict_do_nothing()
    session.execute(statement)


def opt_in(session: Session, *, channel: str, contact: str) -> None:
    """Lift every silence of a contact."""
    session.execute(
        update(OptOut)
        .where(col(OptOut.channel) == channel, col(OptOut.contact) == contact)
        .where(col(OptOut.lifted_at).is_(None))
        .values(lifted_at=clock.now())
    )


def is_opted_out(session: Session, *, channel: str, contact: str, scope: str = EVERYTHING) -> bool:
    """Whether a contact asked for silence about this, or about everything."""
    query = select(OptOut.id).where(
        OptOut.channel == channel,
        OptOut.contact == contact,
        col(OptOut.lifted_at).is_(None),
        col(OptOut.scope).in_({scope, EVERYTHING}),
    )
    return session.exec(query).first() is not None
