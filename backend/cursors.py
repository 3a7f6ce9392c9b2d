"""Where a page of a list begins: after the key and the number of the last line before it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

_CURSOR = re.compile(r"([0-9TZ:.+-]{1,40})~(\d{1,18})", re.ASCII)
Key = TypeVar("Key", int, datetime)


def written(number: int, key: datetime | int) -> str:
    """Return a place as an address carries it."""
    return f"{key.isoformat() if isinstance(key, datetime) else key}~{number}"


def read(cursor: str, key: Callable[[str], Key]) -> tuple[Key, int] | None:
    """Return the place that an address carries; None for what nobody gave: the first page."""
    found = _CURSOR.fullmatch(cursor)
    try:
        first = key(found[1]) if found else None
    except ValueError:
        return None
    if found is None or first is None or isinstance(first, datetime) and first.tzinfo is None:
        return None
    return first, int(found[2])
