"""Which role looks after a request first, from the landlord's own table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backend.hearing.text import clean, fold


class Role(StrEnum):
    """Who does what at a landlord's; the agency stands for whoever is there."""

    AGENCY = "agency"
    SECTOR_MANAGER = "sector_manager"
    LETTINGS_MANAGER = "lettings_manager"
    SOCIAL_ADVISER = "social_adviser"
    TRANQUILLITY_OFFICER = "tranquillity_officer"
    LITIGATION = "litigation"


@dataclass(frozen=True)
class Told:
    """A role that certain words of certain requests call for."""

    role: Role
    categories: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Again:
    """A role for what comes back within some time."""

    role: Role
    within: timedelta


@dataclass(frozen=True)
class Rules:
    """One landlord's table."""

    default: Role
    categories: Mapping[str, Role] = field(default_factory=dict)
    kinds: Mapping[str, Role] = field(default_factory=dict)
    told: Sequence[Told] = ()
    again: Mapping[str, Again] = field(default_factory=dict)


@lru_cache
def _tables() -> Mapping[str, Rules]:
    said = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text("utf-8"))
    return {landlord: _rules(table) for landlord, table in said.items()}


def _rules(table: Mapping[str, Any]) -> Rules:
    return Rules(
        default=Role(table["default"]),
        categories={c: Role(role) for c, role in table.get("categories", {}).items()},
        kinds={kind: Role(role) for kind, role in table.get("kinds", {}).items()},
        told=[
            Told(Role(one["role"]), frozenset(one["categories"]), tuple(one["words"]))
            for one in table.get("told", ())
        ],
        again={
            category: Again(Role(one["role"]), timedelta(days=one["within_days"]))
            for category, one in table.get("again", {}).items()
        },
    )


def rules_of(landlord: str | None) -> Rules | None:
    """Return a landlord's table; None for an unknown one, whose requests nobody has yet."""
    return _tables().get(landlord or "")


def role_for(
    rules: Rules, category: str, description: str, *, again: bool, kind: str | None = None
) -> Role:
    """Return the role that looks after a request first."""
    plain = fold(clean(description))
    for one in rules.told:
        if category in one.categories and any(word in plain for word in one.words):
            return one.role
    if again and category in rules.again:
        return rules.again[category].role
    return rules.kinds.get(kind or "") or rules.categories.get(category, rules.default)
