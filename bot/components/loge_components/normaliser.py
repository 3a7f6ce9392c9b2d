"""How tenants spell → one spelling, for the features of the classifier only.

Nothing here is shown to anybody and no offset is kept. Every language passes through the same
steps, in training and in use, so a French abbreviation that is a word elsewhere does no harm.
"""

import re
import unicodedata
from pathlib import Path

PHONE = "xfone"
CODE = "xcode"
NUMBER = "xnum"
QUESTION = "xquestion"

_CODE = re.compile(
    r"\b(?:[0-9a-z]{5}[ -]?[0-9a-z]{5}[ -]?[0-9a-z]|[0-9a-z]{4}[ -][0-9a-z]{4}[ -][0-9a-z]{3})\b"
)
_MIXED = re.compile(r"(?=(?:.*\d){2})(?=.*[a-z])[0-9a-z]{11}")
_GROUPED = re.compile(r"(?=(?:.*\d){2})[0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]")
_PHONE = re.compile(r"(?:\+?33|\b0)[ .-]?[1-9](?:[ .-]?\d){8}\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_JOINED_J = re.compile(
    r"\bj(?=[bcdfghklmnpqrstvwxz])|\bj(?=(?:ai|avais|arrive|attend|espere|habite|etais)\w*\b)"
)
_KEY_K = re.compile(r"\bk(?=[ei]\w*)")
# Inside a word only: "Mme" is a person, "me" is oneself.
_DOUBLED = re.compile(r"(?<=\w)([bcdfglmnprst])\1")
_LETTERS = re.compile(r"[^a-z0-9]+")
_GREETING = re.compile(
    r"^(?:(?:bonjour|bonsoir|bjr|bsr|slt|salut|coucou|hello|hi|hola|ola|bom dia|boa tarde|kaixo"
    r"|egun on|buenos dias|buenas tardes) )+(?:(?:madame|monsieur|mme|mr|a vous|a tous) )*"
    r"(?=(?:\S+ ){2,}\S)"
)

_ABBREVIATIONS = dict(
    line.split(" = ", 1)
    for line in (Path(__file__).parent / "abbreviations.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _code(match: re.Match[str]) -> str:
    written = match.group()
    shape = re.sub(r"[ -]", "", written)
    is_code = _MIXED.fullmatch(shape) or _GROUPED.fullmatch(written)
    return f" {CODE} " if is_code else written


def normalise(text: str) -> str:
    """Return the text in one spelling: lower case, no accents, abbreviations written out.

    A greeting before three words or more is left out: it tells nothing of what they mean.
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
    spoken = _GREETING.sub("", " ".join(words)).split()
    written_out = " ".join(_ABBREVIATIONS.get(word, word) for word in spoken)
    alike = _DOUBLED.sub(r"\1", written_out).replace("ph", "f")
    asks = f" {QUESTION}" if words and "?" in text else ""
    return _KEY_K.sub("qu", alike) + asks
