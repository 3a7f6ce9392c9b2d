"""What is written to those of a workshop, by SMS; who is reached otherwise is left to an agent."""

from datetime import datetime

from sqlmodel import Session

from backend.answers.phrases import moment
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Channel
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance
from backend.tenants.models import Person
from backend.tenants.reaching import is_reached_otherwise
from backend.workshops.models import Workshop
from channels.phone import is_mobile


def may_ask(session: Session, person: Person) -> bool:
    """Tell whether somebody may be invited by SMS: no landline, no STOP, not best reached else."""
    phone = person.phone or ""
    return (
        is_mobile(phone)
        and not is_reached_otherwise(session, phone, Channel.SMS.value)
        and not outbox.is_opted_out(
            session, channel=Channel.SMS.value, contact=phone, scope=outbox.CAMPAIGNS
        )
    )


def tell(
    session: Session,
    workshop: Workshop,
    person: Person,
    what: str,
    who: str,
    *,
    now: datetime,
    url: str = "",
) -> bool:
    """Write to somebody about a workshop; false where they cannot be written to."""
    if not is_mobile(person.phone or ""):
        return False
    talk = conversations.reach_by_sms(
        session,
        contact=person.phone or "",
        landlord=workshop.landlord,
        language=person.language,
        now=now,
    )
    if talk is None:
        return False
    values = {
        "who": who,
        "title": workshop.title,
        "place": workshop.place,
        "when": moment(workshop.starts_at, now, talk.language),
        "url": url,
    }
    invites = what == "workshop_invitation"
    writing.tell(
        session,
        talk,
        [Utterance(Act.ANSWER, what, values)],
        purpose=Purpose.CAMPAIGN if invites else Purpose.NOTICE,
        about=outbox.CAMPAIGNS if invites else None,
        now=now,
    )
    return True
