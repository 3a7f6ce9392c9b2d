"""The demonstration's campaign: the shipped questionnaire, put to the invented tenants."""

from datetime import datetime

from sqlmodel import Session, select

from backend.campaigns import queries, service
from backend.campaigns.models import Wave
from backend.campaigns.questionnaire import shipped
from backend.tenants.models import Person
from backend.tenants.service import agency_of

_LANDLORD = "office64"
# So few tenants have quotas by agency only; a real sample has them by age and category too.
_QUOTA = service.Quota(5, [("agency",)])


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
        ((person.id or 0, {"agency": str(agency_of(session, person))}) for person in people),
    )
    service.launch(session, campaign, _QUOTA, now=now)
