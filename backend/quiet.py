"""When a text that nobody waits for may leave: by day, never on a Sunday or a holiday. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from knowledge.hours import PARIS, is_public_holiday

_HOURS = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})")
_SUNDAY = 6
_HORIZON = 10
"""Days looked ahead or back: more than the longest row of Sundays and holidays."""


@dataclass(frozen=True)
class NoticeHours:
    """The hours of a working day, Paris time, in which notices leave."""

    opens: time
    closes: time

    def next(self, moment: datetime) -> datetime:
        """Return the first moment from `moment` on at which a notice may leave."""
        for opens, closes in self._days(moment, 1):
            if moment < closes:
                return max(moment, opens)
        return moment

    def last(self, moment: datetime) -> datetime:
        """Return the last moment up to `moment` at which a notice may leave."""
        for opens, closes in self._days(moment, -1):
            if opens <= moment:
                return min(moment, closes - timedelta(minutes=1))
        return moment

    def _days(self, moment: datetime, step: int) -> Iterator[tuple[datetime, datetime]]:
        first = moment.astimezone(PARIS).date()
        for number in range(_HORIZON):
            day = first + timedelta(days=step * number)
            if not is_day_off(day):
                yield self._at(day, self.opens), self._at(day, self.closes)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, PARIS).astimezone(UTC)


def is_day_off(day: date) -> bool:
    """Is `day` a Sunday or a public holiday?"""
    return day.weekday() == _SUNDAY or is_public_holiday(day)


def read(hours: str) -> NoticeHours | None:
    """Return the hours written as "08:00-20:00"; None where none are kept.

    Raises ValueError for anything else, an evening before its morning too.
    """
    if not hours.strip():
        return None
    found = _HOURS.fullmatch(hours.strip())
    if found is None:
        raise ValueError(f"hours are written as 08:00-20:00, not {hours!r}")
    opens, closes = map(time.fromisoformat, found.groups())
    if opens >= closes:
        raise ValueError(f"the evening of {hours!r} is before its morning")
    return NoticeHours(opens, closes)
