"""The demonstration's appointments of its first day, and a call to make: invented people."""

from datetime import datetime, time, timedelta

from sqlmodel import Session, select

from backend.agents.models import Agency
from backend.appointments import calls, queries
from backend.appointments.models import Appointment, AppointmentSlot, CallBack
from backend.appointments.service import Guest
from knowledge.hours import PARIS

AGENCY = ("office64", "Béarn")
BOOKED = (
    ("RDV-EK4Z-ANHR", time(14), "Jeanne Duclos", "+33639980101", "lease"),
    ("RDV-PRP6-NDES", time(15, 30), "Ana Pereira", "+33639980103", "technical"),
)
CALLED = Guest(
    "+33639980102", "Karim Belkacem", "+33639980102", "chauffage trop faible le soir", by="agent"
)
_LENGTH = timedelta(minutes=30)


def load(session: Session, now: datetime) -> None:
    """Write what is missing of the demonstration; done twice, it changes nothing."""
    known = select(Agency).where(Agency.landlord == AGENCY[0], Agency.name == AGENCY[1])
    agency = session.exec(known).first()
    if agency is None or queries.by_code(session, BOOKED[0][0]) is not None:
        return
    for code, at, name, phone, service in BOOKED:
        starts_at = datetime.combine(now.astimezone(PARIS).date(), at, PARIS)
        session.add(_booked(session, agency, starts_at, code, name, phone, service, now))
    if session.exec(select(CallBack.id).where(CallBack.phone == CALLED.phone)).first() is None:
        calls.ask(session, agency.landlord, agency.id, None, CALLED, now=now)
    session.flush()


def _booked(
    session: Session,
    agency: Agency,
    starts_at: datetime,
    code: str,
    name: str,
    phone: str,
    service: str,
    now: datetime,
) -> Appointment:
    slot = AppointmentSlot(
        agency_id=agency.id or 0, service=service, starts_at=starts_at, capacity=1, booked=1
    )
    session.add(slot)
    session.flush()
    return Appointment(
        code=code,
        landlord=agency.landlord,
        agency_id=agency.id or 0,
        service=service,
        slot_id=slot.id or 0,
        starts_at=starts_at,
        ends_at=starts_at + _LENGTH,
        who=phone,
        name=name,
        phone=phone,
        booked_by="demonstration",
        booked_at=now,
    )
