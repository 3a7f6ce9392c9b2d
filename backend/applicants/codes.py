"""Access codes: `DEM-XXXX-XXXX`, seven random symbols and a check, kept as a keyed hash."""

import hashlib
import hmac
import re

from backend import crockford

LENGTH = 7
_SHAPE = re.compile(r"\bDEM[\s\-.]{0,2}([\dA-Z]{4})[\s\-.]{0,2}([\dA-Z]{4})(?![\dA-Z])", re.I)
# No letter is read as one of these, so that no word is ever taken for a code.
_SURE_DIGITS = frozenset("23456789")


def draw() -> str:
    """Return a new code, as it is shown."""
    while True:
        symbols = crockford.draw(LENGTH)
        if _SURE_DIGITS & set(symbols):
            return f"DEM-{symbols[:4]}-{symbols[4:]}"


def tried(text: str) -> str | None:
    """Return the symbols of what looks like an access code in a message, right or wrong."""
    for found in _SHAPE.finditer(text[:500]):
        written = "".join(found.groups())
        if _SURE_DIGITS & set(written):
            return crockford.plain(written)
    return None


def hashed(symbols: str, key: str) -> str:
    """Return what is kept of a code; without the key, nobody can try codes against it."""
    return hmac.new(key.encode(), f"applicant:{symbols}".encode(), hashlib.sha256).hexdigest()


def symbols_of(code: str) -> str:
    """Return a code's symbols, without its prefix and groups."""
    return crockford.joined(code.removeprefix("DEM-"))
