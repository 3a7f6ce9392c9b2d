"""What may be done with a workshop: plan it, invite to it, come or not, cancel it, remind of it.

A seat is taken with the workshop held, so that the last one is taken once. Never commits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend import tokens
from backend.campaigns.models import Campaign
from backend.config import get_settings
from backend.tenants.models import Person
from backend.workshops import queries, telling
from backend.workshops.errors import (
    WorkshopLinkUnknown,
    WorkshopNotFound,
    WorkshopOver,
    WorkshopUnfinished,
)
from backend.workshops.models import Seat, SeatState, Workshop

HERE = "/atelier"
_REMINDS_BEFORE = timedelta(hours=24)


@dataclass(frozen=True)
class Plan:
    """When and where a workshop is, for which need, with how many seats."""

    need: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    seats: int


def plan(session: Session, campaign: Campaign, given: Plan, *, now: datetime) -> Workshop:
    """Write a workshop; nobody is invited by that. Raises WorkshopUnfinished."""
    if not (given.need and given.title and given.place) or given.seats < 1:
        raise WorkshopUnfinished
    if not now < given.starts_at < given.ends_at:
        raise WorkshopUnfinished
    made = Workshop(
        landlord=campaign.landlord,
        campaign_id=campaign.id or 0,
        need=given.need,
        title=given.title,
        place=given.place,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        seats=given.seats,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def of_landlord(session: Session, landlord: str, workshop_id: int) -> Workshop:
    """Return a workshop, held; raises WorkshopNotFound for none, and for another landlord's."""
    found = queries.of_id(session, workshop_id)
    if found is None or found.landlord != landlord:
        raise WorkshopNotFound
    return found


def is_over(workshop: Workshop, now: datetime) -> bool:
    """Tell whether nobody comes or goes any more."""
    return workshop.cancelled_at is not None or workshop.starts_at <= now


def _check_open(workshop: Workshop, now: datetime) -> None:
    if is_over(workshop, now):
        raise WorkshopOver


def invite(session: Session, workshop: Workshop, who: str, *, now: datetime) -> int:
    """Ask everybody who would like it and was not asked yet; return how many.

    Whom no SMS reaches is left for an agent to call. Raises WorkshopOver.
    """
    _check_open(workshop, now)
    people = queries.not_asked(session, workshop)
    for person in people:
        seat = Seat(workshop_id=workshop.id or 0, person_id=person.id or 0, asked_at=now)
        seat.state = _asked(session, workshop, person, seat, who, now)
        session.add(seat)
    session.flush()
    return len(people)


def _asked(
    session: Session, workshop: Workshop, person: Person, seat: Seat, who: str, now: datetime
) -> SeatState:
    token = tokens.draw()
    url = f"{get_settings().public_base}{HERE}/{token}"
    by_sms = telling.may_ask(session, person) and telling.tell(
        session, workshop, person, "workshop_invitation", who, now=now, url=url
    )
    seat.token_hash = tokens.hashed(token) if by_sms else None
    return SeatState.INVITED if by_sms else SeatState.TO_CALL


def opened(session: Session, token: str) -> tuple[Workshop, Seat]:
    """Return what a link opens, the workshop held; raises WorkshopLinkUnknown."""
    found = queries.seat_of(session, tokens.hashed(token))
    workshop = queries.of_id(session, found.workshop_id) if found else None
    seat = queries.seat(session, workshop, found.id or 0) if found and workshop else None
    if workshop is None or seat is None:
        raise WorkshopLinkUnknown
    return workshop, seat


def answer(
    session: Session, workshop: Workshop, seat: Seat, who: str, *, comes: bool, now: datetime
) -> SeatState:
    """Take whether somebody comes, while there are seats; else they wait for one.

    A seat that is given back goes to who waits for longest, who is told. Said again, nothing
    changes. Raises WorkshopOver.
    """
    _check_open(workshop, now)
    before = seat.state
    if comes and before not in (SeatState.COMING, SeatState.WAITING):
        free = workshop.taken < workshop.seats
        seat.state, seat.answered_at = (SeatState.COMING if free else SeatState.WAITING), now
        workshop.taken += free
    elif not comes:
        seat.state, seat.answered_at = SeatState.DECLINED, now
        workshop.taken -= before is SeatState.COMING
    session.add_all((seat, workshop))
    session.flush()
    if not comes and before is SeatState.COMING:
        _pass_on(session, workshop, who, now)
    return seat.state


def _pass_on(session: Session, workshop: Workshop, who: str, now: datetime) -> None:
    waits = queries.first_waiting(session, workshop)
    if waits is None:
        return
    waits.state, workshop.taken = SeatState.COMING, workshop.taken + 1
    session.add_all((waits, workshop))
    session.flush()
    person = session.get_one(Person, waits.person_id)
    telling.tell(session, workshop, person, "workshop_seat_free", who, now=now)


def cancel(session: Session, workshop: Workshop, who: str, *, now: datetime) -> None:
    """Cancel a workshop, and tell those who come or wait; raises WorkshopOver."""
    _check_open(workshop, now)
    workshop.cancelled_at = now
    session.add(workshop)
    session.flush()
    for seat, person in queries.seats(session, workshop):
        if seat.state in (SeatState.COMING, SeatState.WAITING):
            telling.tell(session, workshop, person, "workshop_cancelled", who, now=now)


def remind(session: Session, called: Callable[[str], str], *, now: datetime) -> int:
    """Remind once, the day before, those who come; `called` names a landlord."""
    due = queries.to_remind(session, now=now, until=now + _REMINDS_BEFORE)
    for seat, workshop in due:
        seat.reminded_at = now
        person, who = session.get_one(Person, seat.person_id), called(workshop.landlord)
        telling.tell(session, workshop, person, "workshop_reminder", who, now=now)
    session.flush()
    return len(due)
