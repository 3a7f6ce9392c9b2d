"""What a question and a text have in common: weighted features, and the words that are covered."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.model import Glossary
from knowledge.search_text import fold, sound

Find = Callable[[str], list[str]]
"""Gives the concepts of a folded text."""

WEIGHTS = {"characters": 0.30, "words": 0.30, "sounds": 0.20, "concepts": 0.20}
_STEM = 6
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
        return _joined(rows, [WEIGHTS[name] for name in self._blocks])

    def vector(self, text: str) -> Any:
        """Return the row of a query; a block without a known feature gives its weight away."""
        rows = [block.transform([text]) for block in self._blocks.values()]
        weights = [WEIGHTS[n] if r.nnz else 0.0 for n, r in zip(self._blocks, rows, strict=True)]
        total = sum(weights) or 1.0
        scaled = [
            weight / total / WEIGHTS[n] ** 0.5
            for n, weight in zip(self._blocks, weights, strict=True)
        ]
        return csr_matrix(hstack([r * w for r, w in zip(rows, scaled, strict=True)]))


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
        self._factors = {
            **{_stem(fold(word)): _DECISIVE for word in glossary.decisive},
            **{_stem(fold(word)): _ELSEWHERE for word in glossary.elsewhere},
        }
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
            weight *= self._factors.get(_stem(word), 1.0)
            total += weight
            if places:
                covered += weight * self._used[places].max(axis=0)
        return covered / (total or 1.0)

    def _keys(self, word: str) -> list[str]:
        stem = _stem(word)
        if self._factors.get(stem) == _ELSEWHERE:
            return [stem]
        return [stem, *(f"§{concept}" for concept in self._find(word))]


def _stem(word: str) -> str:
    return sound(word)[:_STEM]


def _joined(rows: Iterable[Any], weights: Iterable[float]) -> Any:
    """Blocks side by side, scaled so that a dot product is the weighted sum of cosines."""
    return csr_matrix(
        hstack([row * weight**0.5 for row, weight in zip(rows, weights, strict=True)])
    )
