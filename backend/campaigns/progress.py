"""How the field work goes on: at what pace, until when, and what the calls come to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from sqlmodel import Session

from backend.campaigns import case_queries, queries
from backend.campaigns.models import Campaign
from backend.campaigns.quota_lines import Line
from knowledge.hours import PARIS

_LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Pace:
    """How many answers were counted lately, how many are wanted, and when the last one would be."""

    since: date
    counted: int
    left: int
    ends_on: date | None


@dataclass(frozen=True)
class Caller:
    """What somebody's calls came to."""

    name: str
    calls: int
    interviews: int


def pace(session: Session, campaign: Campaign, lines: Sequence[Line], *, now: datetime) -> Pace:
    """Return the pace of the last seven days, at most; without any, no end is foreseen."""
    begun = max(campaign.launched_at or now, now - _LATELY)
    counted = queries.counted_since(session, campaign, begun)
    days = max(ceil((now - begun) / timedelta(days=1)), 1)
    left = _left(lines)
    since = begun.astimezone(PARIS).date()
    if not counted or not left:
        return Pace(since, counted, left, None)
    last = now.astimezone(PARIS).date() + timedelta(days=ceil(left * days / counted))
    return Pace(since, counted, left, last)


def _left(lines: Sequence[Line]) -> int:
    """Return how many answers are still wanted: of the margins, the one that lacks most."""
    wanted: Counter[Sequence[str]] = Counter()
    for one in lines:
        wanted[one.margin] += 0 if one.closed else max(one.target - one.completed, 0)
    return max(wanted.values(), default=0)


def callers(session: Session, campaign: Campaign) -> Sequence[Caller]:
    """Return what each agent's calls came to, the most calls first."""
    return [Caller(*row) for row in case_queries.calls(session, campaign)]
