"""Finds the ideas of a lexicon in a message, however its words are spelt, cut or glued.

A lexicon is one YAML file per language, or a folder of files: ideas, each with the phrases that
tell it. A phrase may hold choices, "(le|du|) gaz", and macros, "<who>". `ordinary` phrases tell
nothing and keep their words from being read as something else: "feu vert", "facture de gaz".
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from backend.safety.phrasebook import Meanings, Phrasebook
from backend.safety.text import Word
from backend.safety.word_reader import WordReader

ORDINARY = "ORDINARY"
# the C reader where there is one: five times as fast
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER = Path(__file__).parent / "lexicons"


class Units(NamedTuple):
    """The words as read: all that each may mean, and which written word each comes from."""

    said: list[Meanings]
    source: list[int]
    cut: Sequence[Word]

    def place(self, index: int) -> int:
        """Return where a word stands; one written word that is read as several takes as many."""
        source = self.source[index]
        return self.cut[source].at + index - source


class Hit(NamedTuple):
    """An idea found, from one place to another."""

    idea: str
    start: int
    end: int
    sentence: int
    first: int
    last: int


class Lexicon:
    """The ideas of one language."""

    def __init__(self, written: dict[str, Any]) -> None:
        macros = {name: str(choices) for name, choices in (written.get("macros") or {}).items()}
        book = Phrasebook(macros, by_sound=bool(written.get("by_sound")))
        for idea, patterns in _ideas(written):
            for pattern in patterns:
                book.add(str(pattern), idea)
        self._book = book
        self._reader = WordReader(written, book.words, book.heard)
        self.longest = book.longest()

    @property
    def known(self) -> frozenset[str]:
        """The words that stand in the lexicon."""
        return self._reader.known

    @property
    def exact(self) -> bool:
        """Whether only words written as they stand here are read."""
        return self._reader.exact

    def known_of(self, cut: Sequence[Word]) -> int:
        """Count the words that, as written, belong to this language, short forms too."""
        return sum(self._reader.knows(word.text) for word in cut)

    def leave_alone(self, foreign: Iterable[str]) -> None:
        """Take these words as they are written."""
        self._reader.leave_alone(frozenset(foreign))

    def units(self, cut: Sequence[Word]) -> Units:
        """Return the words as this language reads them; one written word may give several."""
        units = Units([], [], cut)
        for index, word in enumerate(cut):
            meant = self._reader.read(word.text)
            if len(meant) > 1 and index + 1 < len(cut) and meant[-1] == (cut[index + 1].text,):
                # "c" alone is "c'est": in "c'est" the rest is written
                meant = meant[:-1]
            units.said.extend(meant)
            units.source.extend([index] * len(meant))
        return units

    def find(self, units: Units) -> list[Hit]:
        """Return every idea told, the longest phrase of each at each place, in order."""
        return standing(self.find_all(units))

    def find_all(self, units: Units) -> list[Hit]:
        """Return what `find` does, ordinary phrases and what they take included."""
        return [
            Hit(
                idea,
                units.place(first),
                units.place(last),
                units.cut[units.source[first]].sentence,
                first,
                last,
            )
            for first, meanings in enumerate(units.said)
            if meanings
            for idea, last in self._book.told(units.said, first).items()
        ]


def _ideas(written: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield ORDINARY, written.get("ordinary") or []
    yield from (written.get("ideas") or {}).items()


def standing(hits: Sequence[Hit]) -> list[Hit]:
    """Leave out ordinary phrases and what they take."""
    blocks = _blocks([hit for hit in hits if hit.idea == ORDINARY])
    return [hit for hit in hits if hit.idea != ORDINARY and _stands(hit, blocks)]


def _blocks(ordinary: list[Hit]) -> dict[int, Hit]:
    """Return the ordinary phrase that covers each word; the longer one where two do."""
    covered: dict[int, Hit] = {}
    for hit in sorted(ordinary, key=lambda h: h.last - h.first):
        covered.update(dict.fromkeys(range(hit.first, hit.last + 1), hit))
    return covered


def _stands(hit: Hit, blocks: dict[int, Hit]) -> bool:
    """Tell whether no ordinary phrase takes the hit's words; one as long or longer stands."""
    for index in range(hit.first, hit.last + 1):
        block = blocks.get(index)
        if block is None:
            continue
        inside = hit.first <= block.first and block.last <= hit.last
        if not inside:
            return False
    return True


def read_yaml(name: str) -> Any:
    """Return the content of a file of the lexicons' folder, or of a folder's files together."""
    whole = _FOLDER / name
    if not whole.is_dir():
        return _read(whole.with_suffix(".yaml"))
    written: dict[str, Any] = {}
    for path in sorted(whole.glob("*.yaml")):
        for key, said in _read(path).items():
            written[key] = {**written.get(key, {}), **said} if isinstance(said, dict) else said
    return written


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)  # noqa: S506


@lru_cache(maxsize=4)
def lexicons(*names: str) -> dict[str, Lexicon]:
    """Return these lexicons, read once; none takes a word of another for its own misspelt."""
    books = {name: Lexicon(read_yaml(name)) for name in names}
    for name, book in books.items():
        book.leave_alone(w for other in names if other != name for w in books[other].known)
    return books
