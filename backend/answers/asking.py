"""A question with what the conversation knows, and the entries that it may mean."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from backend.answers.several import after_the_story
from backend.hearing.days import A_WEEKDAY
from knowledge.errors import EntryNotFound
from knowledge.hours import PARIS
from knowledge.model import NATIONAL, Entry
from knowledge.query import tenant_entry
from knowledge.search import ANSWER, CLARIFY, CLOSE, Match, Searcher
from knowledge.search_text import fold

_WHAT_IS_IT = re.compile(r"\b(?:quoi|koi|kwa|ckoi|qu est ce|what|que es|que son|o que|zer)\b")
_ONLY_A_DAY = re.compile(
    r"(?:(?:et|e|and|y|eta|le|la|les|on|el|los|no|na|au|pour) )*"
    rf"(?:{A_WEEKDAY}|week ?end)s?(?: (?:matin|soir|midi|morning|evening))?"
)
_TIME = "time"
"""What has such a value tells opening hours: a day alone that follows is about them."""
_LOOKED_AT = 30
_FOLLOWING, _MEANT = 3, 10
"""A question of no more words than this may follow on from the answer before."""


_FOLLOWS = 0.75
"""From this score on, read with the answer before, an entry is what a short question means."""
_NEAR, _AHEAD = 0.25, 0.05
"""From this score and lead on, another entry of the same subject is what a short question means."""
_TIE = 0.005
"""Another entry about the same subject that is further ahead answers more than was told."""
_DANGER = "emergencies"
"""What goes on from an answer ("and in an emergency?") is none: a danger is read before."""
_NEW_SUBJECT = 0.1
"""What the words alone make this much less likely than another entry is not meant by them."""


@dataclass(frozen=True)
class Asked:
    """One question of a tenant."""

    question: str
    landlord: str | None
    language: str
    topic: str | None
    now: datetime
    searcher: Searcher
    at_least: float

    @property
    def day(self) -> date:
        """The day on which it is asked, in Paris."""
        return self.now.astimezone(PARIS).date()

    @cached_property
    def previous(self) -> Entry | None:
        """The entry that was told last, where the topic of the conversation is one."""
        try:
            return tenant_entry(self.searcher.knowledge, self.topic or "")
        except EntryNotFound:
            return None


def matches_of(asked: Asked) -> list[Match]:
    """Rank the question; a short one has the meaning that it has after the answer before, if any.

    A new subject stays one: what the entries about the old one have no words for is not theirs.
    """
    matches = _told_at_length(asked, _rank(asked))
    words = asked.searcher.telling_words(asked.question)
    if asked.previous is None or not 0 < words <= _FOLLOWING:
        return matches
    if _has_hours(asked.previous) and _ONLY_A_DAY.fullmatch(fold(asked.question)):
        return [Match(asked.previous, 1.0, 1.0)]
    return _following(asked, asked.previous, matches)


def _told_at_length(asked: Asked, whole: list[Match]) -> list[Match]:
    """Rank a story that means several things by the question that it comes to as well."""
    stands_out = whole and whole[0].score >= CLARIFY and whole[0].margin >= CLOSE
    question = None if stands_out else after_the_story(asked.question)
    last = _rank(replace(asked, question=question)) if question and whole else []
    if not last:
        return whole
    scores = Counter({match.entry.id: match.score / 2 for match in whole})
    scores.update({match.entry.id: match.score / 2 for match in last})
    entries = {match.entry.id: match.entry for match in (*whole, *last)}
    best = scores.most_common()
    values = [score for _, score in best[1:]] + [0.0]
    return [
        Match(entries[entry], score, score - following)
        for (entry, score), following in zip(best, values, strict=True)
    ]


def _has_hours(entry: Entry) -> bool:
    told = any(value.unit == _TIME for value in entry.values.values())
    return told or (entry.contact is not None and bool(entry.contact.hours))


def _following(asked: Asked, previous: Entry, matches: list[Match]) -> list[Match]:
    context = _rank(asked, previous.title)
    if previous.topic != _DANGER:
        matches = [match for match in matches if match.entry.topic != _DANGER]
    if not context:
        return matches if is_clear(matches) else []
    own = {match.entry.id: match.score for match in _rank(asked, beside=True)[:_MEANT]}
    held = {previous.landlord, NATIONAL}
    first = matches[0] if matches else context[0]
    ahead = first.score - own.get(previous.id, 0.0) > _TIE
    if ahead and first.entry.topic == previous.topic and first.entry != previous:
        own.pop(previous.id, None)
    following = (
        match
        for match in context
        if match.entry.id in own and (asked.landlord or match.entry.landlord in held)
    )
    best = next(following, None)
    if best is None or best.score < _FOLLOWS:
        return _beside(previous, matches)
    is_new = first.score >= ANSWER and own[best.entry.id] < _NEW_SUBJECT * first.score
    if matches and is_new:
        return matches
    same = best.entry.topic == previous.topic or best.entry == first.entry
    return [best] if same else matches


def _beside(previous: Entry, matches: list[Match]) -> list[Match]:
    """Take a short question that is nearest to the same subject for one about it."""
    first = matches[0] if matches else None
    if first is None or first.entry.topic != previous.topic or first.entry == previous:
        return matches
    is_near = first.score >= _NEAR and first.margin >= _AHEAD
    return [replace(first, margin=first.score)] if is_near else matches


def is_one_word(asked: Asked) -> bool:
    """Is the question one telling word ("refus ?"), not "what is it?"."""
    words = asked.searcher.telling_words(asked.question)
    return words == 1 and not _WHAT_IS_IT.search(fold(asked.question))


def is_clear(matches: list[Match]) -> bool:
    """Is the first entry meant, and no other?"""
    return bool(matches) and matches[0].score >= ANSWER and matches[0].margin >= CLOSE


def _rank(asked: Asked, about: str = "", *, beside: bool = False) -> list[Match]:
    return asked.searcher.rank(
        asked.question,
        landlord=asked.landlord,
        topic=asked.previous.topic if asked.previous else asked.topic,
        language=asked.language,
        about=about,
        limit=_LOOKED_AT,
        beside=beside,
    )
