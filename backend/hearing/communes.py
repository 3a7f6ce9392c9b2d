"""The communes where the landlords have tenants, as they are told in an address."""

from functools import lru_cache
from pathlib import Path

import yaml

from backend.hearing.text import Sheet, Token, words


@lru_cache
def _communes() -> dict[tuple[str, ...], str | None]:
    """Return the known communes by their words, with the landlord whose tenants live there."""
    said = yaml.safe_load((Path(__file__).parent / "communes.yaml").read_text("utf-8"))
    known: dict[tuple[str, ...], str | None] = {}
    for landlord, names in said.items():
        for name in names:
            owner = None if landlord == "elsewhere" else landlord
            plain = tuple(words(name))
            known[plain] = owner
            known[tuple({"saint": "st", "sainte": "ste"}.get(w, w) for w in plain)] = owner
    return known


def commune_at(tokens: list[Token], index: int) -> int:
    """Return how many tokens from here are a known commune; 0 for none."""
    known = _communes()
    for size in range(min(5, len(tokens) - index), 0, -1):
        if tuple(t.plain for t in tokens[index : index + size]) in known:
            return size
    return 0


def _told(address: str) -> tuple[str, ...] | None:
    """Return the words of the last commune named; "avenue de Pau" names none."""
    tokens = Sheet(address).tokens()
    for index in reversed(range(len(tokens))):
        size = commune_at(tokens, index)
        if size and (index == 0 or tokens[index - 1].plain not in {"de", "d", "du", "la"}):
            return tuple(t.plain for t in tokens[index : index + size])
    return None


def landlord_of(address: str) -> str | None:
    """Return the landlord whose tenants live in the commune of an address; None when unknown."""
    told = _told(address)
    return _communes()[told] if told else None


def is_elsewhere(address: str, commune: str) -> bool:
    """Tell whether an address names a known commune that is not this one."""
    told = _told(address)
    return told is not None and told != _told(commune)


def commune_in(text: str) -> str | None:
    """Return the known commune that a message names, as it is written there; None for none."""
    sheet = Sheet(text)
    tokens = sheet.tokens()
    for index in range(len(tokens)):
        size = commune_at(tokens, index)
        if size:
            return sheet.written(tokens[index].start, tokens[index + size - 1].end)
    return None
