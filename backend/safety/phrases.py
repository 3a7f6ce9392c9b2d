"""Finds the ideas of a lexicon in a message, however its words are spelt, cut or glued.

A lexicon is one YAML file per language, or a folder of files: ideas, each with the phrases that
tell it. A phrase may hold choices, "(le|du|) gaz", and macros, "<who>". `ordinary` phrases tell
nothing and keep their words from being read as something else: "feu vert", "facture de gaz".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from backend.safety.text import Word, words
from backend.safety.word_reader import WordReader

ORDINARY = "ORDINARY"
# the C reader where there is one: five times as fast
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER = Path(__file__).parent / "lexicons"
_PARTS = re.compile(r"[()|]|[^()|]+")
_MACRO = re.compile(r"<(\w+)>")


class Unit(NamedTuple):
    """One word as read: all that it may mean, and its place."""

    meanings: tuple[str, ...]
    at: int
    sentence: int


class Hit(NamedTuple):
    """An idea found, from one place to another."""

    idea: str
    start: int
    end: int
    sentence: int
    first: int
    last: int


@dataclass(slots=True, eq=False)
class _Node:
    """A place within the phrases: which words may follow, which ideas end here."""

    children: dict[str, list["_Node"]] = field(default_factory=dict)
    ideas: list[str] = field(default_factory=list)


class _Phrasebook:
    """All the patterns of a lexicon as one graph; a choice is a fork, not a phrase more."""

    def __init__(self, macros: dict[str, str], *, by_sound: bool) -> None:
        self.root = _Node()
        self.words: set[str] = set()
        self._macros = macros
        self._by_sound = by_sound

    def add(self, pattern: str, idea: str) -> None:
        """Add every phrase that the pattern stands for."""
        while _MACRO.search(pattern):
            pattern = _MACRO.sub(lambda found: f"({self._macros[found.group(1)]})", pattern)
        parts = _PARTS.findall(pattern)
        ends = self._choices(parts, [self.root])
        if parts or self.root in ends:
            raise ValueError(f"brackets do not match, or all is optional: {pattern!r}")
        for end in ends:
            end.ideas.append(idea)

    def _choices(self, parts: list[str], starts: list[_Node]) -> list[_Node]:
        """Read "a b|c" up to its closing bracket; return where its phrases end."""
        ends: list[_Node] = []
        here = starts
        while parts:
            part = parts.pop(0)
            if part == "(":
                here = self._choices(parts, here)
            elif part in "|)":
                ends += [node for node in here if node not in ends]
                here = starts
                if part == ")":
                    return ends
            else:
                here = self._words(part, here)
        return ends + [node for node in here if node not in ends]

    def _words(self, written: str, here: list[_Node]) -> list[_Node]:
        for word in words(written):
            self.words.add(word.text)
            following = _Node()
            for node in here:
                for heard in self._heard(word.text, first=node is self.root):
                    node.children.setdefault(heard, []).append(following)
            here = [following]
        return here

    def _heard(self, word: str, *, first: bool) -> tuple[str, ...]:
        """Return the word, and "il va tombé" for "il va tomber" where a language is heard so."""
        infinitive = self._by_sound and not first and len(word) > 4 and word.endswith("er")
        return (word, word[:-1]) if infinitive else (word,)


class Lexicon:
    """The ideas of one language."""

    def __init__(self, written: dict[str, Any]) -> None:
        macros = {name: str(choices) for name, choices in (written.get("macros") or {}).items()}
        book = _Phrasebook(macros, by_sound=bool(written.get("by_sound")))
        for idea, patterns in _ideas(written):
            for pattern in patterns:
                book.add(str(pattern), idea)
        self._root = book.root
        self._reader = WordReader(written, book.words)

    @property
    def known(self) -> frozenset[str]:
        """The words that stand in the lexicon."""
        return self._reader.known

    @property
    def exact(self) -> bool:
        """Whether only words written as they stand here are read."""
        return self._reader.exact

    def knows(self, word: str) -> bool:
        """Tell whether the word as written belongs to this language, short forms too."""
        return self._reader.knows(word)

    def leave_alone(self, foreign: Iterable[str]) -> None:
        """Take these words as they are written."""
        self._reader.leave_alone(frozenset(foreign))

    def units(self, cut: Sequence[Word]) -> list[Unit]:
        """Return the words as this language reads them; one written word may give several."""
        found: list[Unit] = []
        shift = 0
        for word, following in zip_longest(cut, cut[1:]):
            meant = self._reader.read(word.text)
            if following and len(meant) > 1 and meant[-1] == (following.text,):
                # "c" alone is "c'est": in "c'est" the rest is written
                meant = meant[:-1]
            for index, meanings in enumerate(meant):
                found.append(Unit(meanings, word.at + shift + index, word.sentence))
            shift += len(meant) - 1
        return found

    def find(self, units: Sequence[Unit]) -> list[Hit]:
        """Return every idea told, the longest phrase of each at each place, in order."""
        hits = [hit for index in range(len(units)) for hit in self._from(units, index)]
        blocks = _blocks([hit for hit in hits if hit.idea == ORDINARY])
        return [hit for hit in hits if hit.idea != ORDINARY and _stands(hit, blocks)]

    def _from(self, units: Sequence[Unit], index: int) -> list[Hit]:
        longest: dict[str, int] = {}
        nodes, at = [self._root], index
        while nodes and at < len(units):
            unit = units[at]
            nodes = [c for n in nodes for m in unit.meanings for c in n.children.get(m, ())]
            for node in nodes:
                longest.update(dict.fromkeys(node.ideas, at))
            at += 1
        first = units[index]
        return [
            Hit(idea, first.at, units[last].at, first.sentence, index, last)
            for idea, last in longest.items()
        ]


def _ideas(written: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield ORDINARY, written.get("ordinary") or []
    yield from (written.get("ideas") or {}).items()


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
