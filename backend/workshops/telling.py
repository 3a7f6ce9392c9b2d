"""What is written to those of a workshop, by SMS; who is reached otherwise is left to an agent."""

from datetime import datetime

from sqlmodel import Session

from backend.answers.phrases import moment
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Author, Channel, Conversation
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
    talk = _talk(session, workshop, person, now)
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
    writing.reply(
        session,
        talk,
        [Utterance(Act.ANSWER, what, values)],
        author=Author.SYSTEM,
        inbound_id=None,
        purpose=Purpose.CAMPAIGN if invites else Purpose.NOTICE,
        about=outbox.CAMPAIGNS if invites else None,
        now=now,
    )
    return True


def _talk(
    session: Session, workshop: Workshop, person: Person, now: datetime
) -> Conversation | None:
    phone = person.phone or ""
    if not is_mobile(phone):
        return None
    talk = conversations.open_sms(session, contact=phone, landlord=workshop.landlord, now=now)
    if talk.opened_at == now:
        talk.language = person.language
    return talk if talk.landlord in (None, workshop.landlord) else None
