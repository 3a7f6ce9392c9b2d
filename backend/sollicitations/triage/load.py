"""Reads the triage from its files; a word that they use wrongly is an error at once."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backend.sollicitations.category import CATEGORIES, pattern_of
from backend.sollicitations.triage.model import Ask, Question, Saying, Triage

_HERE = Path(__file__).parent


def _read(name: str) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load((_HERE / name).read_text("utf-8"))
    return told


def _words(told: Sequence[str] | None) -> re.Pattern[str] | None:
    return pattern_of(list(told)) if told else None


@lru_cache
def questions() -> Mapping[str, Question]:
    """Return every question that may be asked, by its key."""
    return {key: _question(key, dict(told)) for key, told in _read("questions.yaml").items()}


def _question(key: str, told: dict[str, Any]) -> Question:
    choices = {name: pattern_of(words) for name, words in told.pop("choices", {}).items()}
    recurs = frozenset(told.pop("recurs", ()))
    own = told.pop("own", None)
    found = re.compile(rf"(?<![\w.,])(?:{own})\b") if own else None
    return Question(key, choices=choices, own=found, recurs=recurs, **told)


@lru_cache
def categories() -> Mapping[str, Triage]:
    """Return the triage of every category of the contract."""
    told = _read("categories.yaml")
    return {name: _triage(name, told[name] | {"category": name}) for name in CATEGORIES}


@lru_cache
def kinds() -> Mapping[str, Triage]:
    """Return the kinds of request that are no breakdown; the first whose words are told is it."""
    return {name: _triage(name, told) for name, told in _read("kinds.yaml").items()}


@lru_cache
def scopes() -> Mapping[str, re.Pattern[str]]:
    """Return the words that tell where in the building something is."""
    return {name: pattern_of(list(words)) for name, words in _read("scopes.yaml").items()}


def _triage(name: str, told: Mapping[str, Any]) -> Triage:
    return Triage(
        name,
        told["category"],
        tuple(_ask(one) for one in told.get("asks", ())),
        most=told.get("most", 2),
        never=frozenset(told.get("never", ())),
        anonymous=_words(told.get("anonymous")),
        scope=told.get("scope"),
        says=tuple(_saying(one) for one in told.get("says", ())),
        told=_words(told.get("told")),
        beside=_words(told.get("with")),
        other=_words(told.get("not")),
        among=frozenset(told.get("among", ())),
        desk=told.get("desk"),
    )


def _ask(told: str | Mapping[str, Any]) -> Ask:
    if isinstance(told, str):
        return Ask(questions()[told])
    after = {key: tuple(wanted) for key, wanted in told.get("after", {}).items()}
    return Ask(
        questions()[told["question"]],
        _words(told.get("when")),
        _words(told.get("unless")),
        after,
        told.get("first", False),
    )


def _saying(told: Mapping[str, Any]) -> Saying:
    when = told.get("when")
    is_recurring = when == "recurring"
    return Saying(
        told["landlord"],
        told.get("entry"),
        told.get("calculator"),
        given=told.get("given", {}),
        instead=Saying(told["landlord"], entry=told["or"]) if "or" in told else None,
        when=None if is_recurring else _words(when),
        recurring=is_recurring,
        answers={key: tuple(wanted) for key, wanted in told.get("answer", {}).items()},
        once_filed=told["at"] == "filed",
    )
