"""Tracking codes: ten random Crockford base-32 symbols and a check symbol, shown in groups."""

import re
from collections.abc import Iterator

from backend import crockford

LENGTH = 10
_TOKEN = re.compile(r"[^\W_]+")
# Between two groups of one code: spaces and signs, never a word or the end of a sentence.
_GAP = re.compile(r"[\s\-‐‑–—_./:']{0,3}")
# What is often written around a code and could be taken for a group of it.
_WORDS = frozenset(
    "CODE CODES DE DEMANDE EST ET EN MA MON MES SVP STP REF NUM DOSSIER SAVE TRACK MERCI CA CEST"
    " ESTADO PEDIDO KODEA REQUEST CASE STATE".split()
)


def draw() -> str:
    """Return a new code, as it is shown: `XXXXX-XXXXX-C`.

    Drawn again until both groups of five mix letters and digits: a group that reads like a word
    or a number hides in a tenant's sentence, above all once another symbol is mistyped.
    """
    while True:
        code = shown(crockford.draw(LENGTH))
        if all(_mixes(group) for group in code.split("-")[:2]):
            return code


def _mixes(group: str) -> bool:
    return any(c.isdigit() for c in group) and any(c.isalpha() for c in group)


def shown(symbols: str) -> str:
    """Return eleven symbols in groups."""
    return f"{symbols[:5]}-{symbols[5:10]}-{symbols[10:]}"


def parse(text: str) -> str | None:
    """Return the code that `text` is, in its shown form; None when it is malformed.

    Case, spaces and hyphens do not matter; I and L are read as 1, O as 0.
    """
    if len(text) > 64:
        return None
    symbols = crockford.joined(text)
    return shown(symbols) if crockford.is_valid(symbols, LENGTH) else None


def _windows(text: str) -> Iterator[list[str]]:
    """Yield the runs of neighbouring groups that are eleven symbols long together."""
    found = list(_TOKEN.finditer(text[:4000]))
    for start in range(len(found)):
        groups: list[str] = []
        size = 0
        for index in range(start, len(found)):
            if index > start and not _GAP.fullmatch(
                text, found[index - 1].end(), found[index].start()
            ):
                break
            groups.append(crockford.plain(found[index].group()))
            size += len(groups[-1])
            if size >= LENGTH + 1:
                break
        if size == LENGTH + 1:
            yield groups


def _is_plausible(groups: list[str]) -> bool:
    """Tell a code from words that happen to be eleven letters long together."""
    shape = [len(group) for group in groups]
    has_digit = any(c.isdigit() for group in groups for c in group)
    if shape in ([5, 5, 1], [10, 1], [5, 6], [11]):
        return has_digit and not set(groups) & _WORDS
    digits = sum(c.isdigit() for group in groups for c in group)
    return digits >= 2 and not set(groups) & _WORDS


def find_code(text: str) -> str | None:
    """Return the valid code that stands in a sentence, even in groups; None when there is none."""
    whole = parse(text)
    if whole:
        return whole
    for groups in _windows(text):
        symbols = "".join(groups)
        if _is_plausible(groups) and crockford.is_valid(symbols, LENGTH):
            return shown(symbols)
    return None


_CODE_LIKE = re.compile(
    r"(?<![\w@])(?=[\w\-]*\d)(?=[\w\-]*[a-z])(?:[a-z0-9]{5}[\s\-]?[a-z0-9]{5}(?:[\s\-]?[a-z0-9]{1,2})?"
    r"|[a-z0-9]{8,14}|[a-z0-9]{4,6}-[a-z0-9]{3,6}(?:-[a-z0-9]{1,2})?)(?![\w@])",
    re.IGNORECASE,
)


# As a code is shown: then no digit is needed.
_SHOWN = re.compile(r"(?<![\w@])[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9](?![\w@])", re.IGNORECASE)


def looks_like_a_code(text: str) -> bool:
    """Tell whether somebody tried to give a code, right or wrong."""
    if find_code(text) or _SHOWN.search(text):
        return True
    for match in _CODE_LIKE.finditer(text[:4000]):
        symbols = re.sub(r"[\s\-]", "", match.group())
        digits = sum(c.isdigit() for c in symbols)
        if digits >= 2 and any(c.isalpha() for c in symbols):
            return True
    return False
