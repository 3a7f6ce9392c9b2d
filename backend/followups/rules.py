"""The rules of what follows by itself: read from YAML, their figures from the knowledge. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backend.answers.telling import source_of
from backend.replies import SourceRef
from knowledge import Knowledge, tenant_entry, value_on
from knowledge.calculators import CALCULATORS, Book, Result, compute
from knowledge.calculators.dates import after_months
from knowledge.hours import PARIS
from knowledge.model import Fact, Unit
from knowledge.render import render_value


class To(StrEnum):
    """Who reads a follow-up: the tenant, in a message, or the agents, as a task."""

    TENANT = "tenant"
    AGENT = "agent"


@dataclass(frozen=True)
class Rule:
    """One thing that follows, as its landlord's data has it."""

    name: str
    landlord: str
    starts: str
    to: To
    entry: str | None
    value: str | None
    before: int
    months: int
    committee: str | None
    unless: frozenset[str]
    replaces: bool
    asks: str | None
    then: str | None


@dataclass(frozen=True)
class Due:
    """When a follow-up is due and the day that it is about, with the words of its figures."""

    warned_on: date
    day: date
    values: Mapping[str, tuple[Unit, Any, str]]


@lru_cache
def _read() -> dict[str, dict[str, dict[str, Any]]]:
    told: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
        (Path(__file__).parent / "rules.yaml").read_text("utf-8")
    )
    return told


@lru_cache
def rules(landlord: str) -> Mapping[str, Rule]:
    """Return a landlord's rules by name; none where its sources tell of none."""
    return {name: _rule(landlord, name, told) for name, told in _read().get(landlord, {}).items()}


def _rule(landlord: str, name: str, told: Mapping[str, Any]) -> Rule:
    after = told.get("after", {})
    return Rule(
        name=name,
        landlord=landlord,
        starts=told["starts"],
        to=To(told["to"]),
        entry=after.get("entry") or told.get("entry"),
        value=after.get("value"),
        before=told.get("before", 0),
        months=told.get("months", 0),
        committee=told.get("committee"),
        unless=frozenset(told.get("unless", ())),
        replaces=told.get("replaces", False),
        asks=told.get("asks"),
        then=told.get("then"),
    )


def due(rule: Rule, starts_on: date, knowledge: Knowledge) -> Due:
    """Return when a follow-up is due that starts on a day."""
    if rule.committee:
        month = _committee(rule, starts_on, knowledge)
        return Due(month, month, {"month": (Unit.DATE, month, "month")})
    if rule.entry and rule.value:
        fact = tenant_entry(knowledge, rule.entry).values[rule.value]
        day = _later(fact, starts_on)
        told = value_on(fact, starts_on).value
        values = {"delay": (fact.unit, told, ""), "day": (Unit.DATE, day, "")}
        return Due(day - timedelta(days=rule.before), day, values)
    day = after_months(starts_on, rule.months) if rule.months else starts_on
    return Due(day, day, {})


def _later(fact: Fact, starts_on: date) -> date:
    told = value_on(fact, starts_on).value
    if not isinstance(told, Decimal):
        raise TypeError(f"{fact.name} is no delay")
    if fact.unit is Unit.MONTHS:
        return after_months(starts_on, int(told))
    return starts_on + timedelta(days=int(told))


def _committee(rule: Rule, starts_on: date, knowledge: Knowledge) -> date:
    """Return the month of the committee after a day, as the calculator tells it."""
    at = datetime.combine(starts_on, time(12), PARIS)
    calculator = CALCULATORS[rule.committee or ""]
    found = compute(calculator, {"urgent": False}, Book(knowledge, rule.landlord, at))
    figures = found.figures if isinstance(found, Result) else {}
    # In a month that has a committee it may be over: the month after it is sure.
    month = figures.get("after") or figures.get("month")
    if month is None or not isinstance(month.value, date):
        raise TypeError("the committee's calculator tells no month")
    return month.value


def words(told: Due, language: str) -> dict[str, str]:
    """Return the figures of a follow-up as they are written."""
    return {
        name: render_value(unit, value, language, form)
        for name, (unit, value, form) in told.values.items()
    }


def sources(rule: Rule, knowledge: Knowledge) -> tuple[SourceRef, ...]:
    """Return where a follow-up's figures come from."""
    entry = rule.entry or _ENTRY_OF.get(rule.committee or "")
    return (source_of(tenant_entry(knowledge, entry)),) if entry else ()


_ENTRY_OF = {"senior-commission": "office64-senior-commissions"}
