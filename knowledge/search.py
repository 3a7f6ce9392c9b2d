"""Rank entries for a question: characters, words, sounds and the glossary's concepts.

Built once at start over the ways of asking, titles and texts; a query takes a few milliseconds.
`tests/knowledge/measure_search.py` measures it on held-out paraphrases and says how the
thresholds were chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.errors import KnowledgeError
from knowledge.model import Audience, Entry, Knowledge
from knowledge.query import desk_entries, scopes, tenant_entries
from knowledge.render import placeholder_free
from knowledge.search_text import Concepts, fold, respell, sound

ANSWER = 0.55
"""From this score on the best entry is the answer, unless another comes close."""
CLARIFY = 0.35
"""From this score on it is worth asking which of the best entries is meant."""
CLOSE = 0.06
"""Two entries nearer than this are both meant, for all we know."""

_WEIGHTS = {"characters": 0.40, "words": 0.20, "sounds": 0.20, "concepts": 0.20}
_BEST, _CENTROID = 0.75, 0.25
_TITLE, _TEXT = 0.95, 0.75
_SAME_TOPIC, _OTHER_AUDIENCE, _OTHER_LANGUAGE = 1.06, 0.92, 0.97
_TOLD_TO = {Audience.TENANT, Audience.APPLICANT}


@dataclass(frozen=True)
class Match:
    """An entry, how well it answers (0 to 1), and its lead over the next one."""

    entry: Entry
    score: float
    margin: float


@dataclass(frozen=True)
class _Document:
    entry: int
    language: str
    text: str
    weight: float


class Searcher:
    """Ranks the public entries; with `desk`, also the ones that only agents may read."""

    def __init__(self, knowledge: Knowledge, *, desk: bool = False) -> None:
        self.knowledge = knowledge
        self._entries = desk_entries(knowledge) if desk else tenant_entries(knowledge)
        self._spellings = {fold(k): fold(v) for k, v in knowledge.glossary.spellings.items()}
        self._concepts = Concepts(knowledge.glossary.concepts)
        if not self._entries:
            raise KnowledgeError("Nothing to search in: no entry may be shown.")
        documents = [d for n, e in enumerate(self._entries) for d in _documents(n, e)]
        self._features = _Features(self._concepts.find)
        matrix = self._features.fit([self._normal(d.text) for d in documents])
        self._by_document = matrix.T.tocsr()
        self._by_entry = _centroids(matrix, documents).T.tocsr()
        self._starts = _starts(documents)
        self._weights = np.array([d.weight for d in documents])
        self._languages = np.array([d.language for d in documents])
        self._told = np.array(
            [1.0 if _TOLD_TO & set(e.audience) else _OTHER_AUDIENCE for e in self._entries]
        )

    def rank(
        self,
        question: str,
        *,
        landlord: str | None,
        topic: str | None = None,
        language: str | None = None,
        limit: int = 5,
    ) -> list[Match]:
        """Return the best entries that hold for `landlord`, best first; [] for an empty question.

        `topic` is the conversation's: its entries are preferred a little.
        """
        return self._within(
            self._scores(question, topic, language), scopes(self.knowledge, landlord), limit
        )

    def rank_of_others(
        self, question: str, *, landlord: str, language: str | None = None, limit: int = 5
    ) -> list[Match]:
        """Return the best entries that hold only for other landlords' tenants."""
        others = frozenset(self.knowledge.landlords) - scopes(self.knowledge, landlord)
        return self._within(self._scores(question, None, language), others, limit)

    def _normal(self, text: str) -> str:
        return respell(fold(text), self._spellings)

    def _scores(self, question: str, topic: str | None, language: str | None) -> Any:
        normal = self._normal(question)
        if not normal:
            return np.zeros(len(self._entries))
        query = self._features.vector(normal)
        each = (query @ self._by_document).toarray().ravel() * self._weights
        if language:
            each = np.where(self._languages == language, each, each * _OTHER_LANGUAGE)
        best = np.maximum.reduceat(each, self._starts)
        whole = (query @ self._by_entry).toarray().ravel()
        score = (_BEST * best + _CENTROID * whole) * self._told
        same = np.array([entry.topic == topic for entry in self._entries])
        return np.clip(np.where(same, score * _SAME_TOPIC, score), 0.0, 1.0)

    def _within(self, scores: Any, held: frozenset[str], limit: int) -> list[Match]:
        order = [
            int(n)
            for n in np.argsort(-scores, kind="stable")
            if self._entries[n].landlord in held and scores[n] > 0
        ][: limit + 1]
        values = [*(float(scores[n]) for n in order), 0.0]
        return [
            Match(self._entries[n], score, score - following)
            for n, (score, following) in zip(order, pairwise(values), strict=True)
        ][:limit]


class _Features:
    """Four weighted blocks of TF-IDF features in one vector."""

    def __init__(self, concepts: Callable[[str], list[str]]) -> None:
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
        return _joined(rows, [_WEIGHTS[name] for name in self._blocks])

    def vector(self, text: str) -> Any:
        """Return the row of a query; a block without a known feature gives its weight away."""
        rows = [block.transform([text]) for block in self._blocks.values()]
        weights = [_WEIGHTS[n] if r.nnz else 0.0 for n, r in zip(self._blocks, rows, strict=True)]
        total = sum(weights) or 1.0
        scaled = [
            weight / total / _WEIGHTS[n] ** 0.5
            for n, weight in zip(self._blocks, weights, strict=True)
        ]
        return csr_matrix(hstack([r * w for r, w in zip(rows, scaled, strict=True)]))


def _joined(rows: Iterable[Any], weights: Iterable[float]) -> Any:
    """Blocks side by side, scaled so that a dot product is the weighted sum of cosines."""
    return csr_matrix(
        hstack([row * weight**0.5 for row, weight in zip(rows, weights, strict=True)])
    )


def _documents(number: int, entry: Entry) -> Iterator[_Document]:
    for language, questions in entry.questions.items():
        for question in questions:
            yield _Document(number, language, question, 1.0)
    yield _Document(number, "fr", entry.title, _TITLE)
    for language, text in entry.answer.items():
        yield _Document(number, language, placeholder_free(text), _TEXT)


def _starts(documents: list[_Document]) -> Any:
    numbers = [document.entry for document in documents]
    return np.array([n for n, number in enumerate(numbers) if not n or number != numbers[n - 1]])


def _centroids(matrix: Any, documents: list[_Document]) -> Any:
    numbers = np.array([document.entry for document in documents])
    counts = np.bincount(numbers)
    rows = csr_matrix(
        (1.0 / counts[numbers], (numbers, np.arange(len(numbers)))),
        shape=(len(counts), len(numbers)),
    )
    return rows @ matrix
