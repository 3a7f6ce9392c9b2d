"""What follows from a survey for the people: whom to call back about what, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from backend.campaigns import service as campaigns
from backend.campaigns.models import Campaign
from backend.campaigns.questionnaire import in_language
from backend.results import queries
from backend.results.reading import reading_of
from backend.tenants.models import Person, Residence


def parted_at(session: Session, campaign: Campaign) -> datetime | None:
    """Return when the answers were detached from the people; None while they are not."""
    found = queries.parting(session, campaign)
    return found.at if found else None


@dataclass(frozen=True)
class Wish:
    """Whom to call back about what; `needs` are the labels of the lists that they are on."""

    person: Person
    residence: Residence | None
    needs: Sequence[str]
    channels: Sequence[str]
    priority: str
    agreed_at: datetime
    until: date


def needs_of(session: Session, campaign: Campaign) -> Mapping[str, str]:
    """Return the needs that a survey asks about, by name, in French; none where it is not read."""
    reading = reading_of(campaigns.questionnaire_of(session, campaign).id)
    return {one.id: in_language(one.label, "fr") for one in reading.needs} if reading else {}


def wishes_of(session: Session, campaign: Campaign) -> list[Wish]:
    """Return what people of a survey would like, who agreed to be called back.

    Those who come first where there is not enough for all stand first, those alike by name.
    """
    reading = reading_of(campaigns.questionnaire_of(session, campaign).id)
    labels = needs_of(session, campaign)
    order = reading.priorities.order if reading else ()
    ranks = {one.id: rank for rank, one in enumerate(order)}
    named = {one.id: in_language(one.label, "fr") for one in order}
    found = queries.wishes(session, campaign)
    return [
        Wish(
            person,
            residence,
            [labels.get(need, need) for need in one.needs],
            one.channels,
            named.get(one.priority or "", ""),
            one.agreed_at,
            one.until,
        )
        for one, person, residence in sorted(
            found, key=lambda row: ranks.get(row[0].priority or "", len(ranks))
        )
    ]
