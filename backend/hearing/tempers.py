"""Whether somebody is at the end of their tether, threatens, or is angry: a person is offered."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from backend.hearing.text import words


class Temper(StrEnum):
    """The most pressing first: where a message tells two, the first is it."""

    DISTRESS = "distress"
    THREAT = "threat"
    ANGER = "anger"


@lru_cache
def _phrases() -> dict[Temper, tuple[str, ...]]:
    told = yaml.safe_load((Path(__file__).parent / "tempers.yaml").read_text("utf-8"))
    return {temper: tuple(f" {phrase} " for phrase in told[temper]) for temper in Temper}


def temper_of(text: str) -> Temper | None:
    """Return what a message shows of its writer's mood; None for most."""
    said = f" {' '.join(words(text))} "
    for temper, phrases in _phrases().items():
        if any(phrase in said for phrase in phrases):
            return temper
    return None
