"""From a question to what is said: an entry's answer, a choice, or nothing that we know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from backend.answers.asking import Asked, is_one_word, matches_of
from backend.answers.landlords import named, served
from backend.answers.several import questions_in
from backend.answers.telling import told
from backend.i18n import LANGUAGES
from backend.replies import Act, Button, Effect, EffectKind, Outcome, Utterance
from knowledge.errors import FactNotFound
from knowledge.model import NATIONAL, Entry
from knowledge.search import ANSWER, CLARIFY, CLOSE, Match, Searcher

_RIVAL = 0.7
"""Another landlord's entry this near to the best one is about the same rule."""
_SAME = 0.005
"""A single word ("refus") that several entries answer as well is asked about."""
_FAR = 0.3
"""Another landlord's entry is what was meant only when it is this much better than our own."""
_ALONE, _LEAD = 0.25, 0.4
"""A likelihood that is enough where no other entry has more than the rest of it."""
_LONGEST_TITLE = 60
_LONGEST = 900
_CHOICES = 3
PERSON = Button("parler à un conseiller", response="button_person")
REPORT = Button("signaler un problème", response="button_report")
NOT_KNOWN = Utterance(Act.OUT_OF_SCOPE, "not_known", buttons=(PERSON, REPORT))


class Reason(StrEnum):
    """Why there is no answer of the landlord's own.

    `NOT_TOLD`: it is a question that people ask and that no entry is there for.
    """

    UNKNOWN = "unknown"
    NOT_TOLD = "not-told"
    OTHER_LANDLORD = "other-landlord"


