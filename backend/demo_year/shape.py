"""When people call and write over a year, and what becomes of it; read from YAML. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import yaml

from knowledge.hours import PARIS, is_public_holiday

HERE = Path(__file__).parent
_HOUR = 3_600
Weights = Mapping[Any, float]


@lru_cache
def shape() -> Mapping[str, Any]:
    """Return the year's shape."""
    read: Mapping[str, Any] = yaml.safe_load((HERE / "shape.yaml").read_text("utf-8"))
    return read


@lru_cache
def words() -> Mapping[str, Any]:
    """Return the year's words."""
    read: Mapping[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))
    return read


def one_of(rng: Random, weights: Weights) -> Any:
    """Draw one key by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass(frozen=True)
class Chances:
    """The draws of one landlord's year, up to a moment: the same seed draws the same year."""

    rng: Random
    until: datetime

    def happens(self, share: str) -> bool:
        """Tell whether something happens that has a share, in percent."""
        return self.rng.random() * 100 < float(shape()["shares"][share])

    def pick(self, name: str) -> str:
        """Return one of the year's words of a sort."""
        return str(self.rng.choice(words()[name]))

    def after(self, middle: timedelta) -> timedelta:
        """Return a time around a middle, sometimes much longer, never none."""
        return max(timedelta(seconds=1), middle * self.rng.lognormvariate(0, 0.7))

    def later(self, at: datetime, middle: timedelta) -> datetime:
        """Return a moment after another one; the year's last is as late as it gets."""
        return min(at + self.after(middle), self.until)

    def problem(self, category: str) -> str:
        """Return what somebody says whose request is of a category."""
        return str(self.rng.choice(words()["problems"][category]))

    def category(self, day: date) -> str:
        """Return what a request of a day is about."""
        said = shape()
        seasons: Mapping[str, Sequence[float]] = said["seasons"]
        weights = {
            one: weight * (seasons[one][day.month - 1] if one in seasons else 1)
            for one, weight in said["categories"].items()
        }
        return str(one_of(self.rng, weights))


def moments(rng: Random, number: int, *, sort: str, until: datetime) -> list[datetime]:
    """Return when something of a sort (`phone`, `written`) happened, up to a moment, in order.

    Nobody answers the telephone on a public holiday.
    """
    today = until.astimezone(PARIS).date()
    days = [today - timedelta(days=ago) for ago in range(int(shape()["days"]), -1, -1)]
    by_day = list(accumulate(_weight(day, sort) for day in days))
    hours: Weights = shape()["hours"][sort]
    at: list[datetime] = []
    while len(at) < number:
        for day in rng.choices(days, cum_weights=by_day, k=number - len(at)):
            moment = datetime.combine(day, time(one_of(rng, hours)), PARIS)
            moment += timedelta(seconds=rng.randrange(_HOUR))
            if moment < until:
                at.append(moment)
    return sorted(at)


def _weight(day: date, sort: str) -> float:
    if sort == "phone" and is_public_holiday(day):
        return 0
    said = shape()
    weight: float = said["months"][day.month - 1] * said["weekdays"][sort][day.weekday()]
    return weight
