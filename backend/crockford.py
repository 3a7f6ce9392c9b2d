"""Crockford's base 32: symbols that can be told over the telephone, and one that checks them.

The check symbol is the number modulo 37, so every single error and every swap of neighbours is
caught. Crockford's five extra check symbols cannot be told over the telephone: what would need
one is drawn again.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MODULUS = 37
_LOOKALIKES = str.maketrans("ILO", "110")
_BETWEEN = re.compile(r"[\s\-‐‑–—_.]")


def check_symbol(symbols: str) -> str | None:
    """Return the symbol that checks others; None where it could not be told."""
    number = 0
    for symbol in symbols:
        number = number * len(ALPHABET) + ALPHABET.index(symbol)
    check = number % _MODULUS
    return ALPHABET[check] if check < len(ALPHABET) else None


def draw(length: int) -> str:
    """Return `length` random symbols and their check symbol."""
    while True:
        symbols = "".join(secrets.choice(ALPHABET) for _ in range(length))
        check = check_symbol(symbols)
        if check is not None:
            return symbols + check


def is_valid(symbols: str, length: int) -> bool:
    """Are these `length` symbols with their right check symbol?"""
    return (
        len(symbols) == length + 1
        and all(symbol in ALPHABET for symbol in symbols)
        and check_symbol(symbols[:length]) == symbols[length]
    )


def plain(text: str) -> str:
    """Return a text as symbols: case does not matter; I and L are read as 1, O as 0."""
    return text.upper().translate(_LOOKALIKES)


def joined(text: str) -> str:
    """Return a text as symbols, without what stands between its groups."""
    return plain(_BETWEEN.sub("", text))
