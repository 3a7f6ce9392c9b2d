"""Where a company is written to, and the SMS that takes it the link of an order.

The functions take a session and never commit.
"""

import re
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Channel
from backend.conversations.queries import open_for
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance
from backend.workorders.errors import AddressRefused, NotReached
from backend.workorders.models import Contractor, WorkOrder
from channels.phone import dialled, is_mobile, normalise

_MAIL = re.compile(r"[^\s@<>\"',;:?&]+@[^\s@<>\"',;:?&]+\.[^\s@<>\"',;:?&.]+")
_LONGEST = 200


class Way(StrEnum):
    """What an address is for: only a mobile gets an SMS."""

    SMS = "sms"
    TELEPHONE = "telephone"
    MAIL = "mail"


def way_of(contact: str) -> Way | None:
    """Return what a company's address is; None for what is neither number nor mail.

    A mail address may hold a number.
    """
    if _MAIL.fullmatch(contact):
        return Way.MAIL
    phone = dialled(contact)
    if phone is None:
        return None
    return Way.SMS if is_mobile(phone) else Way.TELEPHONE


def keep(session: Session, contractor: Contractor, contact: str) -> None:
    """Keep where a company is written to; nothing takes it away. Raises AddressRefused."""
    wanted = contact.strip()
    way = way_of(wanted)
    if wanted and way is None or len(wanted) > _LONGEST:
        raise AddressRefused
    contractor.contact = normalise(wanted) if way in (Way.SMS, Way.TELEPHONE) else wanted
    session.add(contractor)


def may_send(session: Session, contractor: Contractor) -> bool:
    """Whether a company may be written to by SMS now."""
    if way_of(contractor.contact) is not Way.SMS:
        return False
    phone, by_sms = normalise(contractor.contact), Channel.SMS
    if outbox.is_opted_out(session, channel=by_sms.value, contact=phone):
        return False
    talk = open_for(session, by_sms, phone)
    return talk is None or talk.landlord == contractor.landlord


def send(
    session: Session,
    order: WorkOrder,
    contractor: Contractor,
    *,
    who: str,
    link: str,
    now: datetime,
) -> None:
    """Send a company the link of an order, in the hours of notices.

    Raises NotReached without a mobile, after its STOP, and where the number speaks with another
    landlord at the moment: the link would be read there.
    """
    if not may_send(session, contractor):
        raise NotReached
    phone = normalise(contractor.contact)
    talk = conversations.open_sms(session, contact=phone, landlord=contractor.landlord, now=now)
    values = {"who": who, "number": order.id, "url": link}
    writing.tell(
        session,
        talk,
        [Utterance(Act.SMALLTALK, "work_order_link", values)],
        purpose=Purpose.NOTICE,
        now=now,
    )
