"""The kinds of mailings, as data: which fields a text may have, and what it starts from."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from backend.deposits.models import Purpose


class Kind(BaseModel):
    """What a mailing of this kind may hold; `deposit`: what its link is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[str, ...]
    proposal: str
    deposit: Purpose | None = None


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds, in the order in which they are offered."""
    read = yaml.safe_load((Path(__file__).parent / "kinds.yaml").read_text(encoding="utf-8"))
    return {name: Kind.model_validate(told) for name, told in read.items()}
