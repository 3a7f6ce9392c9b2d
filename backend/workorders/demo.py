"""The demonstration's companies and teams with an order each: invented, like everybody in it."""

from datetime import UTC, date, datetime

from sqlmodel import Session, select

from backend.sollicitations.models import Sollicitation
from backend.workorders import service
from backend.workorders.models import Contractor, ContractorKind, WorkOrder
from backend.workorders.service import Task
from backend.workorders.states import OrderState

CONTRACTORS = (
    ("office64", "Régie travaux", ContractorKind.TEAM),
    ("office64", "Plomberie des Exemples", ContractorKind.COMPANY),
    ("office64", "Espaces verts Démonstration", ContractorKind.COMPANY),
    ("rochefort", "Équipe technique", ContractorKind.TEAM),
    ("rochefort", "Électricité des Exemples", ContractorKind.COMPANY),
)
# The request, who is asked, what to do, and the day that is planned.
ORDERS = (
    ("P61V8-3E8F2-T", "Régie travaux", "Remplacer la platine de l’interphone.", date(2026, 12, 3)),
    ("S26HP-DFTCH-6", "Plomberie des Exemples", "Purger le radiateur de la chambre.", None),
)
BY = "demonstration"
_ISSUED = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def load(session: Session) -> None:
    """Write what is missing of the demonstration; done twice, it changes nothing."""
    known = {(one.landlord, one.name) for one in session.exec(select(Contractor))}
    for landlord, name, kind in CONTRACTORS:
        if (landlord, name) not in known:
            session.add(Contractor(landlord=landlord, name=name, kind=kind))
    session.flush()
    if session.exec(select(WorkOrder.id).where(WorkOrder.issued_by == BY)).first() is None:
        for code, name, what, planned_on in ORDERS:
            _issue(session, code, name, what, planned_on)


def _issue(session: Session, code: str, name: str, what: str, planned_on: date | None) -> None:
    """Issue one order; nobody is told, for nobody is there."""
    filed = session.exec(select(Sollicitation).where(Sollicitation.code == code)).first()
    who = session.exec(select(Contractor).where(Contractor.name == name)).first()
    if filed is None or who is None:
        return
    place = ", ".join(part for part in (filed.address, filed.place) if part)
    task = Task(who.id or 0, what, place)
    service.issue(session, filed.id or 0, task, landlord=who.landlord, by=BY, now=_ISSUED)
    order = service.of_request(session, filed.id or 0)[-1][0].id or 0
    if planned_on is not None:
        to = OrderState.PLANNED
        service.move(session, order, to, by=BY, now=_ISSUED, planned_on=planned_on)
