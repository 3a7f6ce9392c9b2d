"""Count in months from a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def after_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
