"""Entry accuracy on ways of asking left out: `python -m tests.knowledge.cross_validate`.

The examples are dealt into folds; each fold is ranked by a search that was built without it. Prints
the accuracy by language, the entries most often taken for each other, and how right the first entry
is by its score, from which `ANSWER`, `CLARIFY` and `CLOSE` are read off.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge import Knowledge, load
from knowledge.model import NATIONAL, Entry
from knowledge.query import tenant_entries
from knowledge.search import Match, Searcher

FOLDS = 5
_WORST = 25


@dataclass(frozen=True)
class LeftOut:
    """A way of asking, its entry, and what was found without it."""

    question: str
    entry: Entry
    language: str
    matches: list[Match]

    @property
    def right(self) -> bool:
        """Does the entry that the question was written for come first?"""
        return bool(self.matches) and self.matches[0].entry.id == self.entry.id


def left_out(knowledge: Knowledge) -> Iterator[LeftOut]:
    """Yield every example of the public entries, ranked by a search that does not know it."""
    entries = tenant_entries(knowledge)
    for fold in range(FOLDS):
        searcher = Searcher(replace(knowledge, entries=tuple(_without(e, fold) for e in entries)))
        for entry in entries:
            for language, questions in entry.questions.items():
                for question in questions[fold::FOLDS]:
                    yield LeftOut(question, entry, language, _ranked(searcher, entry, question))


def _without(entry: Entry, fold: int) -> Entry:
    kept = {
        language: tuple(q for n, q in enumerate(questions) if n % FOLDS != fold)
        for language, questions in entry.questions.items()
    }
    return replace(entry, questions=kept)


def _ranked(searcher: Searcher, entry: Entry, question: str) -> list[Match]:
    landlord = "office64" if entry.landlord in (NATIONAL, "cclo") else entry.landlord
    return searcher.rank(question, landlord=landlord, limit=3)


def accuracy(found: list[LeftOut]) -> str:
    """Return a Markdown table of the entries that come first, and among the first three."""
    lines = ["| language | examples | first | in three |", "| --- | --- | --- | --- |"]
    for language in (*sorted({one.language for one in found}), ""):
        some = [one for one in found if not language or one.language == language]
        first = sum(one.right for one in some) / len(some)
        three = sum(one.entry.id in {m.entry.id for m in one.matches} for one in some) / len(some)
        lines.append(f"| {language or 'all'} | {len(some)} | {first:.1%} | {three:.1%} |")
    return "\n".join(lines) + "\n\n"


def confusions(found: list[LeftOut]) -> str:
    """Return a Markdown table of the entries most often taken for another."""
    pairs = Counter(
        (one.entry.id, one.matches[0].entry.id) for one in found if one.matches and not one.right
    )
    lines = ["| meant | taken for | times |", "| --- | --- | --- |"]
    lines += [f"| {meant} | {taken} | {n} |" for (meant, taken), n in pairs.most_common(_WORST)]
    return "\n".join(lines) + "\n\n"


def calibration(found: list[LeftOut]) -> str:
    """Return a Markdown table of how right the first entry is, by its score."""
    lines = ["| score from | examples | first is right |", "| --- | --- | --- |"]
    bands = [n / 10 for n in range(10)]
    for band in bands:
        some = [m for m in found if m.matches and band <= m.matches[0].score < band + 0.1]
        if some:
            share = sum(one.right for one in some) / len(some)
            lines.append(f"| {band:.1f} | {len(some)} | {share:.0%} |")
    return "\n".join(lines) + "\n\n"


def main() -> None:
    """Print the tables."""
    found = list(left_out(load()))
    sys.stdout.write(accuracy(found) + confusions(found) + calibration(found))


if __name__ == "__main__":
    main()
