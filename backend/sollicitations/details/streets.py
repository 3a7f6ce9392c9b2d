"""The parts of an address, each on its own: street, residence, building, floor, town."""

import re
from dataclasses import dataclass

from backend.hearing.communes import commune_at
from backend.hearing.text import MASK, Sheet, Token
from backend.sollicitations.details.vocabulary import (
    AFTER_STREET,
    COMMON,
    STREETS,
    STREETS_ALONE,
)


@dataclass(frozen=True)
class Part:
    """A part of an address, and where it stands."""

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
    rf"|piso|porta|escalier|esc|cage|entree|tour|etage|unit)\b\.?\s*{_LETTER_OR_NUMBER}(?![\w'])"
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
_GLUE = re.compile(r"[ \-'.]{1,3}")
_MONTHS = frozenset(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
)


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
        size = commune_at(tokens, index)
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


def _streets(sheet: Sheet) -> list[Part]:
    tokens = sheet.tokens()
    parts: list[Part] = []
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
            parts.append(Part("street", start, last))
    return parts + [Part("street", m.start(), m.end()) for m in _BASQUE.finditer(sheet.plain)]


def _residences(sheet: Sheet) -> list[Part]:
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
            parts.append(Part("residence", match.start(), last))
    return parts


def _looks_named(token: Token, behind_article: bool) -> bool:
    if token.plain in _SMALL or token.plain in COMMON:
        return False
    return token.is_capital or behind_article


def complements(sheet: Sheet) -> list[Part]:
    """Return the buildings, flats and floors."""
    parts = [Part("floor", m.start(), m.end()) for m in _FLOOR.finditer(sheet.plain)]
    for match in _COMPLEMENT.finditer(sheet.plain):
        written = sheet.text[match.start("arg") : match.end("arg")]
        behind = sheet.plain[match.end() : match.end() + 12].lstrip()
        is_verb = written in {"a", "y", "l", "d", "n", "s", "c", "j"} and behind[:1].isalpha()
        rooms = re.match(r"(?:pieces?|chambres?|personnes?|m2|min|heures?|jours?)\b", behind)
        if not is_verb and not rooms:
            parts.append(Part("complement", match.start(), match.end()))
    return parts


def _towns(sheet: Sheet) -> list[Part]:
    tokens = sheet.tokens()
    parts = [Part("town", m.start(), m.end()) for m in _POSTCODE.finditer(sheet.plain)]
    index = 0
    while index < len(tokens):
        size = commune_at(tokens, index)
        if size:
            parts.append(Part("town", tokens[index].start, tokens[index + size - 1].end))
        index += size or 1
    return parts


def parts_of(sheet: Sheet) -> list[Part]:
    """Return every part of an address that stands in the message, in order."""
    parts = _streets(sheet) + _residences(sheet) + complements(sheet) + _towns(sheet)
    return sorted(parts, key=lambda p: (p.start, -p.end))
