"""The columns of an import: under which headers they are found, and how a field is read."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backend.i18n import LANGUAGES
from channels.errors import InvalidNumber
from channels.phone import normalise

Field = str | date | None
_LONGEST = 500


class FieldRefused(ValueError):
    """A field that cannot be read; its one argument is the reason, a stable word."""


@dataclass(frozen=True)
class Column:
    """One column: its name, the headers by which exports call it, and its reader."""

    name: str
    headers: tuple[str, ...]
    reads: Callable[[str], Field]
    required: bool = False


def fold(header: str) -> str:
    """Return a header as it is compared: without case, accents and signs."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def text(value: str) -> str:
    """Read a text; control characters are none of it."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if len(kept) > _LONGEST:
        raise FieldRefused("too-long")
    return kept


def phone(value: str) -> str | None:
    """Read a telephone number; a spreadsheet takes the first zero away, which is given back."""
    if not value:
        return None
    written = f"0{value}" if re.fullmatch(r"[1-9]\d{8}", value) else value
    try:
        return normalise(written)
    except InvalidNumber as error:
        raise FieldRefused("not-a-telephone") from error


def day(value: str) -> date | None:
    """Read a day, written as in French or in ISO 8601."""
    if not value:
        return None
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(value, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise FieldRefused("not-a-date")


def language(value: str) -> str:
    """Read a language of ours; French where none is given."""
    code = fold(value)[:2] or "fr"
    if code not in LANGUAGES:
        raise FieldRefused("unknown-language")
    return code


def one_of(words: Mapping[str, Sequence[str]]) -> Callable[[str], Field]:
    """Return a reader of a few words: the stable one of each under what exports call it."""
    known = {fold(alias): word for word, aliases in words.items() for alias in (word, *aliases)}

    def reads(value: str) -> Field:
        if fold(value) not in known:
            raise FieldRefused("unknown-word")
        return known[fold(value)]

    return reads
