"""Requests that a system or an agent files for a tenant, on the same record as the bot's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.routing.service import Case
from backend.sollicitations import codes, journal, queries, triage
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.routed import route
from backend.sollicitations.states import State
from backend.tenants import service as tenants


@dataclass(frozen=True)
class Told:
    """What a system or an agent tells of a request; `phone` is E.164."""

    landlord: str
    category: str
    description: str
    address: str
    residence: str | None = None
    name: str | None = None
    phone: str | None = None
    place: str | None = None
    since: str | None = None
    availability: str | None = None
    details: Mapping[str, str] | None = None
    conversation: str | None = None


def file_for(
    session: Session, told: Told, *, by: str, channel: str, now: datetime
) -> Sollicitation:
    """File a request under a new code; its tenant and agency are found as the bot finds them."""
    person = tenants.by_phone(session, told.phone, told.landlord)
    home = tenants.residence(session, told.landlord, told.residence)
    address = told.address or (f"{home.address}, {home.commune}" if home else "")
    case = Case(told.landlord, told.category, told.description, address, person)
    routed = route(session, case, told.phone, now=now)
    while True:
        filed = Sollicitation(
            code=codes.draw(),
            landlord=told.landlord,
            agency_id=home.agency_id if home and home.agency_id else routed.agency_id,
            role=routed.role,
            routed_by=routed.by,
            category=told.category,
            description=told.description,
            address=address,
            place=told.place,
            since=told.since,
            availability=told.availability,
            scope=triage.scope_of(vars(told)),
            recurring=triage.is_recurring(vars(told)),
            details=triage.kept(vars(told)),
            contact_name=told.name,
            contact_phone=told.phone,
            person_id=person.id if person else None,
            conversation_id=told.conversation,
            channel=channel,
            state=State.RECEIVED,
            opened_at=now,
            updated_at=now,
        )
        # Nothing written: the code is taken, which hardly ever happens.
        if written := queries.insert_once(session, filed):
            journal.received(session, written, by=by, now=now)
            return session.get_one(Sollicitation, written)
