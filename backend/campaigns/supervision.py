"""What a supervisor reads of a campaign: how many answered, and how full each quota is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.campaigns import case_queries, planning, queries, service
from backend.campaigns.models import Campaign
from backend.campaigns.quota_lines import Line, naming
from backend.quotas import plan
from backend.quotas import service as quotas
from backend.quotas.errors import NoSuchCounter


def lines(session: Session, campaign: Campaign) -> Sequence[Line]:
    """Return the quotas of a campaign in the plan's order; none where it has none."""
    if campaign.plan_id is None:
        return ()
    named = naming(session, campaign)
    return [named.line(one) for one in quotas.standing(session, campaign.plan_id)]


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
    return _in_words(session, campaign, _missing(session, campaign))


def foresee(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Work the same out, and keep it for `foreseen`."""
    campaign.short, campaign.foreseen_at = _missing(session, campaign), now
    session.add(campaign)
    session.flush()


def foreseen(session: Session, campaign: Campaign) -> Sequence[Short]:
    """Return the quotas that would not fill when it was last worked out: at launch, each night."""
    return _in_words(session, campaign, campaign.short or {})


def _missing(session: Session, campaign: Campaign) -> dict[str, int]:
    if campaign.plan_id is None:
        return {}
    left = service.frame_of(case_queries.available(session, campaign))
    found = plan.shortfalls(quotas.standing(session, campaign.plan_id), left)
    return {str(one.counter.id): one.missing for one in found}


def _in_words(session: Session, campaign: Campaign, missing: Mapping[str, int]) -> Sequence[Short]:
    if not missing:
        return ()
    found = ((one.names, missing.get(str(one.counter_id), 0)) for one in lines(session, campaign))
    return [Short(names, number) for names, number in found if number]


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
        sample=planning.people_in(session, campaign),
        by_state=by_state,
        counted=done.get(True, 0),
        surplus=done.get(False, 0),
    )
