"""The secret of a link: 128 bits in 22 symbols, of which only a hash is kept. Pure."""

import hashlib
import secrets

_BYTES = 16


def draw() -> str:
    """Return a new token, as it stands in the address."""
    return secrets.token_urlsafe(_BYTES)


def hashed(token: str) -> str:
    """Return what is kept of a token; with 128 random bits, no key is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
