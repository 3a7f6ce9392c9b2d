"""Codes of appointments: `RDV-XXXX-XXXX`, seven random symbols and a check symbol."""

import re

from backend import crockford

LENGTH = 7
_SHAPE = re.compile(r"\bRDV[\s\-.:]{0,2}([\dA-Z]{4})[\s\-.]{0,2}([\dA-Z]{4})(?![\dA-Z])", re.I)
_BARE = re.compile(r"(?:RDV)?([\dA-Z]{8})", re.I)
# No letter is read as one of these, so that no word is ever taken for a code.
_SURE_DIGITS = frozenset("23456789")


def draw() -> str:
    """Return a new code, as it is shown."""
    while True:
        symbols = crockford.draw(LENGTH)
        if _SURE_DIGITS & set(symbols):
            return shown(symbols)


def shown(symbols: str) -> str:
    """Return eight symbols in groups, behind their prefix."""
    return f"RDV-{symbols[:4]}-{symbols[4:]}"


def tried(text: str) -> str | None:
    """Return the code that stands in a message, right or wrong, in its shown form."""
    for found in _SHAPE.finditer(text[:500]):
        if _SURE_DIGITS & set("".join(found.groups())):
            return shown(crockford.plain("".join(found.groups())))
    return None


def typed(text: str) -> str | None:
    """Return the code that was typed into a field of its own; None where it is none."""
    found = _BARE.fullmatch(re.sub(r"[\s\-._]", "", text[:40]))
    if found is None:
        return None
    symbols = crockford.plain(found[1])
    return shown(symbols) if crockford.is_valid(symbols, LENGTH) else None
