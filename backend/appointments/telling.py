"""What is said of appointments and calls: moments in words, and where somebody reads us."""

from datetime import datetime

from sqlmodel import Session

from backend.agents.models import Agency
from backend.answers.phrases import moment
from backend.appointments.models import Appointment, CallBack
from backend.appointments.slots import Opening
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Conversation, Message
from backend.conversations.models import State as Owner
from backend.i18n import render
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance
from channels.phone import is_mobile
from knowledge.hours import PARIS
from knowledge.model import Unit
from knowledge.render import render_time, render_value


def standing(one: Appointment, agency: Agency, language: str, now: datetime) -> dict[str, str]:
    """Return the values of what is said of an appointment."""
    return {
        "when": moment(one.starts_at, now, language),
        "agency": agency.name,
        "code": one.code,
    }


def window_words(window: Opening, now: datetime, language: str) -> str:
    """Return "vendredi 27 novembre entre 8 h 30 et 12 h 30", or "aujourd'hui entre…"."""
    opens, closes = (one.astimezone(PARIS) for one in window)
    values = {
        "opens": render_time(opens.time(), language),
        "closes": render_time(closes.time(), language),
    }
    if opens.date() == now.astimezone(PARIS).date():
        return render("call_window_today", values, language)
    values["day"] = render_value(Unit.DATE, opens.date(), language, "weekday")
    return render("call_window", values, language)


def called(one: CallBack, language: str, now: datetime) -> Utterance:
    """Return what a tenant is told who will be called."""
    if one.opens_at is None or one.closes_at is None:
        return Utterance(Act.HANDOFF, "call_back_noted")
    window = window_words((one.opens_at, one.closes_at), now, language)
    return Utterance(Act.HANDOFF, "call_back_booked", {"window": window})


def reached(
    session: Session,
    conversation_id: str | None,
    phone: str | None,
    landlord: str,
    *,
    now: datetime,
) -> Conversation | None:
    """Return where somebody reads us: the conversation that goes on, else their mobile."""
    talk = session.get(Conversation, conversation_id) if conversation_id else None
    if talk is not None and talk.state is not Owner.CLOSED:
        return talk
    if phone and is_mobile(phone):
        return conversations.open_sms(session, contact=phone, landlord=landlord, now=now)
    return None


def notify(session: Session, talk: Conversation, said: Utterance, *, now: datetime) -> Message:
    """Say something that answers nothing, in the hours of notices."""
    [message] = writing.tell(
        session,
        talk,
        [said],
        purpose=Purpose.NOTICE,
        now=now,
    )
    return message
