"""Addresses in a message: a street or a residence, and what stands beside it.

Each part is found on its own; the parts that only a comma or a small word separates are one
address. So "appt 14 bat B, 12 rue des Tilleuls à Anglet" is read in any order.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from backend.sollicitations.details.text import MASK, Found, Sheet, Token, words
from backend.sollicitations.details.vocabulary import (
    AFTER_STREET,
    COMMON,
    STREETS,
    STREETS_ALONE,
    TITLES,
)


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


@dataclass(frozen=True)
class _Part:
    kind: str
    start: int
    end: int


_LETTER_OR_NUMBER = (
    r"(?:n\s?°\s?|no?\.? |numero |num )?(?P<arg>[a-z]?\d{1,4}\s?(?:bis|ter)?[a-z]?|[a-z])"
)
_COMPLEMENT = re.compile(
    r"\b(?:batiment|batimen|bat|bt|building|bloc|block|edificio|predio|eraikina|appartement"
    r"|appartemen|apartement"
    r"|apartment|apartamento|appart|appt|apart|apt|app|apto|logement|logt|lgt|porte|pte|door|flat"
    r"|puerta"
    rf"|piso|porta|escalier|esc|cage|entree|tour|etage"
    rf"|unit)\b\.?\s*{_LETTER_OR_NUMBER}(?![\w'])"
)
_FLOOR = re.compile(
    r"\b(?:(?:\d{1,2}\s?(?:e|er|eme|ere|ieme|iem|em|nd|st|th|rd|o|a|°)?|premier|1er|deuxieme|second"
    r"|troisieme|quatrieme"
    r"|cinquieme|sixieme|septieme|dernier|first|third|fourth|primer|segundo|tercero?|primeiro"
    r"|terceiro)"
    r"\s*(?:etages?|etg|floor|piso|andar|solairua)|(?:au )?rdc|rez[- ]de[- ]chaussee|ground floor"
    r"|planta baja|res[- ]do[- ]chao)\b(?:\s*(?:a )?(?:gauche|droite|gche|dte|en face|face|left"
    r"|right))?"
)
_POSTCODE = re.compile(r"(?<!\d)(?:f-?)?\d{5}(?!\d)")
_NUMBER = r"\d{1,4}(?:\s?(?:bis|ter|quater)|\s?[a-d])?"
_NUMBER_BEFORE = re.compile(
    rf"(?<![\w/])(?:n\s?°\s?)?(?:{_NUMBER}\s?[-/]\s?)?{_NUMBER}[\s,]*(?:(?:de la|du|de l')\s*)?$"
)
_BASQUE = re.compile(
    rf"\b(?:{_NUMBER}[\s,]+)?(?:[^\W\d_]+\s+){{1,3}}(?:kalea|kaleko|karrika|etorbidea|bidea"
    rf"|plaza)\b(?:[\s,]+{_NUMBER}\b)?"
)
_NUMBER_AFTER = re.compile(rf"[\s,]*(?:au |n\s?°\s?|numero |num |no )?(?P<n>{_NUMBER})(?![\w°])")
_RESIDENCE = re.compile(
    r"\b(?:residence|residance|residense|resid|residencia|cite|domaine|foyer|lotissement|clos"
    r"|tour)\b\.?\s+"
)
_GAP = re.compile(
    r"[\s,;.\-/()]*(?:(?:a|au|aux|sur|en|dans|le|la|les|l'|du|de|d'|et|in|em|at|no|chez|,"
    r"|:)[\s,.\-]*){0,3}"
)
_GLUE = re.compile(r"[ \-'.]{1,3}")
_MONTHS = frozenset(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)


def _commune_at(tokens: list[Token], index: int) -> int:
    """Return how many tokens from here are a known commune; 0 for none."""
    known = _communes()
    for size in range(min(5, len(tokens) - index), 0, -1):
        if tuple(t.plain for t in tokens[index : index + size]) in known:
            return size
    return 0


def landlord_of(address: str) -> str | None:
    """Return the landlord whose tenants live in the commune of an address; None when unknown."""
    sheet = Sheet(address)
    tokens = sheet.tokens()
    for index in reversed(range(len(tokens))):
        size = _commune_at(tokens, index)
        if size and (index == 0 or tokens[index - 1].plain not in {"de", "d", "du", "la"}):
            return _communes()[tuple(t.plain for t in tokens[index : index + size])]
    return None


def _ends_name(tokens: list[Token], index: int, sheet: Sheet, taken: int) -> bool:
    token = tokens[index]
    gap = sheet.plain[tokens[index - 1].end : token.start]
    if (
        MASK in gap
        or not _GLUE.fullmatch(gap)
        or (". " in gap and len(tokens[index - 1].plain) > 3)
    ):
        return True
    if token.plain in {"a", "au", "et"}:
        both = token.plain == "et" and tokens[index - 1].is_capital
        follows = tokens[index + 1 : index + 2]
        return not (both and follows and follows[0].is_capital)
    if token.plain.isdigit():
        dated = any(t.plain in _MONTHS for t in tokens[max(0, index - 2) : index + 3])
        return not dated
    # "rue du Port", "rue de l'Est": a small word before it makes it the street's name.
    if taken and tokens[index - 1].plain in _SMALL - {"les"}:
        return False
    return token.plain in AFTER_STREET


_SMALL = frozenset("de du des d la le les l saint st ste sainte".split())


def _name_end(tokens: list[Token], index: int, sheet: Sheet) -> int:
    """Return the index behind the street's name that begins at `index`."""
    start, limit = index, index + 8
    while index < min(len(tokens), limit):
        if _ends_name(tokens, index, sheet, index - start):
            break
        size = _commune_at(tokens, index)
        named = any(t.plain not in _SMALL for t in tokens[start:index])
        if size and named and tokens[index - 1].plain not in _SMALL:
            return index + size
        index += 1
    while index > start and tokens[index - 1].plain in _SMALL:
        index -= 1
    return index


