"""Questions that the appointments' tables answer."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Text, bindparam, or_, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from backend.agents.models import Agency
from backend.appointments.models import (
    HELD,
    LIVE,
    Appointment,
    AppointmentClosure,
    AppointmentSlot,
    AppointmentTalk,
    CallAttempt,
    CallBack,
    State,
)
from backend.appointments.offers import Offer
from backend.hearing.text import fold
from backend.tenants.models import Residence

_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:who, 64))").bindparams(
    bindparam("who", type_=Text)
)


def take_seat(session: Session, offer: Offer, agency_id: int, starts_at: datetime) -> int | None:
    """Take one seat of a slot; return the slot, or None when it is full. One statement."""
    row = {
        "agency_id": agency_id,
        "service": offer.service,
        "starts_at": starts_at,
        "capacity": offer.capacity,
        "booked": 1,
    }
    statement = insert(AppointmentSlot).values(**row)
    statement = statement.on_conflict_do_update(
        constraint="one_slot_per_moment",
        set_={"booked": AppointmentSlot.booked + 1},
        where=col(AppointmentSlot.booked) < AppointmentSlot.capacity,
    )
    return session.execute(statement.returning(col(AppointmentSlot.id))).scalar_one_or_none()


def give_seat_back(session: Session, slot_id: int) -> None:
    """Free one seat of a slot."""
    session.execute(
        update(AppointmentSlot)
        .where(col(AppointmentSlot.id) == slot_id)
        .values(booked=AppointmentSlot.booked - 1)
    )


def full(session: Session, agency_id: int, service: str, *, after: datetime) -> set[datetime]:
    """Return the moments of a service whose seats are all taken."""
    query = select(AppointmentSlot.starts_at).where(
        AppointmentSlot.agency_id == agency_id,
        AppointmentSlot.service == service,
        AppointmentSlot.starts_at >= after,
        AppointmentSlot.booked >= AppointmentSlot.capacity,
    )
    return set(session.exec(query))


def closures(session: Session, agency_id: int, *, after: date) -> set[date]:
    """Return the days on which an agency receives nobody."""
    query = select(col(AppointmentClosure.day)).where(
        AppointmentClosure.agency_id == agency_id, AppointmentClosure.day >= after
    )
    return set(session.exec(query))


def hold_person(session: Session, who: str) -> None:
    """Let nobody else book for the same person until the end of the unit of work."""
    session.execute(_HOLD, {"who": who})


def at_that_time(
    session: Session, who: str, starts_at: datetime, ends_at: datetime, *, but: int | None
) -> Appointment | None:
    """Return what somebody is expected for in a span of time, one appointment left out."""
    query = select(Appointment).where(
        Appointment.who == who,
        col(Appointment.state).in_(HELD),
        Appointment.starts_at < ends_at,
        Appointment.ends_at > starts_at,
    )
    return session.exec(query.where(col(Appointment.id).is_distinct_from(but))).first()


def locked(session: Session, appointment_id: int, *seen: ColumnElement[bool]) -> Appointment | None:
    """Return an appointment, held until the end of the unit of work."""
    query = select(Appointment).where(Appointment.id == appointment_id, *seen).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def by_code(session: Session, code: str) -> Appointment | None:
    """Return the appointment of a code."""
    return session.exec(select(Appointment).where(Appointment.code == code)).first()


def coming(
    session: Session, conversation_id: str, phone: str | None, *, now: datetime
) -> Sequence[Appointment]:
    """Return what somebody still has booked, by their conversation or their telephone."""
    own: list[ColumnElement[bool]] = [col(Appointment.conversation_id) == conversation_id]
    if phone:
        own.append(col(Appointment.who) == phone)
    query = select(Appointment).where(
        or_(*own), Appointment.state == State.BOOKED, Appointment.starts_at > now
    )
    return session.exec(query.order_by(col(Appointment.starts_at)).limit(5)).all()


def of_telephone(
    session: Session, landlord: str, phone: str, *, now: datetime
) -> Sequence[tuple[Appointment, Agency]]:
    """Return what a telephone still has booked at a landlord's, with where, the next one first."""
    query = select(Appointment, Agency).join(Agency, col(Agency.id) == Appointment.agency_id)
    query = query.where(
        Appointment.landlord == landlord,
        Appointment.who == phone,
        Appointment.state == State.BOOKED,
        Appointment.starts_at > now,
    )
    return session.exec(query.order_by(col(Appointment.starts_at)).limit(5)).all()


def between(
    session: Session,
    agency_id: int,
    begins: datetime,
    ends: datetime,
    *seen: ColumnElement[bool],
) -> Sequence[Appointment]:
    """Return an agency's appointments of a span of time, in order."""
    query = select(Appointment).where(
        Appointment.agency_id == agency_id,
        Appointment.starts_at >= begins,
        Appointment.starts_at < ends,
        *seen,
    )
    ordered = query.order_by(col(Appointment.starts_at), col(Appointment.id))
    return session.exec(ordered).all()


def agencies(session: Session, landlords: Collection[str]) -> Sequence[Agency]:
    """Return the agencies of landlords, by name."""
    query = select(Agency).where(col(Agency.landlord).in_(landlords))
    return session.exec(query.order_by(col(Agency.name))).all()


def talk(session: Session, conversation_id: str) -> AppointmentTalk | None:
    """Return the dialogue of a conversation."""
    return session.get(AppointmentTalk, conversation_id)


def live_call(session: Session, landlord: str, phone: str) -> CallBack | None:
    """Return the call-back that a number waits for."""
    query = select(CallBack).where(
        CallBack.landlord == landlord, CallBack.phone == phone, col(CallBack.state).in_(LIVE)
    )
    return session.exec(query.with_for_update()).first()


def live_calls_of(session: Session, conversation_id: str) -> Sequence[CallBack]:
    """Return the call-backs that a conversation waits for, held."""
    query = select(CallBack).where(
        CallBack.conversation_id == conversation_id, col(CallBack.state).in_(LIVE)
    )
    return session.exec(query.with_for_update()).all()


def live_calls(session: Session, seen: ColumnElement[bool]) -> Sequence[CallBack]:
    """Return the call-backs that may be seen, the first that is due before the others."""
    query = select(CallBack).where(seen, col(CallBack.state).in_(LIVE))
    ordered = query.order_by(col(CallBack.opens_at).nulls_first(), col(CallBack.id))
    return session.exec(ordered.limit(200)).all()


def locked_call(session: Session, seen: ColumnElement[bool], call_back_id: int) -> CallBack | None:
    """Return a call-back that may be seen, held until the end of the unit of work."""
    query = select(CallBack).where(CallBack.id == call_back_id, seen)
    return session.exec(query.with_for_update()).first()


def attempts(session: Session, call_back_id: int) -> Sequence[CallAttempt]:
    """Return the calls that were made, in order."""
    query = select(CallAttempt).where(CallAttempt.call_back_id == call_back_id)
    return session.exec(query.order_by(col(CallAttempt.id))).all()


def agency_of_commune(session: Session, commune: str) -> int | None:
    """Return the agency that looks after the residences of a commune, where it is one only."""
    homes = session.exec(select(Residence.commune, Residence.agency_id).distinct()).all()
    found = {agency for name, agency in homes if fold(name) == commune and agency}
    return found.pop() if len(found) == 1 else None
