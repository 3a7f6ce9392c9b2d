"""Which building somebody speaks of: a residence of the landlord, else an address of a commune."""

from dataclasses import dataclass

from sqlmodel import Session

from backend.tenants import places
from backend.tenants import service as tenants
from backend.tenants.models import Person


@dataclass(frozen=True)
class Site:
    """A building: `key` is for comparing, `place` for the agents."""

    key: str
    entrance: str
    place: str


def site_of(
    session: Session, landlord: str | None, address: str, person: Person | None
) -> Site | None:
    """Return the building of an address, else of the lease; None where it is not sure which.

    A street is in one commune only where the commune is said.
    """
    if landlord is None:
        return None
    own = tenants.residence_of(session, person)
    home = tenants.residence_at(session, landlord, address) if address else own
    if home is not None:
        entrance = places.entrance_of(address)
        if not entrance and person is not None and own is not None and own.id == home.id:
            entrance = places.entrance_of(person.dwelling)
        return Site(f"residence {home.id}", entrance, f"{home.name}, {home.commune}")
    commune = tenants.commune_at(session, landlord, address)
    key = places.key_of(address, commune) if commune else None
    return Site(key, places.entrance_of(address), address) if key else None
