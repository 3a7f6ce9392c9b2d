"""Numbers as tenants write them: figures, French words, amounts, lengths of time. Pure."""

import re
from decimal import Decimal

from backend.hearing.text import clean, fold

_UNITS = {
    "zero": 0, "aucun": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "um": 1, "dois": 2, "sete": 7, "oito": 8, "nove": 9,
    "dez": 10, "bat": 1, "bi": 2, "hiru": 3, "lau": 4, "bost": 5, "sei": 6, "zazpi": 7,
    "zortzi": 8, "bederatzi": 9, "hamar": 10,
}  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "nonante": 90,
}  # fmt: skip
_ARTICLES = {"un", "une", "um", "uno", "one"}
_JOINED = {"et", "-"}
_DIGITS = r"\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_WORD = "|".join(sorted({*_UNITS, *_TENS, "cent", "cents", "mille"}, key=len, reverse=True))
NUMBER = rf"(?:{_DIGITS}|(?:{_WORD})(?:[ -](?:et )?(?:{_WORD}))*)"
"""A number in folded text, in figures or in words."""
_NUMBER = re.compile(rf"(?<![\w.,]){NUMBER}(?![\w])")
_MONTHS = r"mois?|months?|mes|meses|hilabete"
_YEARS = r"ans?|annees?|years?|anos?|urte"
_LENGTH = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER})\s?(?:(?P<months>{_MONTHS})|(?P<years>{_YEARS}))"
    r"(?P<half> et demie?)?\b"
)


def value(written: str) -> Decimal:
    """Return the number that a piece of folded text is."""
    if written[0].isdigit():
        return Decimal(re.sub(r"[ .](?=\d{3}(?:\D|$))", "", written).replace(",", "."))
    return Decimal(_of_words(re.split(r"[ -]", written)))


def _of_words(words: list[str]) -> int:
    total = part = 0
    for word in words:
        if word == "mille":
            total, part = total + max(part, 1) * 1000, 0
        elif word in {"cent", "cents"}:
            part = max(part, 1) * 100
        elif word in {"vingt", "vingts"} and part % 100 == 4:
            # Quatre-vingts.
            part += 76
        elif word not in _JOINED:
            part += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return total + part


def number(text: str) -> Decimal | None:
    """Return the one number of a message; None for none, or for several.

    "Un" is a number where it stands alone: "je veux un conseiller" counts nobody.
    """
    plain = fold(clean(text)).strip(" .!")
    written = [match.group() for match in _NUMBER.finditer(plain)]
    found = {value(one) for one in written if one == plain or one not in _ARTICLES}
    return found.pop() if len(found) == 1 else None


def months(text: str) -> int | None:
    """Return a length of time in months: "huit mois", "un an et demi"; None for none."""
    match = _LENGTH.search(fold(clean(text)))
    if match is None:
        return None
    counted = value(match["number"])
    if match["years"]:
        return int(counted * 12) + (6 if match["half"] else 0)
    return int(counted)
