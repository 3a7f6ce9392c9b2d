"""How the ranking does on held-out paraphrases: `python -m tests.knowledge.measure_search`.

Prints the share of questions whose entry comes first (and among the first three), by language;
then, for each pair of thresholds around the ones in use, how many are answered rightly, wrongly,
asked back, or given up. `ANSWER`, `CLARIFY` and `CLOSE` of `knowledge.search` are chosen where
wrong answers to what no entry covers stay rare while right answers are hardly lost.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import Knowledge, load
from knowledge.search import ANSWER, CLARIFY, CLOSE, Match, Searcher
from knowledge.search_text import fold
from knowledge.yaml_reader import read_yaml

PARAPHRASES = Path(__file__).parent / "paraphrases.yaml"


@dataclass(frozen=True)
class Case:
    """One held-out question and the entries that answer it."""

    q: str
    to: tuple[str, ...]
    lang: str = "fr"
    landlord: str | None = "office64"
    matches: list[Match] = field(default_factory=list)


def cases() -> list[Case]:
    """Return the held-out questions."""
    return [Case(**{**row, "to": tuple(row["to"])}) for row in read_yaml(PARAPHRASES)]


def ranked(searcher: Searcher) -> list[Case]:
    """Return the held-out questions with what was found for each."""
    found = []
    for case in cases():
        matches = searcher.rank(case.q, landlord=case.landlord, language=case.lang)
        found.append(Case(case.q, case.to, case.lang, case.landlord, matches))
    return found


def place(case: Case) -> int | None:
    """Return the rank of the right entry, 0 for the first; None when it was not found."""
    found = [n for n, match in enumerate(case.matches) if match.entry.id in case.to]
    return found[0] if found else None


def verdict(case: Case, answer: float, clarify: float, close: float) -> str:
    """Return what the service would do: right, wrong, asked, asked-wrong, given-up."""
    if not case.matches or case.matches[0].score < clarify:
        return "given-up"
    best = case.matches[0].score
    near = [m.entry.id for m in case.matches[:3] if best - m.score < close]
    if best < answer and len(near) > 1:
        return "asked" if set(near) & set(case.to) else "asked-wrong"
    return "right" if place(case) == 0 else "wrong"


def known(knowledge: Knowledge, found: list[Case]) -> list[Case]:
    """Return the cases whose entries exist, without those that became an example since."""
    ids = {entry.id for entry in knowledge.entries}
    asked = {
        fold(question)
        for entry in knowledge.entries
        for questions in entry.questions.values()
        for question in questions
    }
    kept = [case for case in found if not case.to or set(case.to) & ids]
    return [case for case in kept if fold(case.q) not in asked]


def main() -> None:
    """Print the figures."""
    knowledge = load()
    searcher = Searcher(knowledge)
    started = time.perf_counter()
    found = known(knowledge, ranked(searcher))
    each = (time.perf_counter() - started) / max(1, len(found))
    inside = [case for case in found if case.to]
    outside = [case for case in found if not case.to]
    sys.stdout.write(f"{len(knowledge.entries)} entries, {1e3 * each:.1f} ms a query\n")
    for language in ("fr", "en", "es", "pt", "eu", ""):
        some = [c for c in inside if c.lang == language or not language]
        first = sum(place(c) == 0 for c in some)
        three = sum(place(c) in (0, 1, 2) for c in some)
        sys.stdout.write(f"{language or 'all'}: first {first}/{len(some)}, in three {three}\n")
    for case in inside:
        if place(case) != 0:
            tops = ", ".join(f"{m.entry.id} {m.score:.2f}" for m in case.matches[:3])
            sys.stdout.write(f"  {case.q!r} wants {case.to[0]}: {tops}\n")
    for case in outside:
        tops = ", ".join(f"{m.entry.id} {m.score:.2f}" for m in case.matches[:1])
        sys.stdout.write(f"  outside {case.q!r}: {tops}\n")
    sys.stdout.write("answer clarify close: covered | not covered\n")
    for answer in (ANSWER - 0.1, ANSWER, ANSWER + 0.1):
        for clarify in (CLARIFY - 0.1, CLARIFY, CLARIFY + 0.1):
            yes = Counter(verdict(c, answer, clarify, CLOSE) for c in inside)
            no = Counter(verdict(c, answer, clarify, CLOSE) for c in outside)
            sys.stdout.write(f"{answer:.2f} {clarify:.2f} {CLOSE:.2f}: {dict(yes)} | {dict(no)}\n")


if __name__ == "__main__":
    main()
