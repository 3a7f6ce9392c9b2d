"""Calls: told by the telephone system, qualified by who answered, once. Never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from backend import cursors, safety
from backend.calls import queries
from backend.calls.errors import AlreadyQualified, CallNotFound, NotQualified
from backend.calls.models import PhoneCall
from backend.calls.queries import Seen, Which
from backend.feed.service import publish
from backend.incidents.filing import file_for
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import Told
from backend.tenants import service as tenants
from knowledge import Knowledge

__all__ = ["Closing", "Page", "Seen", "Step", "Which"]

TOPIC = "queue"
LONGEST_NOTE = 2_000
CHANNEL = "phone"
_BEFORE = 5


class Step(StrEnum):
    """What a telephone system tells of a call."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


@dataclass(frozen=True)
class Closing:
    """What who answered says of a call."""

    qualification: str
    first_level: bool
    note: str = ""
    files: bool = False
    address: str = ""


def note_step(
    session: Session,
    landlord: str,
    external_id: str,
    step: Step,
    *,
    phone: str | None,
    at: datetime,
) -> PhoneCall:
    """Keep what the telephone system tells; told twice or out of order, it is one call."""
    found = queries.by_external_id(session, landlord, external_id)
    if found is None:
        found = _begin(session, landlord, phone, at)
        found.external_id = external_id
    found.began_at = min(found.began_at, at)
    if step is Step.ANSWERED and found.answered_at is None:
        found.answered_at = at
    if step is Step.ENDED and found.ended_at is None:
        found.ended_at = at
    session.add(found)
    session.flush()
    publish(session, TOPIC, "call", {"landlord": landlord, "call": found.id})
    return found


def answer(
    session: Session, landlord: str, phone: str, *, agent_id: int, now: datetime
) -> PhoneCall:
    """Return the call of a number that somebody answers: the one that goes on, else a new one."""
    found = queries.running(session, landlord, phone, now) or _begin(session, landlord, phone, now)
    found.agent_id = found.agent_id or agent_id
    found.answered_at = found.answered_at or now
    session.add(found)
    session.flush()
    return found


def close(
    session: Session,
    landlord: str,
    seen: Seen,
    call_id: int | None,
    closing: Closing,
    knowledge: Knowledge,
    *,
    agent_id: int,
    by: str,
    phone: str | None,
    began_at: datetime,
    now: datetime,
) -> PhoneCall:
    """Qualify a call, and file what it asks for where the agent says so.

    Without an id it is the call of this number that the telephone system told of, else a new one.
    Raises NotQualified without a subject, or words to file, AlreadyQualified where it was closed.
    """
    nothing_to_file = closing.files and not closing.note.strip()
    if closing.qualification not in CATEGORIES or nothing_to_file:
        raise NotQualified
    found = _meant(session, landlord, seen, call_id, phone, began_at, now)
    if found.qualified_at is not None:
        raise AlreadyQualified
    found.agent_id, found.qualification = agent_id, closing.qualification
    found.first_level = closing.first_level
    found.note = safety.clean(closing.note).strip()[:LONGEST_NOTE] or None
    found.answered_at = found.answered_at or began_at
    found.ended_at, found.qualified_at = found.ended_at or now, now
    if closing.files:
        found.sollicitation_id = _file(session, knowledge, found, closing, by=by, now=now)
    session.add(found)
    session.flush()
    return found


def _meant(
    session: Session,
    landlord: str,
    seen: Seen,
    call_id: int | None,
    phone: str | None,
    began_at: datetime,
    now: datetime,
) -> PhoneCall:
    if call_id is not None:
        found = queries.call(session, landlord, seen, call_id, phone)
        if found is None:
            raise CallNotFound
        return found
    running = queries.running(session, landlord, phone, now) if phone else None
    return running or _begin(session, landlord, phone, began_at)


def _begin(session: Session, landlord: str, phone: str | None, at: datetime) -> PhoneCall:
    person = tenants.by_phone(session, phone, landlord)
    return PhoneCall(
        landlord=landlord,
        phone=phone,
        person_id=person.id if person else None,
        agency_id=tenants.agency_of(session, person),
        began_at=at,
    )


def _file(
    session: Session,
    knowledge: Knowledge,
    call: PhoneCall,
    closing: Closing,
    *,
    by: str,
    now: datetime,
) -> int | None:
    """File the request for the tenant of the number."""
    person = tenants.by_phone(session, call.phone, call.landlord)
    home = tenants.residence_of(session, person)
    where = f"{home.address}, {home.commune}" if home else ""
    filed = file_for(
        session,
        knowledge,
        Told(
            landlord=call.landlord,
            category=closing.qualification,
            description=call.note or "",
            address=safety.clean(closing.address).strip() or where,
            name=person.name if person else None,
            phone=call.phone,
        ),
        by=by,
        channel=CHANNEL,
        now=now,
    )
    return filed.id


def proposed(filed: Sequence[Sollicitation]) -> str | None:
    """Return what a call is probably about: the newest request that is open, else the newest."""
    still = [one for one in filed if one.state not in ("closed", "cancelled", "done", "merged")]
    return next((one.category for one in [*still, *filed]), None)


def before(session: Session, seen: Seen, phone: str) -> Sequence[PhoneCall]:
    """Return the last qualified calls of a number that may be seen."""
    return queries.of_number(session, seen, phone, _BEFORE)


@dataclass(frozen=True)
class Page:
    """Some calls, the newest first; `after` leads to the older ones, where there are."""

    found: Sequence[PhoneCall]
    after: str = ""


def listed(session: Session, landlord: str, seen: Seen, which: Which, *, after: str = "") -> Page:
    """Return one page of a landlord's calls that may be seen."""
    before = cursors.read(after, datetime.fromisoformat)
    found = queries.listed(session, landlord, seen, which, before=before)
    shown = found[: queries.SHOWN]
    last = shown[-1] if len(found) > len(shown) else None
    return Page(shown, cursors.written(last.id or 0, last.began_at) if last else "")


def counted(session: Session, landlord: str, seen: Seen, since: datetime) -> tuple[int, int, int]:
    """Return how many calls came, were answered, and solved at first level."""
    return queries.counted(session, landlord, seen, since)


def running(session: Session, landlord: str, phone: str, now: datetime) -> PhoneCall | None:
    """Return the call of a number that is still to be qualified."""
    return queries.running(session, landlord, phone, now)
