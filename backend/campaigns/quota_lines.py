"""A quota in words: whose it is, and how full."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from backend.agents import queries as agents
from backend.campaigns import service
from backend.campaigns.models import Campaign
from backend.campaigns.questionnaire import Questionnaire, in_language
from backend.quotas.models import Counter


@dataclass(frozen=True)
class Line:
    """One quota: whose, and how many places are wanted, counted and being asked."""

    counter_id: int
    margin: tuple[str, ...]
    names: tuple[str, ...]
    target: int
    cap: int
    completed: int
    reserved: int
    closed: bool

    @property
    def left(self) -> int:
        """How many are still to be asked."""
        return max(self.target - self.completed - self.reserved, 0)


@dataclass(frozen=True)
class Naming:
    """What the categories of a survey are called."""

    questionnaire: Questionnaire
    agencies: Mapping[str, str]

    def line(self, one: Counter) -> Line:
        """Return a counter as it is read."""
        names = tuple(self.name(name, one.dims[name]) for name in one.margin)
        return Line(
            counter_id=one.id or 0,
            margin=tuple(one.margin),
            names=names,
            target=one.target,
            cap=one.cap,
            completed=one.completed,
            reserved=one.reserved,
            closed=one.closed,
        )

    def name(self, dimension: str, category: str) -> str:
        """Return a category in words: an agency's name, or the label of a choice."""
        if dimension == service.AGENCY:
            return self.agencies.get(category, category)
        asked = self.questionnaire.dimensions.get(dimension)
        choice = asked.choice(int(category)) if asked and category.isdecimal() else None
        return in_language(choice.label, "fr") if choice else category


def naming(session: Session, campaign: Campaign) -> Naming:
    """Return what the categories of a campaign are called."""
    found = agents.agencies(session, campaign.landlord)
    agencies = {str(one.id): one.name for one in found}
    return Naming(service.questionnaire_of(session, campaign), agencies)
