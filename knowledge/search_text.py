"""One spelling for what people type: case, accents, apostrophes, SMS abbreviations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_APOSTROPHES = re.compile("[’‘`´ʼ']")
_NOT_WORD = re.compile(r"[^a-z0-9%€]+")


def fold(text: str) -> str:
    """Return lower-case words without accents or punctuation, one space apart."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub(" ", plain)).strip()


def respell(folded: str, spellings: Mapping[str, str]) -> str:
    """Return folded text with abbreviations written out: "c koi" → "c est quoi".

    Spellings of several words are read before those of one.
    """
    words, written, at = folded.split(), [], 0
    longest = max((key.count(" ") + 1 for key in spellings), default=1)
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            found = spellings.get(" ".join(words[at : at + size]))
            if found is not None:
                written.append(found)
                at += size
                break
        else:
            written.append(words[at])
            at += 1
    return " ".join(written)
