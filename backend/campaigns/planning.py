"""A plan before its launch: the quotas that it would make, and whether people suffice for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.campaigns import case_queries, service
from backend.campaigns.models import Campaign
from backend.campaigns.questionnaire import Questionnaire
from backend.campaigns.quota_lines import Line, naming
from backend.campaigns.service import AGENCY, Quota
from backend.quotas import plan
from backend.quotas.models import Counter
from backend.quotas.plan import Margin, Target

# An agency and one category.
_THIN = 2


@dataclass(frozen=True)
class Foreseen:
    """A quota that a plan would make: of how many people, and how many it would lack at best."""

    line: Line
    people: int
    missing: int


def margins_of(questionnaire: Questionnaire) -> list[Margin]:
    """Return what a plan may count by: the agency, each category within it, and all crossed."""
    asked = tuple(questionnaire.dimensions)
    crossed = [(AGENCY, *asked)] if len(asked) > 1 else []
    return [(AGENCY,), *((AGENCY, one) for one in asked), *crossed]


def usual(margins: Sequence[Margin]) -> list[Margin]:
    """Return the margins to begin with: none crossed, so no cell is too thin to fill."""
    return [one for one in margins if len(one) <= _THIN]


def people_in(session: Session, campaign: Campaign) -> int:
    """Return how many people are in a sample."""
    return sum((campaign.cells or case_queries.cells(session, campaign)).values())


def foreseen(session: Session, campaign: Campaign, quota: Quota) -> Sequence[Foreseen]:
    """Return the quotas that a plan would make over the sample; nothing is written.

    Raises what a launch would refuse: BadQuestionnaire, or a plan that cannot be made.
    """
    named = naming(session, campaign)
    service.check_asked(named.questionnaire, quota)
    people = service.frame_of(case_queries.cells(session, campaign))
    wanted = plan.targets(people, quota.size, quota.margins, quota.tolerance)
    counters = [_counter(number, one) for number, one in enumerate(wanted, 1)]
    short = {one.counter.id: one.missing for one in plan.shortfalls(counters, people)}
    return [
        Foreseen(named.line(one), plan.people_of(people, one.dims), short.get(one.id, 0))
        for one in counters
    ]


def _counter(number: int, one: Target) -> Counter:
    return Counter(
        id=number, plan_id=0, margin=list(one.margin), dims=one.dims, target=one.target, cap=one.cap
    )
