"""Reads one written word as the words it stands for: short, misspelt, or several in one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from backend.safety.spelling import Speller
from backend.safety.text import fold

Meanings = list[tuple[str, ...]]
"""One word after another, each with all that it may be."""

_ELISION = re.compile(r"^(qu|[ldjmtscn])([aeiouyh].{2,})$")
_LONG_ENOUGH = 7
_LONG_BY_SOUND = 5
_SHORTEST_GLUED = 5
_MOST_GLUED = 40


class WordReader:
    """Knows a language's short forms and words; each written word is worked out once."""

    def __init__(self, written: dict[str, Any], vocabulary: set[str], heard: set[str]) -> None:
        self._shorthand: dict[str, Meanings] = {
            fold(str(short)): [tuple(fold(str(w)).split("/")) for w in str(meant).split()]
            for short, meant in (written.get("shorthand") or {}).items()
        }
        self._links = {fold(str(link)) for link in written.get("links") or []}
        correct = {fold(str(w)) for w in written.get("correct") or []}
        # a lexicon of scattered words of alarm is not to be met by chance
        self.exact = bool(written.get("exact"))
        known = (set(), vocabulary) if self.exact else (vocabulary, correct)
        self._speller = Speller(*known, by_sound=bool(written.get("by_sound")))
        self._written = self._speller.known | self._shorthand.keys()
        self._heard = heard
        self.read = lru_cache(maxsize=4096)(self._read)

    @property
    def known(self) -> frozenset[str]:
        """The words that stand in the lexicon."""
        return self._speller.known

    def knows(self, word: str) -> bool:
        """Tell whether the word as written is one of the language, or a short form of hers."""
        return word in self._written

    def leave_alone(self, foreign: frozenset[str]) -> None:
        """Take these words as they are written."""
        self._speller.foreign = foreign

    def _read(self, word: str) -> Meanings:
        """Return what the word stands for; nothing for one that no phrase has."""
        meant = self._meant(word)
        return [()] if len(meant) == 1 and self._heard.isdisjoint(meant[0]) else meant

    def _meant(self, word: str) -> Meanings:
        if word in self._shorthand:
            return self._shorthand[word]
        meant = self._speller.meant(word)
        if self.exact or meant != (word,) or self._speller.is_word(word):
            return [meant]
        return self._elided(word) or self._in_two(word) or self._in_pieces(word) or [meant]

    def _elided(self, word: str) -> Meanings | None:
        """Read "lascenceur" as "l'ascenseur", where the language has such links."""
        cut = _ELISION.match(word) if self._links else None
        if cut is None:
            return None
        rest = cut.group(2)
        meant = self._speller.meant(rest)
        enough = _LONG_BY_SOUND if self._speller.is_heard_as_known(rest) else _LONG_ENOUGH
        if rest not in self.known and (meant == (rest,) or len(rest) < enough):
            return None
        return [(cut.group(1),), meant]

    def _in_two(self, word: str) -> Meanings | None:
        """Read "smellgas" as "smell gas"; of several cuts, the one with the longest word."""
        if not self._may_be_glued(word):
            return None
        halves = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
        good = [pair for pair in halves if all(map(self._is_piece, pair))]
        best = max(good, key=lambda pair: max(map(len, pair)), default=None)
        return None if best is None else list(self._pieces(best))

    def _in_pieces(self, word: str) -> Meanings | None:
        """Read "yalefeu" as "y a le feu": the fewest known words that make up the whole."""
        if not self._links or not self._may_be_glued(word):
            return None
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 16), end):
                head, current = best[start], best[end]
                if head is None or not self._is_piece(word[start:end]):
                    continue
                if current is None or len(head) + 1 < len(current):
                    best[end] = (*head, word[start:end])
        whole = best[-1]
        if not whole or len(whole) > len(word) // 3 + 1 or max(map(len, whole)) < 3:
            return None
        return list(self._pieces(whole))

    def _may_be_glued(self, word: str) -> bool:
        return _SHORTEST_GLUED <= len(word) <= _MOST_GLUED and word.isalpha()

    def _is_piece(self, piece: str) -> bool:
        """Tell whether a part is a word; short ones where there are links, only those."""
        if len(piece) < 3 and self._links:
            return piece in self._links
        return piece in self.known or piece in self._shorthand

    def _pieces(self, pieces: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for piece in pieces:
            yield from self._shorthand.get(piece, [(piece,)])
