"""All the phrases of a lexicon as one graph, and the walk along the words of a message."""

import re
from dataclasses import dataclass, field

from backend.safety.text import words

Meanings = tuple[str, ...]
"""All that one written word may mean."""

_PARTS = re.compile(r"[()|]|[^()|]+")
_MACRO = re.compile(r"<(\w+)>")
_MOST_STEPS = 20_000


@dataclass(slots=True, eq=False)
class _Node:
    """A place within the phrases: which words may follow, which ideas end here."""

    children: dict[str, list["_Node"]] = field(default_factory=dict)
    ideas: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _State:
    """The places that some words lead to, the ideas they tell, and the steps taken from here."""

    nodes: tuple[_Node, ...]
    ideas: tuple[str, ...]
    steps: dict[Meanings, "_State | None"] = field(default_factory=dict)


class Phrasebook:
    """All the patterns of a lexicon as one graph; a choice is a fork, not a phrase more.

    A step once taken is kept, as a word leads to the same places in every message; `heard` are the
    only words that lead anywhere.
    """

    def __init__(self, macros: dict[str, str], *, by_sound: bool) -> None:
        self.words: set[str] = set()
        self.heard: set[str] = set()
        self._root = _Node()
        self._macros = macros
        self._by_sound = by_sound
        self._forget()

    def add(self, pattern: str, idea: str) -> None:
        """Add every phrase that the pattern stands for."""
        while _MACRO.search(pattern):
            pattern = _MACRO.sub(lambda found: f"({self._macros[found.group(1)]})", pattern)
        parts = _PARTS.findall(pattern)
        ends = self._choices(parts, [self._root])
        if parts or self._root in ends:
            raise ValueError(f"brackets do not match, or all is optional: {pattern!r}")
        for end in ends:
            end.ideas.append(idea)

    def longest(self) -> int:
        """Return how many words the longest phrase has."""
        return _depth(self._root, {})

    def told(self, said: list[Meanings], first: int) -> dict[str, int]:
        """Return the ideas of the phrases that begin at `first`, with the last word of each."""
        ideas: dict[str, int] = {}
        state = self._start
        for at in range(first, len(said)):
            steps = state.steps
            following = steps[said[at]] if said[at] in steps else self._step(state, said[at])
            if following is None:
                break
            state = following
            for idea in state.ideas:
                ideas[idea] = at
        return ideas

    def _step(self, state: _State, meanings: Meanings) -> _State | None:
        nodes = tuple(
            dict.fromkeys(
                child
                for node in state.nodes
                for meaning in meanings
                for child in node.children.get(meaning, ())
            )
        )
        following = self._states.get(nodes) if nodes else None
        if nodes and following is None:
            ideas = tuple(dict.fromkeys(idea for node in nodes for idea in node.ideas))
            following = self._states[nodes] = _State(nodes, ideas)
        self._kept += 1
        if self._kept > _MOST_STEPS:
            self._forget()
        state.steps[meanings] = following
        return following

    def _forget(self) -> None:
        """Begin again, so that the steps kept stay few whatever is written."""
        self._kept = 0
        self._states: dict[tuple[_Node, ...], _State] = {}
        self._start = _State((self._root,), ())

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
                for heard in self._heard(word.text, first=node is self._root):
                    self.heard.add(heard)
                    node.children.setdefault(heard, []).append(following)
            here = [following]
        return here

    def _heard(self, word: str, *, first: bool) -> tuple[str, ...]:
        """Return the word, and "il va tombé" for "il va tomber" where a language is heard so."""
        infinitive = self._by_sound and not first and len(word) > 4 and word.endswith("er")
        return (word, word[:-1]) if infinitive else (word,)


def _depth(node: _Node, known: dict[_Node, int]) -> int:
    if node not in known:
        below = (_depth(child, known) for after in node.children.values() for child in after)
        known[node] = 1 + max(below, default=-1)
    return known[node]
