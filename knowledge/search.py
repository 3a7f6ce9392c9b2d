"""Rank entries for a question: characters, words, sounds and the glossary's concepts.

Built once at start over the ways of asking, titles and texts; a query takes a few milliseconds.
`tests/knowledge/measure_search.py` measures it on held-out paraphrases and says how the
thresholds were chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from knowledge.errors import KnowledgeError
from knowledge.model import Audience, Entry, Knowledge, Status
from knowledge.query import desk_entries, scopes, tenant_entries
from knowledge.render import render_answer
from knowledge.search_features import Coverage, Features
from knowledge.search_spelling import Speller
from knowledge.search_text import Concepts, Spellings, fold

ANSWER = 0.85
"""From this score on the best entry is the answer, unless another comes close."""
CLARIFY = 0.35
"""From this score on it is worth asking which of the best entries is meant."""
CLOSE = 0.1
"""Two entries nearer than this are both meant, for all we know."""

_BEST, _CENTROID = 0.45, 0.55
_UNCOVERED, _LONG = 0.9, 3
_TITLE, _TEXT = 0.95, 0.75
_STEEPNESS, _EVEN = 25.0, 0.16
_SAME_TOPIC, _OTHER_AUDIENCE, _OTHER_LANGUAGE = 1.06, 0.92, 0.94
_LAST_TOPICS, _LAST = {"emergencies"}, 0.6
"""A danger is read before any search: here its numbers must not answer "which number to call"."""
_NOT_TOLD = 0.92
"""What no entry tells has to be a little nearer than what one tells."""
_NOT_TOLD_FROM = 0.5
"""From this score on, what no entry tells is what was asked: no request scored more (measured)."""
_FIGURES = "combien"
_WEAKER = {Status.DATED: 0.88, Status.SOURCES_DIFFER: 0.92}
"""Past figures and doubtful texts come after a rule, unless the question asks for a figure."""
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
    """Ranks the public entries; with `desk`, also the ones that only agents may read.

    Restricted entries come out where `authorised` is asked for, with `desk`, and nowhere else.
    """

    def __init__(
        self, knowledge: Knowledge, *, desk: bool = False, authorised: bool = False
    ) -> None:
        self.knowledge = knowledge
        self._entries = (
            desk_entries(knowledge, authorised=authorised) if desk else tenant_entries(knowledge)
        )
        self._spellings = Spellings(knowledge.glossary.spellings)
        self._empty = {fold(word) for word in knowledge.glossary.empty}
        if not self._entries:
            raise KnowledgeError("Nothing to search in: no entry may be shown.")
        documents = [d for n, e in enumerate(self._entries) for d in _documents(n, e)]
        documents += [] if desk else _not_told(len(self._entries), knowledge.not_told.values())
        self._find = Concepts(knowledge.glossary.concepts).find
        self._features = Features(self._find)
        texts = [self._read(document.text) for document in documents]
        self._speller = Speller(texts)
        texts = [self._speller.mend(text) for text in texts]
        matrix = self._features.fit(texts)
        self._coverage = Coverage(
            [self._telling(text) for text in texts],
            [d.entry for d in documents],
            self._find,
            knowledge.glossary,
        )
        self._by_document = matrix.T.tocsr()
        self._by_entry = _centroids(matrix, documents).T.tocsr()
        self._starts = _starts(documents)
        self._weights = np.array([d.weight for d in documents])
        self._languages = np.array([d.language for d in documents])
        silent = [1.0] * (len(self._starts) - len(self._entries))
        told_to_nobody = [_NOT_TOLD] * len(silent)
        told_to = [1.0 if _TOLD_TO & {*e.audience} else _OTHER_AUDIENCE for e in self._entries]
        last = [_LAST if e.topic in _LAST_TOPICS else 1.0 for e in self._entries]
        status = [_WEAKER.get(e.status, 1.0) for e in self._entries]
        self._told_to = np.array(told_to + told_to_nobody) * np.array(last + silent)
        self._weight_of_status = np.array(status + silent)
        self._topics = np.array([e.topic for e in self._entries] + [""] * len(silent))

    def reading(self, knowledge: Knowledge) -> Searcher:
        """Return this searcher over the same entries, some of them amended.

        It ranks as before: an amendment changes what is said, not which question it answers.
        """
        entries = {entry.id: entry for entry in knowledge.entries}
        other = copy(self)
        other.knowledge = knowledge
        other._entries = tuple(entries[entry.id] for entry in self._entries)
        return other

    def rank(
        self,
        question: str,
        *,
        landlord: str | None,
        topic: str | None = None,
        language: str | None = None,
        about: str = "",
        limit: int = 5,
        beside: bool = False,
    ) -> list[Match]:
        """Return the best entries that hold for `landlord`, best first.

        [] for an empty question, and for one that is nearest to what no entry tells.

        `topic` is the conversation's: its entries are preferred a little. `about` says in words
        what was talked of just before: it makes "how much is it?" a question, and answers nothing
        that the entry has no words for. `beside` ranks the entries beside what none of them tells.
        """
        scores = self._scores(question, topic, language, about)
        return self._within(scores, scopes(self.knowledge, landlord), limit, beside=beside)

    def is_not_told(
        self, question: str, *, landlord: str | None, language: str | None = None
    ) -> bool:
        """Tell whether the question is likely one of those that no entry answers."""
        scores = self._scores(question, None, language)
        silent = scores[len(self._entries) :].max(initial=0.0)
        best = self._within(scores, scopes(self.knowledge, landlord), 1, beside=True)
        return bool(silent >= _NOT_TOLD_FROM and (not best or silent >= best[0].score))

    def rank_of_others(
        self, question: str, *, landlord: str, language: str | None = None, limit: int = 5
    ) -> list[Match]:
        """Return the best entries that hold only for other landlords' tenants."""
        others = frozenset(self.knowledge.landlords) - scopes(self.knowledge, landlord)
        return self._within(self._scores(question, None, language), others, limit)

    def telling_words(self, question: str) -> int:
        """Return how many words of the question tell what is asked; 0 for "and the other?"."""
        return sum(word not in self._empty for word in self._normal(question).split())

    def _read(self, text: str) -> str:
        return self._spellings.read(text)

    def _normal(self, text: str) -> str:
        """Return the text as it is compared; a mended word may be part of a short form."""
        read = self._read(text)
        mended = self._speller.mend(read)
        return mended if mended == read else self._read(mended)

    def _telling(self, normal: str) -> str:
        """Return the words that tell what is asked; all of them where none does."""
        words = normal.split()
        return " ".join([word for word in words if word not in self._empty] or words)

    def _scores(
        self, question: str, topic: str | None, language: str | None, about: str = ""
    ) -> Any:
        normal = self._normal(question)
        if not normal:
            return np.zeros(len(self._starts))
        query = self._features.vector(f"{normal} {self._normal(about)}".strip())
        each = (query @ self._by_document).toarray().ravel() * self._weights
        if language:
            own = (self._languages == language) | (self._languages == "")
            each = np.where(own, each, each * _OTHER_LANGUAGE)
        best = np.maximum.reduceat(each, self._starts)
        whole = (query @ self._by_entry).toarray().ravel()
        telling = self._telling(normal)
        missing = 1.0 - self._coverage.of(telling)
        score = (_BEST * best + _CENTROID * whole) * self._told_to
        if _FIGURES not in self._find(normal):
            score *= self._weight_of_status
        score *= 1.0 - _UNCOVERED * min(1.0, _LONG / len(telling.split())) ** 0.5 * missing
        return _calibrated(np.where(self._topics == (topic or "-"), score * _SAME_TOPIC, score))

    def _within(
        self, scores: Any, held: frozenset[str], limit: int, *, beside: bool = False
    ) -> list[Match]:
        told, silent = scores[: len(self._entries)], scores[len(self._entries) :]
        order = [
            int(n)
            for n in np.argsort(-told, kind="stable")
            if self._entries[n].landlord in held and scores[n] > 0
        ][: limit + 1]
        if order and not beside and silent.max(initial=0.0) >= scores[order[0]]:
            return []
        values = [*(float(scores[n]) for n in order), 0.0]
        return [
            Match(self._entries[n], score, score - following)
            for n, (score, following) in zip(order, pairwise(values), strict=True)
        ][:limit]


def _calibrated(raw: Any) -> Any:
    """Return the chance that an entry with this similarity is the right one (0 for none)."""
    return np.where(raw > 0, 1.0 / (1.0 + np.exp(_STEEPNESS * (_EVEN - raw))), 0.0)


def _documents(number: int, entry: Entry) -> Iterator[_Document]:
    for language, questions in entry.questions.items():
        for question in questions:
            yield _Document(number, language, question, 1.0)
    yield _Document(number, "fr", entry.title, _TITLE)
    for language in entry.answer:
        text = render_answer(entry, language, entry.last_day)
        yield _Document(number, language, text, _TEXT)


def _not_told(first: int, subjects: Iterable[tuple[str, ...]]) -> Iterator[_Document]:
    """Number the subjects that no entry tells after the entries."""
    for number, questions in enumerate(subjects, first):
        for question in questions:
            yield _Document(number, "", question, 1.0)


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
