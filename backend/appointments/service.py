"""Booking, moving, cancelling an appointment; saying that somebody has come.

The functions take a session and never commit. A seat is taken by one statement under the slot's
CHECK, whatever the channel.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session

from backend import jobs, quiet
from backend.agents.models import Agency
from backend.appointments import codes, queries, slots
from backend.appointments.errors import (
    AlreadyBooked,
    AppointmentOver,
    NoSuchAppointment,
    NotASlot,
    SlotTaken,
)
from backend.appointments.models import HELD, Appointment, AppointmentClosure, State
from backend.appointments.offers import Offer, landlords, offers
from backend.config import get_settings
from backend.feed.service import publish
from knowledge import Knowledge
from knowledge.hours import PARIS

FEED = "queue"


@dataclass(frozen=True)
class Guest:
    """For whom something is booked; `who` is what two bookings of one person share."""

    who: str
    name: str = ""
    phone: str | None = None
    subject: str = ""
    language: str = "fr"
    conversation: str | None = None
    by: str = "tenant"


def free(
    session: Session,
    offer: Offer,
    agency_id: int,
    *,
    knowledge: Knowledge,
    now: datetime,
) -> Iterator[datetime]:
    """Yield the moments that are free, in order."""
    closed = queries.closures(session, agency_id, after=now.astimezone(PARIS).date())
    taken = queries.full(session, agency_id, offer.service, after=now)
    for start in slots.ahead(knowledge, offer, now=now, closed=closed):
        if start not in taken:
            yield start


def book(
    session: Session,
    offer: Offer,
    agency_id: int,
    starts_at: datetime,
    guest: Guest,
    *,
    knowledge: Knowledge,
    now: datetime,
) -> Appointment:
    """Book a seat; raises NotASlot, AlreadyBooked or SlotTaken, and has then changed nothing."""
    _check(session, offer, agency_id, starts_at, guest.who, knowledge, now)
    slot_id = queries.take_seat(session, offer, agency_id, starts_at)
    if slot_id is None:
        raise SlotTaken
    made = Appointment(
        code=codes.draw(),
        landlord=offer.landlord,
        agency_id=agency_id,
        service=offer.service,
        slot_id=slot_id,
        starts_at=starts_at,
        ends_at=starts_at + offer.length,
        who=guest.who,
        name=guest.name,
        phone=guest.phone,
        subject=guest.subject,
        language=guest.language,
        conversation_id=guest.conversation,
        booked_by=guest.by,
        booked_at=now,
    )
    session.add(made)
    _plan(session, made, offer, now)
    return made


def _check(
    session: Session,
    offer: Offer,
    agency_id: int,
    starts_at: datetime,
    who: str,
    knowledge: Knowledge,
    now: datetime,
    *,
    but: int | None = None,
) -> None:
    """Refuse what is no slot, and a second appointment of one person at one time."""
    closed = queries.closures(session, agency_id, after=now.astimezone(PARIS).date())
    if starts_at not in slots.ahead(knowledge, offer, now=now, closed=closed):
        raise NotASlot
    queries.hold_person(session, who)
    if queries.at_that_time(session, who, starts_at, starts_at + offer.length, but=but):
        raise AlreadyBooked


def _plan(session: Session, made: Appointment, offer: Offer, now: datetime) -> None:
    """Plan the reminder, in the hours of notices, where it does not come too late."""
    wanted = made.starts_at - offer.remind
    hours = quiet.read(get_settings().notice_hours)
    at = hours.last(wanted) if hours else wanted
    made.remind_at, made.reminded_at = (at if at > now else None), None
    session.flush()
    _tell(session, made)
    if made.remind_at is not None:
        lock = f"appointment:{made.id}"
        jobs.defer(session, jobs.REMIND_APPOINTMENT, made.id or 0, lock=lock, at=at)


def _tell(session: Session, one: Appointment) -> None:
    told = {"conversation": one.conversation_id, "landlord": one.landlord}
    publish(session, FEED, "appointment", told)


def move(
    session: Session,
    one: Appointment,
    starts_at: datetime,
    *,
    knowledge: Knowledge,
    now: datetime,
) -> Appointment:
    """Move an appointment to another moment of its service; its code stays.

    Raises AppointmentOver, NotASlot, AlreadyBooked or SlotTaken; nothing has changed then.
    """
    held = _held(session, one)
    offer = offers(held.landlord)[held.service]
    _check(session, offer, held.agency_id, starts_at, held.who, knowledge, now, but=held.id)
    with session.begin_nested():
        # Always the earlier slot first, so that two who swap do not wait for each other.
        if held.starts_at <= starts_at:
            queries.give_seat_back(session, held.slot_id)
        slot_id = queries.take_seat(session, offer, held.agency_id, starts_at)
        if slot_id is None:
            raise SlotTaken
        if held.starts_at > starts_at:
            queries.give_seat_back(session, held.slot_id)
    held.slot_id, held.starts_at, held.ends_at = slot_id, starts_at, starts_at + offer.length
    _plan(session, held, offer, now)
    return held


def cancel(session: Session, one: Appointment, *, by: str, now: datetime) -> Appointment:
    """Cancel an appointment and free its seat; raises AppointmentOver."""
    held = _held(session, one)
    held.state, held.cancelled_at, held.cancelled_by = State.CANCELLED, now, by
    queries.give_seat_back(session, held.slot_id)
    _tell(session, held)
    return held


def _held(session: Session, one: Appointment) -> Appointment:
    """Return an appointment that still stands, held."""
    held = queries.locked(session, one.id or 0)
    if held is None or held.state is not State.BOOKED:
        raise AppointmentOver
    return held


def find(session: Session, seen: ColumnElement[bool], appointment_id: int) -> Appointment:
    """Return an appointment that may be seen, held; raises NoSuchAppointment."""
    found = queries.locked(session, appointment_id, seen)
    if found is None:
        raise NoSuchAppointment
    return found


def by_code(session: Session, code: str) -> Appointment | None:
    """Return the appointment of a code."""
    return queries.by_code(session, code)


def arrive(session: Session, one: Appointment, *, now: datetime) -> None:
    """Say that somebody has come; said twice, the first time counts. Raises AppointmentOver."""
    if one.state not in (*HELD, State.MISSED):
        raise AppointmentOver
    one.state, one.arrived_at = State.ARRIVED, one.arrived_at or now
    _tell(session, one)


def miss(session: Session, one: Appointment, *, now: datetime) -> None:
    """Say that nobody came; raises AppointmentOver before its time, or where it is cancelled."""
    if one.state is State.CANCELLED or one.starts_at > now:
        raise AppointmentOver
    one.state, one.arrived_at = State.MISSED, None
    _tell(session, one)


def day_list(
    session: Session, agency_id: int, day: date, *seen: ColumnElement[bool]
) -> list[Appointment]:
    """Return an agency's appointments of a day, in order; all, or those that are `seen`."""
    begins = datetime.combine(day, time(), PARIS)
    ends = datetime.combine(day + timedelta(days=1), time(), PARIS)
    begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
    return list(queries.between(session, agency_id, begins, ends, *seen))


