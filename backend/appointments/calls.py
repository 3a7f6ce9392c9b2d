"""Call-backs: asked for, claimed, tried at different hours of the day, done.

The functions take a session and never commit.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session

from backend.appointments import queries, slots
from backend.appointments.errors import NotYourCall
from backend.appointments.models import CallAttempt, CallBack, CallState
from backend.appointments.offers import calls
from backend.appointments.service import FEED, Guest
from backend.appointments.slots import Opening
from backend.feed.service import publish
from knowledge import Knowledge


def ask(
    session: Session,
    landlord: str,
    agency_id: int | None,
    window: Opening | None,
    guest: Guest,
    *,
    now: datetime,
) -> CallBack:
    """Note that somebody is to be called; a number that waits already waits for the new window."""
    queries.hold_person(session, f"call:{landlord}:{guest.phone}")
    made = queries.live_call(session, landlord, guest.phone or "")
    if made is None:
        made = CallBack(
            landlord=landlord, agency_id=agency_id, phone=guest.phone or "", created_at=now
        )
    made.opens_at, made.closes_at = window or (None, None)
    made.subject = guest.subject or made.subject
    made.name, made.language = guest.name or made.name, guest.language
    made.conversation_id = guest.conversation or made.conversation_id
    session.add(made)
    session.flush()
    _tell(session, made)
    return made


def _tell(session: Session, one: CallBack) -> None:
    told = {"conversation": one.conversation_id, "landlord": one.landlord}
    publish(session, FEED, "call_back", told)


def listed(session: Session, seen: ColumnElement[bool]) -> Sequence[CallBack]:
    """Return the call-backs that are not over and may be seen, the first that is due first."""
    return queries.live_calls(session, seen)


def attempts(session: Session, one: CallBack) -> Sequence[CallAttempt]:
    """Return the calls that were made."""
    return queries.attempts(session, one.id or 0)


def claim(
    session: Session, seen: ColumnElement[bool], call_back_id: int, *, agent_id: int
) -> CallBack:
    """Take a call-back that may be `seen`; raises NotYourCall where a colleague has it, or it is
    over.
    """
    held = queries.locked_call(session, seen, call_back_id)
    if held is None or held.state not in (CallState.OPEN, CallState.CLAIMED):
        raise NotYourCall
    if held.state is CallState.CLAIMED and held.agent_id != agent_id:
        raise NotYourCall
    held.state, held.agent_id = CallState.CLAIMED, agent_id
    _tell(session, held)
    return held


def attempt(
    session: Session,
    seen: ColumnElement[bool],
    call_back_id: int,
    *,
    agent_id: int,
    answered: bool,
    knowledge: Knowledge,
    now: datetime,
) -> CallBack:
    """Write down a call. Without an answer it waits for another hour of the day, or is given up.

    Raises NotYourCall for who has not claimed it.
    """
    held = claim(session, seen, call_back_id, agent_id=agent_id)
    held.attempts += 1
    session.add(
        CallAttempt(call_back_id=held.id or 0, at=now, agent_id=agent_id, answered=answered)
    )
    rule = calls(held.landlord)
    if answered or held.attempts >= rule.attempts:
        held.state = CallState.DONE if answered else CallState.UNREACHED
        held.ended_at = now
        return held
    session.flush()
    tried = [one.at for one in queries.attempts(session, held.id or 0)]
    window = slots.next_window(knowledge, rule.hours, now=now, tried=tried)
    held.state, held.agent_id = CallState.OPEN, None
    held.opens_at, held.closes_at = window or (None, None)
    return held


def cancel_of(session: Session, conversation_id: str, *, now: datetime) -> int:
    """Cancel what a conversation waits to be called for; return how many that were."""
    waiting = queries.live_calls_of(session, conversation_id)
    for one in waiting:
        one.state, one.ended_at = CallState.CANCELLED, now
        _tell(session, one)
    return len(waiting)
