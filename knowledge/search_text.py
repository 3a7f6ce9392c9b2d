"""One spelling for what people type: case, accents, apostrophes, SMS abbreviations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

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
    return " ".join(word for word in written if word)


_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"[st]{1,2}ion", "sion"),
        (r"qu|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"g(?=[eiy])", "j"),
        (r"(?<!c)h", ""),
        (r"eau|au", "o"),
        (r"ai|ei|ay|(?:er|ez|et|ee|ees|es)$", "e"),
        (r"[ea][nm](?=[^aeiouynm]|$)", "an"),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:es|e|s)$", ""),
        (r"(?<=..)[stdxpz]$", ""),
    )
]


def sound(folded: str) -> str:
    """Return words as a French ear writes them: "refusé", "refuser" and "refus" are one."""
    return " ".join(_sound_of(word) for word in folded.split())


@lru_cache(maxsize=50_000)
def _sound_of(word: str) -> str:
    if not word.isalpha() or len(word) < 3:
        return word
    heard = word
    for pattern, replacement in _SOUNDS:
        heard = pattern.sub(replacement, heard)
    return heard or word


class Concepts:
    """Finds the glossary's terms behind plain words, in any of the languages.

    A surface form ending in `*` stands for every word that begins so.
    """

    def __init__(self, concepts: Mapping[str, tuple[str, ...]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        for name, surfaces in concepts.items():
            for surface in surfaces:
                table = self._stems if surface.endswith("*") else self._exact
                table.setdefault(fold(surface), set()).add(name)
        self._longest = max((key.count(" ") + 1 for key in self._exact), default=1)

    def find(self, folded: str) -> list[str]:
        """Return the concepts of a folded text, each once, sorted."""
        words = folded.split()
        found: set[str] = set()
        for at, word in enumerate(words):
            for size in range(1, min(self._longest, len(words) - at) + 1):
                found |= self._exact.get(" ".join(words[at : at + size]), set())
            for length in range(3, len(word) + 1):
                found |= self._stems.get(word[:length], set())
        return sorted(found)
