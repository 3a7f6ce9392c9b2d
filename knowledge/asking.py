"""Say which entries a question finds and why, for whoever writes the ways of asking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from knowledge.errors import FactNotFound
from knowledge.model import Entry, Knowledge, Status, Unit
from knowledge.render import render_answer, render_value
from knowledge.search import ANSWER, CLARIFY, CLOSE, Match, Searcher
from knowledge.search_text import fold, sound

_SHOWN = 5


def explain(
    knowledge: Knowledge,
    question: str,
    *,
    landlord: str | None,
    language: str,
    desk: bool,
    day: date,
) -> str:
    """Return the entries that a question finds, and what is told of the best on `day`."""
    searcher = Searcher(knowledge, desk=desk)
    matches = searcher.rank(question, landlord=landlord, language=language, limit=_SHOWN)
    if not matches:
        return "Nothing has a word of this question: it is said not to be known."
    lines = [line for match in matches for line in _found(match, question, language)]
    lines += ["", _verdict(matches)]
    if matches[0].score >= CLARIFY:
        lines += ["", *_told(matches[0].entry, language, day)]
    return "\n".join(lines)


def _found(match: Match, question: str, language: str) -> Iterator[str]:
    entry = match.entry
    yield f"{match.score:.2f}  {entry.id} ({entry.visibility}, {entry.status}) · {entry.title}"
    nearest, alike = _nearest(entry, question, language)
    yield f"      nearest way of asking: {nearest!r}, {alike:.0%} alike"
    used, unused = _words(entry, question)
    yield f"      words that it uses: {', '.join(used) or 'none'}"
    yield f"      words that it never uses: {', '.join(unused) or 'none'}"


def _nearest(entry: Entry, question: str, language: str) -> tuple[str, float]:
    own = entry.questions.get(language) or entry.questions["fr"]
    alike = {q: SequenceMatcher(None, fold(question), fold(q)).ratio() for q in own}
    best = max(alike, key=lambda q: alike[q])
    return best, alike[best]


def _words(entry: Entry, question: str) -> tuple[list[str], list[str]]:
    """Return the words of the question that the entry uses, by their sound, and the others."""
    texts = [
        entry.title,
        *entry.answer.values(),
        *(q for qs in entry.questions.values() for q in qs),
    ]
    heard = {word for text in texts for word in sound(fold(text)).split()}
    asked = fold(question).split()
    return [w for w in asked if sound(w) in heard], [w for w in asked if sound(w) not in heard]


def _verdict(matches: list[Match]) -> str:
    best = matches[0]
    if best.score < CLARIFY:
        return f"Below {CLARIFY}: it is said not to be known."
    near = [m for m in matches if best.score - m.score < CLOSE]
    if best.score < ANSWER and len(near) > 1:
        return f"Below {ANSWER}, and {len(near)} entries within {CLOSE}: which is meant is asked."
    if best.score >= ANSWER:
        return f"From {ANSWER} on: the first is told."
    return f"Below {ANSWER}, but nothing else is close: the first is told."


def _told(entry: Entry, language: str, day: date) -> Iterator[str]:
    told = language if language in entry.answer else "fr"
    try:
        yield render_answer(entry, language, day)
    except FactNotFound as error:
        yield f"Not told: {error}"
        return
    source = entry.source
    written = render_value(Unit.DATE, source.date, "fr")
    yield f"({source.document}, {source.section}, {written})"
    if entry.status is not Status.IN_FORCE:
        yield f"said to be: {entry.status}, of {written}"
    if told != language:
        yield f"told in French: there is no text in {language}"
    elif entry.is_machine_made(told):
        yield "marked as a machine's translation: nobody has read it yet"
