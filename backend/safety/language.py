"""Tells in which of the five languages a message is written, where it says enough to tell."""

from collections import Counter
from functools import lru_cache
from typing import Any

from backend.safety.phrases import read_yaml
from backend.safety.text import clean, words

LANGUAGES = ("fr", "en", "es", "pt", "eu")
_LONGEST = 600
_ENOUGH_WORDS = 5
_SURE = 0.9


def read_language(text: str, current: str) -> str:
    """Return the language of the text; `current` where it is short, mixed or doubtful.

    A plain wish ("in english please", "euskaraz mesedez") wins, however short. Words that belong
    to one language count; a statistical guess is asked only where no such word is seen, and never
    takes a French conversation elsewhere by itself on a few words.
    """
    cut = [word.text for word in words(clean(text)[:_LONGEST])]
    wished = _wish(cut)
    if wished:
        return wished
    counts = _counts(cut)
    ranked = counts.most_common(2)
    if not ranked:
        return _guess(clean(text)[:_LONGEST], cut, current)
    language, most = ranked[0]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0
    return language if _is_enough(most, runner_up, counts[current]) else current


def _is_enough(most: int, runner_up: int, for_current: int) -> bool:
    return most > runner_up and (for_current == 0 or most >= 2 * for_current)


@lru_cache(maxsize=1)
def _marks() -> dict[str, Any]:
    """Return, read once, the wishes and the words of each language, folded."""
    written = read_yaml("languages")
    wishes = [
        (tuple(w.text for w in words(phrase)), language)
        for language, phrases in written["wishes"].items()
        for phrase in phrases
    ]
    marks: dict[str, dict[tuple[str, ...], int]] = {}
    for language, phrases in written["words"].items():
        for phrase in phrases:
            key = tuple(w.text for w in words(str(phrase)))
            marks.setdefault(language, {})[key] = len(key)
    return {"wishes": wishes, "marks": marks}


def _wish(cut: list[str]) -> str | None:
    for phrase, language in _marks()["wishes"]:
        size = len(phrase)
        if any(tuple(cut[i : i + size]) == phrase for i in range(len(cut) - size + 1)):
            return str(language)
    return None


def _counts(cut: list[str]) -> Counter[str]:
    """Count the words and pairs that are each language's own; a pair weighs two."""
    counts: Counter[str] = Counter()
    for size in (1, 2):
        for start in range(len(cut) - size + 1):
            key = tuple(cut[start : start + size])
            for language, marks in _marks()["marks"].items():
                if key in marks:
                    counts[language] += size
    return +counts


def _guess(text: str, cut: list[str], current: str) -> str:
    if sum(word.isalpha() for word in cut) < _ENOUGH_WORDS:
        return current
    language, sureness = _identifier().classify(text)
    return str(language) if sureness >= _SURE else current


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Return the statistical identifier, held to the five languages; loaded at first need."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
