"""What an agency tells by itself: an appointment that it cancels, a call without an answer."""

from datetime import datetime
from itertools import islice

from sqlmodel import Session

from backend.agents.models import Agency
from backend.answers.phrases import moment
from backend.appointments import service, telling
from backend.appointments.booking import OTHERS, SHOWN
from backend.appointments.models import Appointment, CallBack, CallState
from backend.appointments.offers import offers
from backend.appointments.talk import remember
from backend.conversations.models import Conversation
from backend.replies import Act, Button, Utterance
from knowledge import Knowledge


def cancel(
    session: Session, one: Appointment, *, by: str, knowledge: Knowledge, now: datetime
) -> bool:
    """Cancel for the agency and propose other moments; return whether somebody could be told.

    Raises AppointmentOver.
    """
    # Who wants no news is told of this all the same: it is no news of a request, and somebody who
    # is not told travels to a closed door. STOP holds: the outbox keeps what is written back.
    service.cancel(session, one, by=by, now=now)
    talk = telling.reached(session, one.conversation_id, one.phone, one.landlord, now=now)
    if talk is not None:
        _propose(session, one, talk, knowledge, now)
    return talk is not None


def _propose(
    session: Session, one: Appointment, talk: Conversation, knowledge: Knowledge, now: datetime
) -> None:
    offer, agency = offers(one.landlord)[one.service], session.get_one(Agency, one.agency_id)
    free = service.free(session, offer, one.agency_id, knowledge=knowledge, now=now)
    shown = [at for at in islice(free, SHOWN + 1) if at != one.starts_at][:SHOWN]
    values = {"agency": agency.name, "cancelled": moment(one.starts_at, now, talk.language)}
    if not shown:
        said = Utterance(Act.HANDOFF, "appointment_agency_cancelled_only", values)
        telling.notify(session, talk, said, now=now)
        return
    labels = {moment(at, now, "fr"): at.isoformat() for at in shown}
    buttons = tuple(
        Button(label, title=moment(at, now, talk.language))
        for label, at in zip(labels, shown, strict=True)
    )
    said = Utterance(
        Act.HANDOFF, "appointment_agency_cancelled", values, buttons=(*buttons, OTHERS)
    )
    message = telling.notify(session, talk, said, now=now)
    known = {
        "agency": one.agency_id,
        "service": one.service,
        "subject": one.subject,
        "phone": one.phone,
        "last": shown[-1].isoformat(),
    }
    choices = labels | {OTHERS.payload: "others"}
    remember(
        session, talk.id, "slot", known, choices, asked_by=None, message_id=message.id, now=now
    )


def unanswered(session: Session, one: CallBack, *, now: datetime) -> bool:
    """Tell somebody that they were called and when again; return whether they could be told."""
    talk = telling.reached(session, one.conversation_id, one.phone, one.landlord, now=now)
    if talk is None:
        return False
    if one.state is CallState.UNREACHED:
        said = Utterance(Act.HANDOFF, "call_back_unreached")
    elif one.opens_at is None or one.closes_at is None:
        said = Utterance(Act.HANDOFF, "call_back_again")
    else:
        window = telling.window_words((one.opens_at, one.closes_at), now, talk.language)
        said = Utterance(Act.HANDOFF, "call_back_no_answer", {"window": window})
    telling.notify(session, talk, said, now=now)
    return True
