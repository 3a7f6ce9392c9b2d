"""Who lives and works in the simulated year: agents, residences and tenants, all invented."""

import secrets
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from backend.agents.models import Agency, Agent, Role
from backend.agents.service import hash_password
from backend.demo_year.shape import one_of, shape, words
from backend.tenants.models import Person, Residence

REFERENCE = "AN-"
_FIRST_NUMBER, _NUMBERS = 33_639_982_000, 8_000
_FEWEST = 20


@dataclass(frozen=True)
class Tenant:
    """A tenant with where they live."""

    id: int
    name: str
    phone: str
    language: str
    address: str
    agency: int


@dataclass(frozen=True)
class People:
    """The people of one landlord; the agents by agency."""

    tenants: list[Tenant]
    agents: dict[int, list[Agent]]

    def agent(self, rng: Random, agency: int | None) -> Agent:
        """Draw an agent of an agency, or any."""
        there = self.agents.get(agency or 0) or [a for team in self.agents.values() for a in team]
        return rng.choice(there)


def settle(session: Session, landlord: str, rng: Random, *, share: float) -> People:
    """Write the people of a landlord, or a share of its tenants."""
    size = shape()["landlords"][landlord]
    query = select(Agency).where(Agency.landlord == landlord).order_by(col(Agency.id))
    agencies = list(session.exec(query))
    agents = _agents(session, landlord, agencies, size["agents"])
    homes = _residences(session, landlord, agencies, size["residences"], rng)
    number = max(_FEWEST, round(size["people"] * share))
    return People(_tenants(session, landlord, homes, number, rng), agents)


def _agents(
    session: Session, landlord: str, agencies: list[Agency], number: int
) -> dict[int, list[Agent]]:
    """Add accounts that nobody signs in to: their passwords are thrown away."""
    closed = hash_password(secrets.token_urlsafe(32))
    teams: dict[int, list[Agent]] = {agency.id or 0: [] for agency in agencies}
    for rank in range(number):
        agency = agencies[rank % len(agencies)]
        made = Agent(
            login=f"crc.{landlord}.{rank + 1}",
            name=f"CRC {agency.name} {rank // len(agencies) + 1}",
            password_hash=closed,
            role=Role.AGENT,
            landlord=landlord,
            agency_id=agency.id,
        )
        teams[agency.id or 0].append(made)
        session.add(made)
    session.flush()
    return teams


def _residences(
    session: Session, landlord: str, agencies: list[Agency], number: int, rng: Random
) -> list[Residence]:
    said = words()
    names = said["residences"][:number] if landlord == next(iter(shape()["landlords"])) else None
    homes = []
    for rank, name in enumerate(names or said["residences"][-number:]):
        agency = agencies[rank % len(agencies)]
        towns = said["communes"][landlord].get(agency.name, [agency.name])
        street = f"{rng.randrange(1, 90)} {rng.choice(said['streets'])} des {name}"
        homes.append(
            Residence(
                landlord=landlord,
                agency_id=agency.id,
                name=f"Les {name}",
                address=street,
                commune=rng.choice(towns),
                reference=f"{REFERENCE}R{rank:03}",
            )
        )
    session.add_all(homes)
    session.flush()
    return homes


def _tenants(
    session: Session, landlord: str, homes: list[Residence], number: int, rng: Random
) -> list[Tenant]:
    said: Any = words()
    names = [f"{a} {b}" for a, b in product(said["first_names"], said["last_names"])]
    taken = set(session.exec(select(Person.phone)))
    numbers = (f"+{n}" for n in range(_FIRST_NUMBER, _FIRST_NUMBER + _NUMBERS))
    free = (phone for phone in numbers if phone not in taken)
    people = []
    for rank, phone in zip(range(number), free, strict=False):
        home = rng.choice(homes)
        people.append(
            Person(
                landlord=landlord,
                residence_id=home.id,
                name=rng.choice(names),
                phone=phone,
                dwelling=f"appt {rng.randrange(1, 60)}",
                language=one_of(rng, shape()["languages"]),
                reference=f"{REFERENCE}{rank:05}",
            )
        )
    session.add_all(people)
    session.flush()
    where = {home.id: home for home in homes}
    return [_tenant(person, where[person.residence_id]) for person in people]


def _tenant(person: Person, home: Residence) -> Tenant:
    return Tenant(
        id=person.id or 0,
        name=person.name,
        phone=person.phone or "",
        language=person.language,
        address=f"{home.address}, {home.commune}, {person.dwelling}",
        agency=home.agency_id or 0,
    )
