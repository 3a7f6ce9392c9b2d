"""Questions that the tenants' tables answer."""

from sqlmodel import Session, select

from backend.tenants.models import Person, Residence


def by_phone(session: Session, phone: str, landlord: str | None) -> Person | None:
    """Return the tenant with this telephone; none when two share it."""
    query = select(Person).where(Person.phone == phone)
    if landlord is not None:
        query = query.where(Person.landlord == landlord)
    found = session.exec(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def residence(session: Session, residence_id: int) -> Residence | None:
    """Return a residence."""
    return session.get(Residence, residence_id)
