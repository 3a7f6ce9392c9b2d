"""Which known words a badly spelt one may stand for: by sound (French), by one wrong letter."""

import re
from collections.abc import Iterable, Iterator

_SHORTEST_BY_SOUND = 4
_SHORTEST_BY_LETTERS = 5
_LONGEST = 30

_ENDING = re.compile(r"(?:aient|ents?|ait|ais|er|ez|ees?|es?|s|x)$")
_DOUBLED = re.compile(r"(.)\1")
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?:aient|ents?|ait|ais|er|ez|ees?|es?|s|t|x|d)$", ""),
        (r"eaux?|aux?", "o"),
        (r"ph", "f"),
        (r"ch", "%"),
        (r"sc(?=[ei])|c(?=[eiy])|ss|z", "s"),
        (r"qu|q|ck|c", "k"),
        (r"gu(?=[ei])", "g"),
        (r"g(?=[eiy])", "j"),
        (r"(?:ain|ein|in|im|yn)(?=[^aeiouynm]|$)", "1"),
        (r"(?:en|em|an|am)(?=[^aeiouynm]|$)", "2"),
        (r"(?:on|om)(?=[^aeiouynm]|$)", "3"),
        (r"ai|ei|ay|ey", "e"),
        (r"oeu|eu|oe", "e"),
        (r"y", "i"),
        (r"h", ""),
        (r"(.)\1", r"\1"),
        (r"e$", ""),
    )
]


def sound(word: str) -> str:
    """Return a key that French words written as they are heard have in common."""
    for pattern, key in _SOUNDS:
        word = pattern.sub(key, word)
    return word


def _stem(word: str) -> str:
    """Return a word without the ending that French does not sound, no letter doubled."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", word))


def _shortened(word: str) -> Iterator[str]:
    """Yield the word and the word with one letter left out."""
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


class Speller:
    """Finds the known words that a written one may mean; each word is worked out once."""

    def __init__(self, known: Iterable[str], ordinary: Iterable[str], *, by_sound: bool) -> None:
        self._ordinary = frozenset(ordinary)
        self.known = frozenset(known) | self._ordinary
        self.foreign: frozenset[str] = frozenset()
        self._by_sound: dict[str, set[str]] = {}
        self._by_single: dict[str, set[str]] = {}
        self._by_stem: dict[str, set[str]] = {}
        self._by_letters: dict[str, set[str]] = {}
        for word in known:
            if by_sound and len(word) > _SHORTEST_BY_SOUND:
                self._by_single.setdefault(_DOUBLED.sub(r"\1", word), set()).add(word)
            if by_sound and len(word) >= _SHORTEST_BY_SOUND:
                self._by_sound.setdefault(sound(word), set()).add(word)
                if word not in self._ordinary:
                    self._by_stem.setdefault(_stem(word), set()).add(word)
            if len(word) >= _SHORTEST_BY_LETTERS:
                for key in _shortened(word):
                    self._by_letters.setdefault(key, set()).add(word)

    def meant(self, word: str) -> tuple[str, ...]:
        """Return what a word may stand for: itself, what sounds alike, else is one letter off.

        French endings are heard alike (frappe, frappé, frapper), so even a known word has others.
        """
        if word in self._ordinary or not _SHORTEST_BY_SOUND <= len(word) <= _LONGEST:
            return (word,)
        if word in self.known:
            return tuple(sorted({word} | self._by_stem.get(_stem(word), set())))
        single = _DOUBLED.sub(r"\1", word)
        if single in self.known:
            return (single,)
        if single in self._by_single:
            return tuple(sorted(self._by_single[single]))
        alike = self._alike(word)
        if alike or word in self.foreign:
            return tuple(sorted(alike)) or (word,)
        return tuple(sorted(self._one_letter_off(word))) or (word,)

    def is_word(self, word: str) -> bool:
        """Tell whether the word is right as it is written, in this language or another."""
        return word in self.known or word in self.foreign

    def is_heard_as_known(self, word: str) -> bool:
        """Tell whether the word sounds like a known one."""
        return bool(self._alike(word))

    def _alike(self, word: str) -> set[str]:
        """Return the known words of the same sound; short sounds are left to longer words."""
        key = sound(word) if self._by_sound else ""
        enough = _SHORTEST_BY_SOUND if len(word) < _SHORTEST_BY_LETTERS else _SHORTEST_BY_SOUND - 1
        return self._by_sound.get(key, set()) if len(key) >= enough else set()

    def _one_letter_off(self, word: str) -> set[str]:
        if len(word) < _SHORTEST_BY_SOUND or not word.isalpha():
            return set()
        near: set[str] = set()
        for key in _shortened(word):
            near |= self._by_letters.get(key, set())
        # the first letter is seldom wrong, and a different one is mostly a different word
        return {
            w for w in near if w[0] == word[0] and abs(len(w) - len(word)) <= 1 and _near(w, word)
        }


def _near(one: str, other: str) -> bool:
    """Tell whether one letter added, lost, changed or two swapped turn one into the other."""
    if len(one) == len(other):
        wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        if swapped:
            return one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
        return len(wrong) <= 1
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
