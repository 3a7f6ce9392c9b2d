"""How tenants spell → one spelling, for the features of the classifier only.

Nothing here is shown to anybody and no offset is kept. Every language passes through the same
steps, in training and in use, so a French abbreviation that is a word elsewhere does no harm.
"""

import re
import unicodedata
from pathlib import Path

PHONE = "xphone"
CODE = "xcode"
NUMBER = "xnum"
QUESTION = "xquestion"

_CODE = re.compile(
    r"\b(?:[0-9a-z]{5}[ -]?[0-9a-z]{5}[ -]?[0-9a-z]|[0-9a-z]{4}[ -][0-9a-z]{4}[ -][0-9a-z]{3})\b"
)
_CODE_SHAPE = re.compile(r"(?=(?:.*\d){2})(?=.*[a-z])[0-9a-z]{11}")
_PHONE = re.compile(r"(?:\+?33|\b0)[ .-]?[1-9](?:[ .-]?\d){8}\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_JOINED_J = re.compile(
    r"\bj(?=[bcdfghklmnpqrstvwxz])|\bj(?=(?:ai|avais|arrive|attend|espere|habite|etais)\w*\b)"
)
_KEY_K = re.compile(r"\bk(?=[ei]\w*)")
_LETTERS = re.compile(r"[^a-z0-9]+")

_ABBREVIATIONS = dict(
    line.split(" = ", 1)
    for line in (Path(__file__).parent / "abbreviations.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eau|au", "o"),
        (r"ph", "f"),
        (r"qu|q|ck|c(?![eiyh])", "k"),
        (r"c(?=[eiy])|ss|ç|sc(?=[ei])", "s"),
        (r"ch|sh", "x"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[ei])", "g"),
        (r"ain|ein|in|im(?=[pb])|yn", "1"),
        (r"an|en|am(?=[pb])|em(?=[pb])", "2"),
        (r"on|om(?=[pb])", "3"),
        (r"oi|oua|wa", "w"),
        (r"ou", "u"),
        (r"ai|ei|ez\b|er\b|et\b|est\b|es\b|ee\b", "e"),
        (r"oeu|eu|oe", "e"),
        (r"ille|ll|il\b", "l"),
        (r"h|'", ""),
        (r"y", "i"),
        (r"z", "s"),
        (r"(\w)\1", r"\1"),
        (r"(?<=\w\w)[estxdp]+\b", ""),
    )
)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _code(match: re.Match[str]) -> str:
    shape = re.sub(r"[ -]", "", match.group())
    return f" {CODE} " if _CODE_SHAPE.fullmatch(shape) else match.group()


def normalise(text: str) -> str:
    """Return the text in one spelling: lower case, no accents, abbreviations written out.

    A telephone number, a tracking code, other numbers and a question mark become one token each:
    that one stands there says what is meant, its digits do not. Empty when the text holds no letter
    and no digit.
    """
    plain = _fold(text)
    plain = _PHONE.sub(f" {PHONE} ", plain)
    plain = _CODE.sub(_code, plain)
    plain = _NUMBER.sub(f" {NUMBER} ", plain)
    plain = _STRETCHED.sub(r"\1", plain)
    plain = _JOINED_J.sub("j ", plain)
    words = _LETTERS.sub(" ", plain).split()
    written_out = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    asks = f" {QUESTION}" if words and "?" in text else ""
    return _KEY_K.sub("qu", written_out) + asks


def sounds(normalised: str) -> str:
    """Return how a normalised text sounds in French, roughly.

    Tenants who misspell write what they hear: "tapiserie", "linteruteur", "kestion" meet the right
    spelling here, where letters alone do not.
    """
    heard = normalised
    for pattern, sound in _SOUNDS:
        heard = pattern.sub(sound, heard)
    return heard
