"""SMS that leave, and the register of those who asked for silence (`silence`)."""

from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from backend import jobs, quiet
from backend.config import Settings, get_settings
from backend.outbox.models import Purpose, Sms, SmsState
from backend.outbox.silence import (
    CAMPAIGNS,
    EVERYTHING,
    campaign,
    campaign_of,
    forget,
    is_opted_out,
    last_campaign,
    opt_in,
    opt_out,
    opted_out_at_provider,
    opted_out_of,
    silences,
)
from channels.sms.text import prepare

__all__ = [
    "CAMPAIGNS",
    "EVERYTHING",
    "as_sent",
    "campaign",
    "campaign_of",
    "forget",
    "is_opted_out",
    "opted_out_of",
    "last_campaign",
    "opt_in",
    "opt_out",
    "opted_out_at_provider",
    "silences",
    "take_back",
    "write",
]
_WAKES_NOBODY = (Purpose.NOTICE, Purpose.CAMPAIGN)


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
    about: str | None = None,
) -> list[Sms]:
    """Write an SMS, in numbered parts when it is long, with the jobs that send it.

    A notice or a campaign, which answers nobody, waits for the hours in which it wakes nobody. One
    that gathers news, from the message `carries_from` on, waits a little for what else may come.
    """
    assert message.id is not None  # noqa: S101 - a written message has its id
    hours = quiet.read(get_settings().notice_hours) if purpose in _WAKES_NOBODY else None
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
            about=about,
            updated_at=now,
        )
        for part in as_sent(body, purpose, get_settings())
    ]
    session.add_all(parts)
    session.flush()
    for part in parts:
        lock = f"sms:{conversation.contact}"
        jobs.defer(session, jobs.SEND_SMS, part.id or 0, lock=lock, at=not_before)
    return parts


def as_sent(body: str, purpose: Purpose, settings: Settings) -> list[str]:
    """Return the SMS that a text makes: with how else to answer and to stop, folded, in parts.

    An emergency says what to do, and nothing else.
    """
    footer = settings.sms_footer.strip()
    whole = f"{body}\n{footer}" if footer and purpose is not Purpose.EMERGENCY else body
    return prepare(whole, save_segments=settings.sms_fold)


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
