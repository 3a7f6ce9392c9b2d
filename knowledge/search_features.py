"""What a question and a text have in common: weighted features, and the words that are covered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.model import Glossary
from knowledge.search_text import fold, sound

Find = Callable[[str], list[str]]
"""Gives the concepts of a folded text."""

WEIGHTS = {"characters": 0.30, "words": 0.30, "sounds": 0.20, "concepts": 0.20}
_STEM, _SHORT = 6, 3
_BY_CONCEPT = 0.8
_ELSEWHERE, _DECISIVE = 3.0, 2.0


class Features:
    """Four weighted blocks of TF-IDF features in one vector."""

    def __init__(self, concepts: Find) -> None:
        self._blocks = {
            "characters": TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False
            ),
            "words": TfidfVectorizer(
                tokenizer=str.split, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True
            ),
            "sounds": TfidfVectorizer(
                preprocessor=sound,
                tokenizer=str.split,
                token_pattern=None,
                ngram_range=(1, 2),
                sublinear_tf=True,
            ),
            "concepts": TfidfVectorizer(analyzer=concepts),
        }

    def fit(self, texts: list[str]) -> Any:
        """Learn the vocabulary, return one row a text."""
        if not any(self._blocks["concepts"].build_analyzer()(text) for text in texts):
            del self._blocks["concepts"]
        rows = [block.fit_transform(texts) for block in self._blocks.values()]
        widths = [0, *accumulate(row.shape[1] for row in rows)]
        self._width = widths[-1]
        self._learnt = [
            _Learnt(name, block.build_analyzer(), block.vocabulary_, block.idf_, start)
            for (name, block), start in zip(self._blocks.items(), widths, strict=False)
        ]
        return _joined(rows, [WEIGHTS[name] for name in self._blocks])

    def vector(self, text: str) -> Any:
        """Return the row of a query; a block without a known feature gives its weight away.

        What scikit-learn's `transform` returns, without its checks of the input: they would take
        half of a query's time.
        """
        found = [(learnt.name, *learnt.features(text)) for learnt in self._learnt]
        total = sum(WEIGHTS[name] for name, places, _ in found if places) or 1.0
        places = [place for _, some, _ in found for place in some]
        values = [v / (total * WEIGHTS[name] ** -0.5) for name, _, some in found for v in some]
        return csr_matrix((values, places, [0, len(places)]), shape=(1, self._width))


@dataclass(frozen=True)
class _Learnt:
    """The vocabulary of one block, and where its features stand in a row."""

    name: str
    analyse: Callable[[str], list[str]]
    vocabulary: Mapping[str, int]
    idf: Any
    start: int

    def features(self, text: str) -> tuple[list[int], list[float]]:
        """Return the places and the values, of length one together, of a text's features."""
        counts = Counter(
            self.vocabulary[term] for term in self.analyse(text) if term in self.vocabulary
        )
        values = [(1 + math.log(n)) * float(self.idf[place]) for place, n in counts.items()]
        length = math.sqrt(sum(value * value for value in values)) or 1.0
        return [self.start + place for place in counts], [value / length for value in values]


class Coverage:
    """How much of a question an entry has words for, in any language or form.

    A question about trains would otherwise be judged by its "how much" alone. A word that nobody
    here uses weighs as much as the rarest; a word that an answer has to be about, and one of other
    people's business (the family allowance office, the post, the weather), more than that.
    """

    def __init__(
        self, texts: Sequence[str], entries: Sequence[int], find: Find, glossary: Glossary
    ) -> None:
        self._find = find
        self._decisive = {_stem(fold(word)) for word in glossary.decisive}
        self._elsewhere = {fold(word) for word in glossary.elsewhere}
        used: list[set[str]] = [set() for _ in range(max(entries) + 1)]
        for text, entry in zip(texts, entries, strict=True):
            used[entry].update(key for word in text.split() for key in self._keys(word))
        counts = Counter(key for keys in used for key in keys)
        self._places = {key: place for place, key in enumerate(counts)}
        self._weights = [math.log((1 + len(used)) / (1 + count)) + 1 for count in counts.values()]
        self._rarest = math.log(1 + len(used)) + 1
        self._used = np.zeros((len(counts), len(used)), dtype=np.float32)
        for entry, keys in enumerate(used):
            for key in keys:
                self._used[self._places[key], entry] = _BY_CONCEPT if key[0] == "§" else 1.0

    def of(self, text: str) -> Any:
        """Return, for each entry, the share of the question's words, by weight, that it uses."""
        covered, total = np.zeros(self._used.shape[1], dtype=np.float32), 0.0
        for word in text.split():
            places = [self._places[key] for key in self._keys(word) if key in self._places]
            weight = self._weights[places[0]] if places else self._rarest
            weight *= self._factor(word)
            total += weight
            if places:
                covered += weight * self._used[places].max(axis=0)
        return covered / (total or 1.0)

    def _keys(self, word: str) -> list[str]:
        if word in self._elsewhere:
            return [f"={word}"]
        return [_stem(word), *(f"§{concept}" for concept in self._find(word))]

    def _factor(self, word: str) -> float:
        if word in self._elsewhere:
            return _ELSEWHERE
        return _DECISIVE if _stem(word) in self._decisive else 1.0


def _stem(word: str) -> str:
    """Return the heard beginning of a word; the word itself where that would be too short."""
    stem = sound(word)[:_STEM]
    return stem if len(stem) >= _SHORT else word


def _joined(rows: Iterable[Any], weights: Iterable[float]) -> Any:
    """Blocks side by side, scaled so that a dot product is the weighted sum of cosines."""
    return csr_matrix(
        hstack([row * weight**0.5 for row, weight in zip(rows, weights, strict=True)])
    )