def tell_arrival(session: Session, agency_id: int, typed: str, *, now: datetime) -> bool:
    """Take what was typed at an agency's terminal: a code, or the last digits of a telephone.

    Told apart from nothing at all only by the answer; digits that fit several people are refused.
    """
    today = now.astimezone(PARIS).date()
    awaited = [one for one in day_list(session, agency_id, today) if one.state in HELD]
    code, digits = codes.typed(typed), "".join(c for c in typed if c.isdigit())
    found = [one for one in awaited if one.code == code]
    if not found and code is None and 4 <= len(digits) <= 10 and digits == typed.strip():
        tail = digits[1:] if len(digits) == 10 else digits
        found = [one for one in awaited if (one.phone or "").endswith(tail)]
    if len({one.who for one in found}) != 1:
        return False
    for one in found:
        with suppress(AppointmentOver):
            arrive(session, queries.locked(session, one.id or 0) or one, now=now)
    return True


def coming_to(
    session: Session, landlord: str, phone: str, *, now: datetime
) -> Sequence[tuple[Appointment, Agency]]:
    """Return what a telephone still has booked at a landlord's, with where, the next one first."""
    return queries.of_telephone(session, landlord, phone, now=now)


def close_day(session: Session, agency_id: int, day: date, *, closed: bool) -> None:
    """Let an agency receive nobody on a day, or receive again; what is booked stays booked."""
    kept = session.get(AppointmentClosure, (agency_id, day))
    if closed and kept is None:
        session.add(AppointmentClosure(agency_id=agency_id, day=day))
    if not closed and kept is not None:
        session.delete(kept)


def closed_days(session: Session, agency_id: int, *, now: datetime) -> list[date]:
    """Return the days to come on which an agency receives nobody."""
    return sorted(queries.closures(session, agency_id, after=now.astimezone(PARIS).date()))


def agencies(session: Session, landlords: Collection[str]) -> list[Agency]:
    """Return the agencies of landlords, by name."""
    return list(queries.agencies(session, landlords))


def receiving(session: Session) -> list[Agency]:
    """Return the agencies that give appointments, by name."""
    return agencies(session, landlords())