def _begins_street(tokens: list[Token], index: int, sheet: Sheet) -> int | None:
    """Return where a street's address begins, its number included; None when it is no street."""
    token = tokens[index]
    if token.plain not in STREETS:
        return None
    number = _NUMBER_BEFORE.search(sheet.plain[: token.start])
    if number:
        return number.start()
    if token.plain not in STREETS_ALONE or index + 1 >= len(tokens):
        return None
    follows = tokens[index + 1]
    is_named = follows.plain in {"de", "du", "des", "d"} or (
        follows.is_capital and follows.plain not in COMMON
    )
    return token.start if is_named else None


def _streets(sheet: Sheet) -> list[_Part]:
    tokens = sheet.tokens()
    parts: list[_Part] = []
    for index in range(len(tokens)):
        start = _begins_street(tokens, index, sheet)
        if start is None or (parts and start < parts[-1].end):
            continue
        # "bd." and "av." keep their name behind the point.
        end = _name_end(tokens, index + 1, sheet)
        if end > index + 1:
            last = tokens[end - 1].end
            after = _NUMBER_AFTER.match(sheet.plain, last)
            if after and start == tokens[index].start:
                last = after.end("n")
            parts.append(_Part("street", start, last))
    return parts + [_Part("street", m.start(), m.end()) for m in _BASQUE.finditer(sheet.plain)]


def _residences(sheet: Sheet) -> list[_Part]:
    tokens, parts = sheet.tokens(), []
    for match in _RESIDENCE.finditer(sheet.plain):
        index = next((i for i, t in enumerate(tokens) if t.start >= match.end()), None)
        if index is None or tokens[index].start != match.end():
            continue
        end = _name_end(tokens, index, sheet)
        name = tokens[index:end]
        if any(_looks_named(t, bool(i)) for i, t in enumerate(name)):
            after = _NUMBER_AFTER.match(sheet.plain, name[-1].end)
            last = after.end("n") if after else name[-1].end
            parts.append(_Part("residence", match.start(), last))
    return parts


def _looks_named(token: Token, behind_article: bool) -> bool:
    if token.plain in _SMALL or token.plain in COMMON:
        return False
    return token.is_capital or behind_article


def _complements(sheet: Sheet) -> list[_Part]:
    parts = [_Part("floor", m.start(), m.end()) for m in _FLOOR.finditer(sheet.plain)]
    for match in _COMPLEMENT.finditer(sheet.plain):
        written = sheet.text[match.start("arg") : match.end("arg")]
        behind = sheet.plain[match.end() : match.end() + 12].lstrip()
        is_verb = written in {"a", "y", "l", "d", "n", "s", "c", "j"} and behind[:1].isalpha()
        rooms = re.match(r"(?:pieces?|chambres?|personnes?|m2|min|heures?|jours?)\b", behind)
        if not is_verb and not rooms:
            parts.append(_Part("complement", match.start(), match.end()))
    return parts


