"""Who a tenant is, for the other rooms; never shown to somebody who only gives a number."""

from sqlmodel import Session

from backend.tenants import queries
from backend.tenants.models import Person


def by_phone(session: Session, phone: str | None, landlord: str | None) -> Person | None:
    """Return the only tenant known under a telephone (E.164), of a landlord when it is known."""
    return queries.by_phone(session, phone, landlord) if phone else None


def agency_of(session: Session, person: Person | None) -> int | None:
    """Return the agency that looks after somebody's residence."""
    if person is None or person.residence_id is None:
        return None
    home = queries.residence(session, person.residence_id)
    return home.agency_id if home else None
