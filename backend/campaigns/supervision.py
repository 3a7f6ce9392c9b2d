"""What a supervisor reads of a campaign: how many answered, and how full each quota is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.agents import queries as agents
from backend.campaigns import case_queries, queries, service
from backend.campaigns.models import Campaign
from backend.campaigns.questionnaire import Questionnaire, in_language
from backend.quotas import plan
from backend.quotas import service as quotas
from backend.quotas.errors import NoSuchCounter
from backend.quotas.models import Counter
from backend.quotas.plan import cell


@dataclass(frozen=True)
class Line:
    """One quota: whose, and how many places are wanted, counted and being asked."""

    counter_id: int
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


def lines(session: Session, campaign: Campaign) -> Sequence[Line]:
    """Return the quotas of a campaign in the plan's order; none where it has none."""
    if campaign.plan_id is None:
        return ()
    questionnaire = service.questionnaire_of(session, campaign)
    agencies = {str(one.id): one.name for one in agents.agencies(session, campaign.landlord)}
    counters = quotas.standing(session, campaign.plan_id)
    return [_line(one, questionnaire, agencies) for one in counters]


def set_open(session: Session, campaign: Campaign, counter_id: int, *, is_open: bool) -> None:
    """Let people into a quota again, or nobody else; raises NoSuchCounter for another plan's."""
    _check_own(session, campaign, counter_id)
    (quotas.reopen if is_open else quotas.close)(session, counter_id)


def set_cap(session: Session, campaign: Campaign, counter_id: int, cap: int) -> bool:
    """Set how many a quota takes at most; raises NoSuchCounter for another plan's.

    Return whether that closed it: more were counted or held than that already, and stay so.
    """
    _check_own(session, campaign, counter_id)
    return quotas.set_cap(session, counter_id, cap).cap > cap


def _check_own(session: Session, campaign: Campaign, counter_id: int) -> None:
    own = {one.id for one in quotas.standing(session, campaign.plan_id or 0)}
    if counter_id not in own:
        raise NoSuchCounter


@dataclass(frozen=True)
class Short:
    """A quota that will not fill, and how many answers it will lack at best."""

    names: tuple[str, ...]
    missing: int


def shortfalls(session: Session, campaign: Campaign) -> Sequence[Short]:
    """Return the quotas that will not fill though everybody who is left took part."""
    if campaign.plan_id is None:
        return ()
    questionnaire = service.questionnaire_of(session, campaign)
    agencies = {str(one.id): one.name for one in agents.agencies(session, campaign.landlord)}
    left = case_queries.available(session, campaign)
    people = {cell(**service.cell_of(name)): number for name, number in left.items()}
    found = plan.shortfalls(quotas.standing(session, campaign.plan_id), people)
    return [Short(_line(one.counter, questionnaire, agencies).names, one.missing) for one in found]


def _line(one: Counter, questionnaire: Questionnaire, agencies: Mapping[str, str]) -> Line:
    names = tuple(_name(name, one.dims[name], questionnaire, agencies) for name in one.margin)
    return Line(one.id or 0, names, one.target, one.cap, one.completed, one.reserved, one.closed)


def _name(
    dimension: str, category: str, questionnaire: Questionnaire, agencies: Mapping[str, str]
) -> str:
    """Return a category in words: an agency's name, or the label of a choice."""
    if dimension == service.AGENCY:
        return agencies.get(category, category)
    asked = questionnaire.dimensions.get(dimension)
    choice = asked.choice(int(category)) if asked and category.isdecimal() else None
    return in_language(choice.label, "fr") if choice else category


@dataclass(frozen=True)
class Figures:
    """Field indicators; a quota sample has no margin of error, so none is told."""

    sample: int
    by_state: Mapping[str, int]
    counted: int
    surplus: int


def figures(session: Session, campaign: Campaign) -> Figures:
    """Return how the interviews of a campaign stand; who is in no sample is counted in none."""
    tally = queries.tally(session, campaign)
    done = {counted: n for (state, counted), n in tally.items() if state == "done"}
    by_state: dict[str, int] = {}
    for (state, _), number in tally.items():
        by_state[state] = by_state.get(state, 0) + number
    return Figures(
        sample=sum((campaign.cells or case_queries.cells(session, campaign)).values()),
        by_state=by_state,
        counted=done.get(True, 0),
        surplus=done.get(False, 0),
    )
