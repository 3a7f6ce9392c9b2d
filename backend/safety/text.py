"""What a message looks like before anybody reads it: cleaned, folded, cut into words.

Pure functions over any text whatever, lone surrogates and control characters included.
"""

import re
import unicodedata
from typing import NamedTuple

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\u2032\u02b9", "'"))
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "ı": "i", "đ": "d"})
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_PIECE = re.compile(r"[^\W_]+|[.!?;\n\u061f\u3002\uff01\uff1f]+")
_DIRECT_INTENT = re.compile(r"^(?:\s*/)+")
_EXTERNAL = re.compile(r"^(\s*external)\s*:", re.IGNORECASE)


class Word(NamedTuple):
    """A folded word with its place: `at` leaps over a full stop, `sentence` counts them."""

    text: str
    at: int
    sentence: int


def clean(text: str) -> str:
    """Return the text as it is stored: NFC, no control or invisible character, trimmed.

    A lone surrogate, which no database takes, becomes U+FFFD. Newline stays; tab becomes a space.
    """
    text = _LONE_SURROGATE.sub("\ufffd", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", "".join(kept))).strip()


def fold(text: str) -> str:
    """Return lower case without accents, one apostrophe, letters held down ("gaaaaz") twice."""
    if text.isascii():
        return _STRETCHED.sub(r"\1\1", text.translate(_APOSTROPHES).casefold())
    text = _INVISIBLE.sub("", _LONE_SURROGATE.sub(" ", text)).translate(_APOSTROPHES)
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _STRETCHED.sub(r"\1\1", text.translate(_LETTERS))


def words(text: str) -> list[Word]:
    """Cut a text into folded words; a full stop sets the next word further away."""
    found: list[Word] = []
    at = sentence = 0
    for piece in _PIECE.findall(fold(text)):
        if piece[0].isalnum():
            found.append(Word(piece, at, sentence))
            at += 1
        elif piece == "." or set(piece) != {"."}:
            # "..." is a breath in an SMS, not the end of a sentence
            at += 3
            sentence += 1
    return found


def is_blank(text: str) -> bool:
    """Tell whether nothing can be read in the text."""
    return not clean(text)


def only_emoji(text: str) -> bool:
    """Tell whether the text holds pictures and no letter or digit: 🔥, 👍🏽, ❤️ but not "?"."""
    marks = [c for c in clean(text) if not c.isspace()]
    pictures = [c for c in marks if unicodedata.category(c) in ("So", "Sk", "Cs", "Cn")]
    glue = {"\u200d", "\ufe0f", "\u20e3"}
    return bool(pictures) and all(c in glue or c in pictures for c in marks)


def escape_for_rasa(text: str) -> str:
    """Return the text so that Rasa reads it as words, never as a direct intent.

    A leading "/" becomes the division slash, which looks the same and folds to nothing; "EXTERNAL:"
    loses its colon's place. Everything else is untouched.
    """
    text = _DIRECT_INTENT.sub(lambda found: found.group().replace("/", "\u2215"), text.strip())
    return _EXTERNAL.sub(r"\1 :", text)
