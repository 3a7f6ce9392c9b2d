"""The demonstration's companies and teams: invented, like everybody in it."""

from sqlmodel import Session, select

from backend.workorders.models import Contractor, ContractorKind

CONTRACTORS = (
    ("office64", "Régie travaux", ContractorKind.TEAM),
    ("office64", "Plomberie des Exemples", ContractorKind.COMPANY),
    ("office64", "Espaces verts Démonstration", ContractorKind.COMPANY),
    ("rochefort", "Équipe technique", ContractorKind.TEAM),
    ("rochefort", "Électricité des Exemples", ContractorKind.COMPANY),
)


def load(session: Session) -> None:
    """Write what is missing of the demonstration; done twice, it changes nothing."""
    known = {(one.landlord, one.name) for one in session.exec(select(Contractor))}
    for landlord, name, kind in CONTRACTORS:
        if (landlord, name) not in known:
            session.add(Contractor(landlord=landlord, name=name, kind=kind))
    session.flush()
