"""Requests that came in under a doubtful signature: read for a person, released once, or discarded.

Nothing in them is believed until a person releases one; then it goes by the webhooks' own path.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from backend.conversations.errors import AlreadySettled, NotReleasable, QuarantinedNotFound
from backend.conversations.models import Channel, Conversation
from backend.conversations.sms import SmsDoor
from backend.outbox.models import Quarantined
from channels import InboundMessage, StatusUpdate
from channels.errors import UnreadableRequest
from channels.sms import STATUS_PATH
from channels.sms.webhook_form import first_values, read_message, read_pairs, read_status

_SHOWN = 100


@dataclass(frozen=True)
class Held:
    """A request that waits for a person, as far as it can be read."""

    it: Quarantined
    sender: str
    text: str
    pictures: int
    can_be_released: bool


def waiting(session: Session, landlord: str) -> Sequence[Held]:
    """Return what waits, newest first; not what a telephone of another landlord sent."""
    query = select(Quarantined).where(col(Quarantined.settled_at).is_(None))
    rows = session.exec(query.order_by(col(Quarantined.id).desc()).limit(_SHOWN)).all()
    return [held for held in map(_held, rows) if _concerns(session, held, landlord)]


def settled(session: Session, agents: Sequence[int]) -> Sequence[Quarantined]:
    """Return what these agents released or discarded, last first."""
    query = select(Quarantined).where(col(Quarantined.settled_by).in_(agents))
    return session.exec(query.order_by(col(Quarantined.settled_at).desc()).limit(_SHOWN)).all()


def release(
    session: Session, door: SmsDoor, request_id: int, *, landlord: str, by: int, now: datetime
) -> None:
    """Take a request in as if it had come now, once.

    Raises QuarantinedNotFound, AlreadySettled, or NotReleasable for what cannot be read.
    """
    row = _locked(session, request_id, landlord)
    read = _read(row)
    if isinstance(read, InboundMessage) and read.sender and read.sender != read.recipient:
        door.take(session, read)
    elif isinstance(read, StatusUpdate):
        door.report(session, read)
    else:
        raise NotReleasable
    _settle(row, by=by, now=now, released=True)


def discard(session: Session, request_id: int, *, landlord: str, by: int, now: datetime) -> None:
    """Put a request away unprocessed; raises QuarantinedNotFound or AlreadySettled."""
    _settle(_locked(session, request_id, landlord), by=by, now=now, released=False)


def _settle(row: Quarantined, *, by: int, now: datetime, released: bool) -> None:
    row.settled_at, row.settled_by, row.released, row.form = now, by, released, ""


def _locked(session: Session, request_id: int, landlord: str) -> Quarantined:
    row = session.get(Quarantined, request_id, with_for_update=True)
    if row is None:
        raise QuarantinedNotFound
    if row.settled_at is not None:
        raise AlreadySettled
    if not _concerns(session, _held(row), landlord):
        raise QuarantinedNotFound
    return row


def _read(row: Quarantined) -> InboundMessage | StatusUpdate | None:
    form = first_values(read_pairs(row.form.encode("utf-8", "replace")))
    address = urlsplit(row.path)
    try:
        if address.path.endswith(STATUS_PATH):
            return read_status(form, address.query)
        return read_message(form)
    except UnreadableRequest:
        return None


def _held(row: Quarantined) -> Held:
    read = _read(row)
    if isinstance(read, InboundMessage):
        may = bool(read.sender) and read.sender != read.recipient
        return Held(row, read.sender, read.text, len(read.media), may)
    return Held(row, "", "", 0, read is not None)


def _concerns(session: Session, held: Held, landlord: str) -> bool:
    """Whether the telephone last wrote to this landlord, or to nobody that is known."""
    query = select(Conversation.landlord).where(
        Conversation.channel == Channel.SMS, Conversation.contact == held.sender
    )
    last = session.exec(query.order_by(col(Conversation.opened_at).desc()).limit(1)).first()
    return last in (None, landlord)
