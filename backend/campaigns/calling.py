"""The rules of the telephone, as data: when people are called, how often, what a call comes to."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from backend.config import get_settings
from backend.quiet import is_day_off
from knowledge.hours import PARIS

_SATURDAY = 5
# From when until when, in Paris.
Part = tuple[time, time]


class Result(BaseModel):
    """What a call comes to: the AAPOR code, and after how many hours one may call again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    aapor: str
    again: int | None = None


class Rules(BaseModel):
    """The rules of one telephone campaign."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: tuple[Part, ...]
    parts: tuple[Part, ...]
    saturdays: bool
    attempts: int
    days_between_attempts: int
    outcomes: Mapping[str, Result]

    def may_call(self, moment: datetime) -> bool:
        """Tell whether people may be called now."""
        if get_settings().survey_calls_at_any_time:
            return True
        here = moment.astimezone(PARIS)
        if is_day_off(here.date()) or (here.weekday() == _SATURDAY and not self.saturdays):
            return False
        return _within(self.hours, moment) is not None

    def part_of(self, moment: datetime) -> Part | None:
        """Return the part of the day that a moment falls in; None outside all of them."""
        return _within(self.parts, moment)

    def next_at(self, outcome: str, attempts: int, now: datetime) -> datetime | None:
        """Return when one may call again after an outcome; None when the case is over."""
        again = self.outcomes[outcome].again
        if again is None or attempts >= self.attempts:
            return None
        return now + max(timedelta(hours=again), timedelta(days=self.days_between_attempts))


def _within(parts: Iterable[Part], moment: datetime) -> Part | None:
    here = moment.astimezone(PARIS).time()
    return next((part for part in parts if part[0] <= here < part[1]), None)


@cache
def rules() -> Rules:
    """Return the shipped rules."""
    text = (Path(__file__).parent / "telephone.yaml").read_text(encoding="utf-8")
    return Rules.model_validate(yaml.safe_load(text))
