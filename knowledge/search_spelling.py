"""Reads an unknown word as the known one that it sounds like, or is one letter away from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from knowledge.search_text import sound

_JOINED = ("qu", "j", "l", "d", "m", "t", "s", "n", "c")
"""What is written without its apostrophe before a word: "lagence", "jhabite", "delectricité"."""
_BY_SOUND, _BY_LETTERS, _REST = 4, 6, 4
_VOWELS = "aeiouyh"
_FAR_MORE = 3
_OFTEN = 2
"""A word that stands once may itself be badly spelt: nothing is read as it."""


class Speller:
    """Knows the words of the texts; each unknown word is worked out once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts = Counter(word for text in texts for word in text.split())
        self._sounds: dict[str, str] = {}
        self._shortened: dict[str, str] = {}
        for word, count in sorted(self._counts.items(), key=lambda known: (known[1], known[0])):
            if count >= _OFTEN and word.isalpha() and len(word) >= _BY_SOUND:
                self._sounds[sound(word)] = word
                if len(word) >= _BY_LETTERS:
                    self._shortened.update(dict.fromkeys(_with_one_left_out(word), word))
        self.meant = lru_cache(maxsize=20_000)(self._meant)

    def mend(self, folded: str) -> str:
        """Return folded text with the unknown words read as known ones, where one is near."""
        return " ".join(self.meant(word) for word in folded.split())

    def _meant(self, word: str) -> str:
        if not word.isalpha() or len(word) < _BY_SOUND:
            return word
        if self._counts[word] >= _OFTEN:
            return self._contracted(word) or word
        if word in self._counts:
            return (
                self._contracted(word)
                or self._apart(word, by_sound=False)
                or self._alike(word)
                or word
            )
        return (
            self._apart(word, by_sound=False)
            or self._alike(word)
            or self._near(word)
            or self._apart(word, by_sound=True)
            or word
        )

    def _contracted(self, word: str) -> str | None:
        """Take "jrefuse" and "lapart" apart where others write the word alone far more often."""
        rest = word[1:]
        split = word[0] == "j" and rest[0] not in _VOWELS or word[0] == "l" and rest[0] in _VOWELS
        often = len(rest) >= _REST and self._counts[rest] >= _FAR_MORE * self._counts[word]
        return f"{word[0]} {rest}" if split and often else None

    def _apart(self, word: str, *, by_sound: bool) -> str | None:
        for joined in _JOINED:
            rest = word.removeprefix(joined)
            if rest != word and len(rest) >= _REST:
                known = self._alike(rest) if by_sound else self._often(rest)
                if known:
                    return f"{joined} {known}"
        return None

    def _often(self, word: str) -> str | None:
        return word if self._counts[word] >= _OFTEN else None

    def _alike(self, word: str) -> str | None:
        heard = sound(word)
        return self._sounds.get(heard) if len(heard) >= _BY_SOUND - 1 else None

    def _near(self, word: str) -> str | None:
        if len(word) < _BY_LETTERS:
            return None
        found = (self._shortened.get(key) for key in _with_one_left_out(word))
        return next((known for known in found if known and known[0] == word[0]), None)


def _with_one_left_out(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
