"""How a landlord's people share the queue, read from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Rules:
    """When the others help, when a tenant is told that nobody is free, how much one agent has."""

    overflow: timedelta
    choice: timedelta
    silent: timedelta
    capacity: int


@lru_cache
def _read() -> Mapping[str, Mapping[str, int]]:
    told: Mapping[str, Mapping[str, int]] = yaml.safe_load(
        (Path(__file__).parent / "rules.yaml").read_text("utf-8")
    )
    return told


def rules_of(landlord: str | None) -> Rules:
    """Return a landlord's rules, or the usual ones."""
    told = {**_read()["usual"], **_read().get(landlord or "", {})}
    return Rules(
        overflow=timedelta(minutes=told["overflow"]),
        choice=timedelta(minutes=told["choice"]),
        silent=timedelta(minutes=told["silent"]),
        capacity=told["capacity"],
    )