def _towns(sheet: Sheet) -> list[_Part]:
    tokens = sheet.tokens()
    parts = [_Part("town", m.start(), m.end()) for m in _POSTCODE.finditer(sheet.plain)]
    index = 0
    while index < len(tokens):
        size = _commune_at(tokens, index)
        if size:
            parts.append(_Part("town", tokens[index].start, tokens[index + size - 1].end))
        index += size or 1
    return parts


def _clusters(sheet: Sheet) -> list[list[_Part]]:
    """Return the parts in groups of neighbours."""
    parts = _streets(sheet) + _residences(sheet) + _complements(sheet) + _towns(sheet)
    groups: list[list[_Part]] = []
    for part in sorted(parts, key=lambda p: (p.start, -p.end)):
        if groups:
            end = max(p.end for p in groups[-1])
            if part.start <= end or _GAP.fullmatch(sheet.plain, end, part.start):
                groups[-1].append(part)
                continue
        groups.append([part])
    return groups


def _with_unknown_town(sheet: Sheet, start: int, end: int) -> int:
    """Return where the address ends when a place that we do not know stands behind it."""
    match = re.match(
        r"\s*(?:\d{5}|,\s*a|\ba|,)\s+(?P<town>[^\W\d_]+(?:[ \-'](?:[^\W\d_]+))*)\s*(?=[,.;|\n]|$)",
        sheet.plain[end:],
    )
    if match is None:
        return end
    town = words(match.group("town"))
    is_place = "-" in match.group("town") or not match.group().lstrip().startswith(", ")
    is_said = not set(town) & (COMMON | set(TITLES)) and len(town) <= 5
    return end + match.end("town") if is_said and is_place else end


def find_address(sheet: Sheet, *, asked: bool) -> Found | None:
    """Return the address; asked for it, a building or a town alone is one too."""
    groups = _clusters(sheet)
    best = next((g for g in groups if any(p.kind == "street" for p in g)), None)
    best = best or next((g for g in groups if any(p.kind == "residence" for p in g)), None)
    if best is None and asked:
        return read_asked(sheet) or _building_or_town(sheet, groups)
    if best is None:
        return None
    start, end = best[0].start, max(p.end for p in best)
    if not any(p.kind == "town" for p in best):
        end = _with_unknown_town(sheet, start, end)
    return sheet.found(start, end)


def _building_or_town(sheet: Sheet, groups: list[list[_Part]]) -> Found | None:
    towns = [group for group in groups if any(p.kind == "town" for p in group)]
    if not towns:
        return None
    best = max(towns, key=len)
    return sheet.found(best[0].start, max(p.end for p in best))


def find_complement(sheet: Sheet) -> Found | None:
    """Return a building, flat or floor told on its own: "c'est appt 14"."""
    parts = [p for p in _complements(sheet) if p.kind == "complement"]
    return sheet.found(parts[0].start, parts[-1].end) if parts else None


def is_complete(address: str) -> bool:
    """Tell whether somebody could find the door with this: a figure and a name."""
    return any(c.isdigit() for c in address) and len(re.findall(r"[^\W\d_]{3,}", address)) >= 2


def read_asked(sheet: Sheet) -> Found | None:
    """Return the answer to "which address?": a figure and some words are enough."""
    plain = sheet.plain.strip(f" ,.;!{MASK}")
    if "?" in plain or len(plain) > 120:
        return None
    body = re.match(
        r"(?:(?:c'?est|j'? ?habite|jabite|je vis|mon adresse (?:c'?est|est)|adresse|au|a"
        r"|a l'adresse|it'?s|i live(?: at)?|vivo en|moro na)\s*[: ]\s*)*",
        plain,
    )
    start = sheet.plain.index(plain) + (body.end() if body else 0)
    left = re.split(rf"[{MASK}\n]", sheet.plain[start:])[0]
    found = sheet.found(start, start + len(left))
    said = words(found.value)
    named = [w for w in said if w.isalpha() and len(w) > 2 and w not in COMMON]
    is_placed = re.search(r"\d", found.value) or (landlord_of(found.value) and len(said) <= 6)
    return found if named and is_placed and len(said) <= 14 else None
