"""The demonstration's campaign: the shipped questionnaire, put to the invented tenants."""

from datetime import datetime

from sqlmodel import Session, select

from backend.campaigns import queries, service
from backend.campaigns.models import State, Wave
from backend.campaigns.questionnaire import shipped
from backend.tenants.models import Person

_LANDLORD = "office64"
# Invented: an age band and a socio-professional category for each tenant in turn.
_CATEGORIES = (("3", "5"), ("2", "6"), ("2", "5"), ("5", "7"), ("3", "3"), ("4", "7"), ("1", "8"))


def load(session: Session, now: datetime) -> None:
    """Launch it, once."""
    if queries.of_landlord(session, _LANDLORD):
        return
    campaign = service.prepare(
        session,
        landlord=_LANDLORD,
        name="Inclusion numérique",
        wave=Wave.FIELD,
        questionnaire=shipped("inclusion-numerique"),
        now=now,
    )
    people = session.exec(
        select(Person).where(Person.landlord == _LANDLORD).order_by(Person.name)
    ).all()
    service.sample(
        session,
        campaign,
        (
            (person.id or 0, {"age": age, "csp": csp})
            for person, (age, csp) in zip(people, _CATEGORIES, strict=False)
        ),
    )
    service.move(session, campaign, State.RUNNING, now=now)
