"""What the landlords' agencies give appointments for, and how calls are tried: read from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


class Audience(StrEnum):
    """Whom a service is for."""

    TENANT = "tenant"
    APPLICANT = "applicant"
    PARTNER = "partner"


@dataclass(frozen=True)
class Offer:
    """One service of a landlord's agencies: `hours` and `walk_in` are entries' ids."""

    landlord: str
    service: str
    audience: Audience
    words: frozenset[str]
    hours: str
    walk_in: str | None
    length: timedelta
    notice: timedelta
    capacity: int
    horizon: timedelta
    remind: timedelta


@dataclass(frozen=True)
class Calls:
    """How a landlord calls back: in which hours, where they are known, and how often."""

    hours: str | None
    attempts: int


@lru_cache
def _read() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "offers.yaml").read_text("utf-8")
    )
    return told


@lru_cache
def offers(landlord: str) -> Mapping[str, Offer]:
    """Return a landlord's services by name; none where its sources give no hours."""
    common = _read()["agencies"].get(landlord, {"services": {}})
    return {
        name: _offer(landlord, name, {**common, **own}) for name, own in common["services"].items()
    }


def _offer(landlord: str, service: str, told: Mapping[str, Any]) -> Offer:
    return Offer(
        landlord=landlord,
        service=service,
        audience=Audience(told["for"]),
        words=frozenset(told["words"].split()),
        hours=told["hours"],
        walk_in=told.get("walk_in"),
        length=timedelta(minutes=told["length"]),
        notice=timedelta(minutes=told["notice"]),
        capacity=told["capacity"],
        horizon=timedelta(days=told["horizon"]),
        remind=timedelta(days=told["remind"]),
    )


def landlords() -> tuple[str, ...]:
    """Return the landlords whose agencies give appointments."""
    return tuple(_read()["agencies"])


def calls(landlord: str) -> Calls:
    """Return how a landlord calls back."""
    told = _read()["calls"].get(landlord, {"attempts": 1})
    return Calls(told.get("hours"), told["attempts"])
