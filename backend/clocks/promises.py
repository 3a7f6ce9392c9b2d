"""What a landlord promises for a request: nothing, unless an entry of the knowledge holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backend.clocks.working import WHOLE_DAYS, Week
from backend.hearing.text import clean, fold
from knowledge import EntryNotFound, FactNotFound, Knowledge, tenant_entry, value_on
from knowledge.model import Slot


@dataclass(frozen=True)
class Promise:
    """A delay in working days, and the entry that holds it."""

    entry: str
    days: int
    week: Week


@lru_cache
def _tables() -> Mapping[str, Any]:
    said = yaml.safe_load((Path(__file__).parent / "promises.yaml").read_text("utf-8"))
    return {landlord: table or {} for landlord, table in said.items()}


def week_of(knowledge: Knowledge, landlord: str | None) -> Week:
    """Return a landlord's working week: the hours of an entry, else Monday to Friday, whole."""
    name = _tables().get(landlord or "", {}).get("week")
    if name is None:
        return WHOLE_DAYS
    try:
        contact = tenant_entry(knowledge, name).contact
    except EntryNotFound:
        return WHOLE_DAYS
    return contact.hours if contact and contact.hours else WHOLE_DAYS


def promised(
    knowledge: Knowledge, landlord: str | None, category: str, description: str, day: date
) -> Promise | None:
    """Return what is promised for a request on a day; None where no entry holds a delay."""
    plain = fold(clean(description))
    for one in _tables().get(landlord or "", {}).get("promises", ()):
        if category in one["categories"] and any(word in plain for word in one["words"]):
            days = _days(knowledge, one["entry"], one["value"], day)
            return Promise(one["entry"], days, week_of(knowledge, landlord)) if days else None
    return None


def _days(knowledge: Knowledge, entry: str, value: str, day: date) -> int:
    try:
        dated = value_on(tenant_entry(knowledge, entry).values[value], day)
    except (EntryNotFound, FactNotFound, KeyError):
        return 0
    return int(dated.value) if isinstance(dated.value, Decimal) else 0


def dump_week(week: Week) -> dict[str, list[list[str]]]:
    """Return a week as JSON values."""
    return {
        day: [[slot.start.isoformat(), slot.end.isoformat()] for slot in slots]
        for day, slots in week.items()
    }


def load_week(kept: Mapping[str, Any]) -> Week:
    """Read a week that was kept."""
    return {
        day: tuple(Slot(time.fromisoformat(a), time.fromisoformat(b)) for a, b in slots)
        for day, slots in kept.items()
    }
