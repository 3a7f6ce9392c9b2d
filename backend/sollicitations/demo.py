"""The demonstration's requests, one in each state, under codes that stay the same."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, select

from backend.sollicitations import queries
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.sollicitations.states import State
from backend.tenants.models import Person, Residence


class _Request(NamedTuple):
    code: str
    phone: str
    category: str
    description: str
    place: str | None
    path: tuple[State, ...]


_BEGIN = datetime(2026, 11, 2, 8, 15, tzinfo=UTC)
_TAKEN = (State.RECEIVED, State.ASSIGNED)
REQUESTS = (
    _Request(
        "QD9R6-J19RF-Y",
        "+33639980101",
        "plomberie",
        "Le robinet de la cuisine goutte.",
        "cuisine",
        (State.RECEIVED,),
    ),
    _Request(
        "S26HP-DFTCH-6", "+33639980104", "chauffage", "Un radiateur reste froid.", "chambre", _TAKEN
    ),
    _Request(
        "P61V8-3E8F2-T",
        "+33639980106",
        "parties-communes",
        "L'interphone ne sonne plus.",
        "hall",
        (*_TAKEN, State.IN_PROGRESS),
    ),
    _Request(
        "H9ER1-XDJQZ-Z",
        "+33639980108",
        "serrurerie",
        "La clé tourne dans le vide.",
        None,
        (*_TAKEN, State.IN_PROGRESS, State.DONE),
    ),
    _Request(
        "DQA54-RK2ZG-G",
        "+33639980110",
        "espaces-verts",
        "La haie cache le passage.",
        None,
        (*_TAKEN, State.WAITING_TENANT),
    ),
    _Request(
        "ZJPP0-RK1PN-3",
        "+33639980111",
        "parties-communes",
        "L'interphone de l'entrée est muet depuis hier.",
        "hall",
        (State.RECEIVED,),
    ),
)


def load(session: Session) -> None:
    """Write what is missing of the demonstration; done twice, it changes nothing."""
    for rank, request in enumerate(REQUESTS):
        person = session.exec(select(Person).where(Person.phone == request.phone)).first()
        if person is not None and queries.by_code(session, request.code) is None:
            _write(session, request, person, _BEGIN + timedelta(days=3 * rank))
    session.flush()


def _write(session: Session, request: _Request, person: Person, begin: datetime) -> None:
    home = session.get(Residence, person.residence_id) if person.residence_id else None
    times = [begin + timedelta(hours=5 * step) for step in range(len(request.path))]
    sollicitation = Sollicitation(
        code=request.code,
        landlord=person.landlord,
        agency_id=home.agency_id if home else None,
        category=request.category,
        description=request.description,
        address=f"{home.address}, {home.commune}, {person.dwelling}" if home else "",
        place=request.place,
        contact_name=person.name,
        contact_phone=person.phone,
        person_id=person.id,
        state=request.path[-1],
        opened_at=begin,
        updated_at=times[-1],
    )
    session.add(sollicitation)
    session.flush()
    before: State | None = None
    for state, moment in zip(request.path, times, strict=True):
        session.add(
            SollicitationEvent(
                sollicitation_id=sollicitation.id or 0,
                at=moment,
                by="bot" if before is None else "demonstration",
                from_state=before,
                to_state=state,
            )
        )
        before = state
