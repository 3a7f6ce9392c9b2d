"""One spelling for what people type: case, accents, apostrophes, SMS abbreviations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_APOSTROPHES = re.compile("[’‘`´ʼ']")
_NOT_WORD = re.compile(r"[^a-z0-9%€]+")
_I = re.compile(r"^j(?=[bcdfghklmnpqrstvwxz][a-z])")
_ONE = re.compile(r"(?<=[a-z]{2})1$")
_NOT_LETTER = re.compile(r"[^\w%€]+|_")


def fold(text: str) -> str:
    """Return lower-case words without accents or punctuation, one space apart."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub(" ", plain)).strip()


class Spellings:
    """Writes out what people shorten: "c koi" → "c est quoi".

    An accent in a key counts ("lé" is "les", "le" is not); without one, it does not.
    """

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._written = {_key(short): fold(whole) for short, whole in spellings.items()}
        self._longest = max((key.count(" ") + 1 for key in self._written), default=1)

    def read(self, text: str) -> str:
        """Return the folded text, written out; several words are read before one."""
        accented = _accented(text).split()
        plain = [fold(word) for word in accented]
        written, at = [], 0
        while at < len(plain):
            size, found = self._at(accented, plain, at)
            written.append(self._apart(plain[at]) if found is None else found)
            at += size
        return " ".join(word for word in written if word)

    def _at(self, accented: list[str], plain: list[str], at: int) -> tuple[int, str | None]:
        for size in range(min(self._longest, len(plain) - at), 0, -1):
            for words in (accented, plain):
                found = self._written.get(" ".join(words[at : at + size]))
                if found is not None:
                    return size, found
        return 1, None

    def _apart(self, word: str) -> str:
        """Return "jdemande" as two words and "mat1" with its end: no French word begins so."""
        whole = _ONE.sub("in", word)
        rest = _I.sub("", whole)
        return whole if rest == whole else f"je {self._written.get(rest, rest)}"


def _key(short: str) -> str:
    """Return the key as a text is looked up: with its accents, in one form."""
    return " ".join(_accented(short).split())


def _accented(text: str) -> str:
    """Return lower-case words with their accents, one space apart."""
    plain = unicodedata.normalize("NFC", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return _NOT_LETTER.sub(" ", _APOSTROPHES.sub(" ", plain))


_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"(?<=..[^m])ent$", ""),
        (r"[st]{1,2}ion", "sion"),
        (r"qu|q", "k"),
        (r"ge(?=[ao])", "j"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"g(?=[eiy])", "j"),
        (r"(?<!c)h", ""),
        (r"eau|au", "o"),
        (r"oi(?!n)|oy", "wa"),
        (r"[ae]i[nm](?=[^aeiouynm]|$)", "in"),
        (r"(?:ait|ais)$|ai|ei|ay|(?:er|ez|et|ee|ees|es)$", "e"),
        (r"[ea][nm](?=[^aeiouynm]|$)", "an"),
        (r"y", "i"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:es|e|s)$", ""),
        (r"(?<=..[bdfgkpt])[lr]$", ""),
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
