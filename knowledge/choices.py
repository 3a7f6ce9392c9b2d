"""What was chosen for a landlord where its documents say nothing, read where it is set.

The files of settings belong to other parts of the project: they are read as plain data, so that
the page that lists them cannot say another number than the one in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CHOICES = Path(__file__).with_name("choices.yaml")
_PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Choice:
    """One subject: what holds now, in sentences, where it is set, and what is asked."""

    title: str
    file: str
    says: Sequence[str]
    settle: str


def choices_for(landlord: str) -> Iterator[Choice]:
    """Yield what was chosen for a landlord; raises KeyError for a place that is not there."""
    for one in _read(CHOICES)["choices"]:
        if landlord in one["landlords"]:
            settings = _read(_PROJECT / one["file"])
            said = [_said(settings, told, landlord) for told in one["says"]]
            yield Choice(one["title"], one["file"], said, one["settle"])


def _said(settings: Any, told: dict[str, str], landlord: str) -> str:
    value = settings
    for key in told["at"].format(landlord=landlord).split("."):
        value = value[key]
    return told["text"].format(value=_in_words(value))


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return " et ".join(" à ".join(map(str, pair)) for pair in value)
    return str(value)


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
