"""Which news of a request a landlord tells its tenants: data, in `told.yaml`."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml


@lru_cache
def _tables() -> Mapping[str, frozenset[str]]:
    said = yaml.safe_load((Path(__file__).parent / "told.yaml").read_text("utf-8"))
    return {landlord: frozenset(names) for landlord, names in said.items()}


def is_told(landlord: str | None, response: str) -> bool:
    """Tell whether a tenant of a landlord is told this news."""
    tables = _tables()
    return response in tables.get(landlord or "", tables["default"])