@dataclass(frozen=True)
class Found:
    """What was found: the reply, or the reason why there is none; what is to be remembered.

    `choices`: the entries between which the reply asks.
    """

    utterance: Utterance | None = None
    topic: str | None = None
    landlord: str | None = None
    reason: Reason | None = None
    choices: tuple[Entry, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Is something stated?"""
        return self.utterance is not None and self.utterance.act is Act.ANSWER

    def outcome(self) -> Outcome | None:
        """Return the reply with its effects; None where the caller has to say "not known"."""
        if self.utterance is None:
            return None
        effects = [Effect(EffectKind.SET_LANDLORD, self.landlord)] if self.landlord else []
        effects += [Effect(EffectKind.SET_TOPIC, self.topic)] if self.topic else []
        return Outcome((self.utterance,), tuple(effects))


def answer(
    question: str,
    *,
    landlord: str | None,
    language: str,
    topic: str | None,
    now: datetime,
    searcher: Searcher,
    at_least: float = CLARIFY,
) -> Found:
    """Return what the knowledge base says to `question`, on the day of `now`.

    A landlord that is named is remembered where none was known; a tenant who asks about another
    landlord is told so. `topic` is what the last answer gave to be remembered, its entry's id:
    "how much is it?" is then asked about that. What is not known comes back with a reason and
    without a reply; so does what scores below `at_least`, to be raised where the question seems
    none of our business.
    """
    language = language if language in LANGUAGES else "fr"
    whole = Asked(question, landlord, language, topic, now, searcher, at_least)
    parts = questions_in(question)
    return (_both(whole, *parts) if len(parts) == 2 else None) or _one(whole)


def _both(whole: Asked, first: str, second: str) -> Found | None:
    """Answer two questions in one reply; where only the first is clear, that one."""
    one = _one(replace(whole, question=first))
    if not one.is_answer:
        return None
    landlord = whole.landlord or one.landlord
    two = _one(replace(whole, question=second, topic=one.topic, landlord=landlord))
    told = [found.utterance for found in (one, two) if found.utterance and found.is_answer]
    texts = dict.fromkeys(utterance.text or "" for utterance in told)
    text = "\n\n".join(texts)
    if len(texts) < 2 or len(text) > _LONGEST:
        return one
    sources = tuple(dict.fromkeys(source for utterance in told for source in utterance.sources))
    said = Utterance(Act.ANSWER, text=text, sources=sources)
    return Found(said, two.topic, one.landlord or two.landlord)


def _one(asked: Asked) -> Found:
    name = named(asked.searcher.knowledge, asked.question)
    if name is None:
        return _found(asked)
    other = name.landlord
    if asked.landlord and other.id != asked.landlord:
        return _of_another(asked, other.id)
    again = asked.previous if not asked.landlord else None
    if name.alone and (again is None or again.landlord == NATIONAL):
        noted = Utterance(Act.CLARIFY, "answer_landlord_noted", {"landlord": other.name})
        return Found(noted, landlord=other.id)
    # a landlord named alone asks the last question again, of that landlord
    question = again.questions["fr"][0] if name.alone and again else asked.question
    found = _found(replace(asked, question=question, landlord=other.id))
    return found if asked.landlord else replace(found, landlord=other.id)


def _found(asked: Asked) -> Found:
    return _for_landlord(asked) if asked.landlord else _for_anybody(asked)


def _for_landlord(asked: Asked) -> Found:
    landlord = asked.landlord or ""
    matches = matches_of(asked)
    best = matches[0].score if matches else 0.0
    if best < ANSWER:
        others = asked.searcher.rank_of_others(
            asked.question, landlord=landlord, language=asked.language, limit=1
        )
        if others and others[0].score >= ANSWER and others[0].score - best > _FAR:
            return _of_another(asked, others[0].entry.landlord)
    return _chosen(asked, matches)


def _for_anybody(asked: Asked) -> Found:
    matches = matches_of(asked)
    if not matches or matches[0].score < CLARIFY or matches[0].entry.landlord == NATIONAL:
        return _chosen(asked, matches)
    enough = _RIVAL * matches[0].score
    rivals = {match.entry.landlord for match in matches if match.score >= enough}
    landlords = [one for one in served(asked.searcher.knowledge) if one.id in rivals]
    if len(landlords) < 2:
        return _chosen(asked, matches)
    buttons = tuple(Button(f"{asked.question} ({one.name})", one.name) for one in landlords)
    said = Utterance(Act.CLARIFY, "answer_which_landlord", buttons=buttons)
    return Found(said, matches[0].entry.id)


def _chosen(asked: Asked, matches: Sequence[Match]) -> Found:
    """Answer with the best entry, ask between the close ones, or give up."""
    if not matches or not _is_enough(asked, matches[0]):
        return Found(reason=_why_not(asked, matches))
    best = matches[0].score
    near = CLOSE if best < ANSWER else _SAME if is_one_word(asked) else 0.0
    close = [m.entry for m in matches[:_CHOICES] if best - m.score < near]
    if len(close) > 1:
        return Found(
            Utterance(
                Act.CLARIFY,
                "answer_which",
                buttons=tuple(_choice(entry, asked.language) for entry in close),
            ),
            choices=tuple(close),
        )
    return _stated(asked, matches[0].entry)


def _why_not(asked: Asked, matches: Sequence[Match]) -> Reason:
    """Tell a question that is known to have no entry from one that nothing is known of."""
    is_not_told = not matches and asked.searcher.is_not_told(
        asked.question, landlord=asked.landlord, language=asked.language
    )
    return Reason.NOT_TOLD if is_not_told else Reason.UNKNOWN


def _is_enough(asked: Asked, best: Match) -> bool:
    """Tell whether the best entry may be told: it is likely, or nothing else is meant."""
    alone = best.score >= _ALONE and best.margin >= _LEAD * best.score
    return best.score >= asked.at_least or (asked.at_least <= CLARIFY and alone)


def _choice(entry: Entry, language: str) -> Button:
    """Return the button whose payload, sent as a question, is answered by the entry."""
    questions = entry.questions.get(language) or entry.questions["fr"]
    title = entry.title if language == "fr" else questions[0]
    return Button(questions[0], title[:_LONGEST_TITLE])


def _stated(asked: Asked, entry: Entry) -> Found:
    knowledge, language = asked.searcher.knowledge, asked.language
    try:
        said = told(knowledge, entry, landlord=asked.landlord, language=language, day=asked.day)
        return Found(said, entry.id)
    except FactNotFound:
        return Found(reason=Reason.UNKNOWN)


def _of_another(asked: Asked, other: str) -> Found:
    """Tell a tenant that the thing belongs to another landlord's tenants."""
    landlords = asked.searcher.knowledge.landlords
    own = landlords.get(asked.landlord or "")
    said = Utterance(
        Act.OUT_OF_SCOPE,
        "answer_other_landlord",
        {"landlord": landlords[other].name, "own": own.name if own else ""},
        buttons=(PERSON,),
    )
    return Found(said, reason=Reason.OTHER_LANDLORD)
