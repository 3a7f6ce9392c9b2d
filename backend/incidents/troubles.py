"""Which trouble of a whole building a request tells, and when several are one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backend.hearing.text import clean, fold


@dataclass(frozen=True)
class Trouble:
    """One sort of trouble: its categories, and the words of which each group has one."""

    name: str
    categories: frozenset[str]
    words: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Rule:
    """How long reports are of one trouble, and how many are proposed as an incident."""

    window: timedelta
    reports: int


@lru_cache
def _said() -> Mapping[str, Any]:
    said: Mapping[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "troubles.yaml").read_text("utf-8")
    )
    return said


@lru_cache
def troubles() -> Sequence[Trouble]:
    """Return every sort of trouble, in the order in which they are tried."""
    return [
        Trouble(name, frozenset(one["categories"]), one.get("words", ()))
        for name, one in _said()["troubles"].items()
    ]


@lru_cache
def rules_of(landlord: str | None) -> Mapping[str, Rule]:
    """Return what a landlord counts, by the trouble's name; nothing for an unknown one."""
    counted = _said()["landlords"].get(landlord or "", {})
    return {
        name: Rule(timedelta(hours=one["window_hours"]), one["reports"])
        for name, one in counted.items()
    }


def read(landlord: str | None, category: str, description: str) -> str | None:
    """Return the trouble of a building that a request tells; None where it is somebody's own."""
    plain = fold(clean(description)).replace("'", " ")
    counted = rules_of(landlord)
    for one in troubles():
        if category in one.categories and one.name in counted:
            if all(any(word in plain for word in group) for group in one.words):
                return one.name
    return None
