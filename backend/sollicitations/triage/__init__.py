"""What fits the problem: which questions are asked besides the form's own, and what follows.

Pure. A plan is made once the category is known: the questions that the problem's words call for,
with what they tell already; None stands for what is still to be asked.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from backend.hearing.consent import Answer, begins_with
from backend.hearing.text import MASK, clean, fold
from backend.i18n import LANGUAGES, translator
from backend.sollicitations.triage.load import categories, kinds, questions, scopes
from backend.sollicitations.triage.model import Ask, Question, Saying, Triage

__all__ = [
    "KINDS", "PASSED", "Question", "Saying", "answer_of", "asked", "category_of", "danger_of",
    "desk_rule", "filled", "is_recurring", "kept", "kind_in", "lines", "never", "pending", "plan",
    "questions_of", "sayings", "scope_of", "with_answer",
]  # fmt: skip

PASSED = "-"
KINDS = tuple(kinds())
PHOTO, PLACE = "photo", "place"
_LONGEST = 120
Slots = Mapping[str, Any]


def _triage(slots: Slots) -> Triage | None:
    kind, category = slots.get("kind"), slots.get("category")
    return kinds().get(kind or "") or categories().get(category or "")


def _plain(slots: Slots, text: str | None = None) -> str:
    """Return the words of the problem, or of a text: a street's name tells nothing of it."""
    plain = fold(clean(str(slots.get("description") or "") if text is None else text))
    return plain.replace(fold(str(slots.get("address") or MASK)), " ")


def kind_in(text: str, category: str | None) -> str | None:
    """Return the kind of request that words tell, taken for a category; None for a breakdown."""
    plain = fold(clean(text))
    return next((n for n, one in kinds().items() if one.is_told_in(plain, category)), None)


def questions_of(category: str) -> list[Question]:
    """Return what may be asked of a category, in order; the photo and the place are not of it."""
    triage = categories().get(category)
    asks = triage.asks if triage else ()
    return [ask.question for ask in asks if ask.question.key not in {PHOTO, PLACE}]


def category_of(kind: str) -> str:
    """Return the category that a kind falls into."""
    return kinds()[kind].category


def desk_rule(kind: str | None) -> str | None:
    """Return the calculator that an agent uses for a kind of request."""
    known = kinds().get(kind or "")
    return known.desk if known else None


def plan(slots: Slots, *, photo: bool) -> dict[str, str | None]:
    """Return what is asked of this problem, with what its words tell already.

    A photo is asked for where one can be sent; no more is asked than the triage allows.
    """
    triage, plain = _triage(slots), _plain(slots)
    told: dict[str, str | None] = {}
    left = triage.most if triage else 0
    for ask in triage.asks if triage else ():
        key = ask.question.key
        if not ask.concerns(plain) or (key == PHOTO and not photo):
            continue
        told[key] = ask.question.told_in(plain)
        if told[key] is None and _may_follow(ask, told):
            left -= 1
            if left < 0:
                del told[key]
    return told


def _may_follow(ask: Ask, told: Mapping[str, str | None]) -> bool:
    """Tell whether a question may still be put: what it depends on is not told otherwise."""
    return all(told.get(key) in {None, *wanted} for key, wanted in ask.after.items())


def pending(slots: Slots) -> list[Ask]:
    """Return what is still to be asked, in order."""
    triage, told = _triage(slots), slots.get("details") or {}
    return [
        ask
        for ask in (triage.asks if triage else ())
        if ask.question.key in told
        and told[ask.question.key] is None
        and not (ask.question.key == PLACE and slots.get(PLACE))
        and ask.follows(told)
    ]


def asked(slots: Slots) -> Question | None:
    """Return the question that is put now, the place left to the form's own."""
    waiting = (ask.question for ask in pending(slots))
    return next((one for one in waiting if one.key != PLACE), None)


def never(slots: Slots) -> frozenset[str]:
    """Return what is not asked of this request."""
    triage = _triage(slots)
    if triage is None:
        return frozenset()
    unnamed = frozenset({"name", "phone"}) if is_anonymous(slots) else frozenset()
    return triage.never | unnamed


def is_anonymous(slots: Slots) -> bool:
    """Tell whether who reports wants to give no name, where that may be."""
    triage = _triage(slots)
    return bool(triage and triage.anonymous and triage.anonymous.search(_plain(slots)))


def answer_of(question: Question, text: str, short: Answer | None) -> str | None:
    """Return the choice that a message answers a question with; None where it tells none."""
    if question.yes_no:
        said = short or begins_with(text)[0]
        return said.value if said in {Answer.YES, Answer.NO} else None
    plain = fold(clean(text)).strip(" .!")
    told = _titles(question.key).get(plain) or question.told_in(plain)
    return told if told in question.choices else None


@lru_cache
def _titles(key: str) -> Mapping[str, str]:
    """Return what the quick replies say, in every language."""
    return {
        fold(translator(language)(f"triage_{key}_{choice}")): choice
        for language in LANGUAGES
        for choice in questions()[key].choices
    }


def filled(slots: Slots, text: str) -> dict[str, str | None]:
    """Return the details with what a message tells of what was to be asked later."""
    told = dict(slots.get("details") or {})
    plain = _plain(slots, text)
    for key in [key for key, answer in told.items() if answer is None]:
        told[key] = questions()[key].told_in(plain)
    return told


def with_answer(slots: Slots, question: Question, answer: str) -> dict[str, str | None]:
    """Return the details with an answer: a choice, or the tenant's own words."""
    return {**(slots.get("details") or {}), question.key: answer[:_LONGEST]}


def kept(slots: Slots) -> dict[str, str]:
    """Return the answers that were given; what was passed or not asked is left out."""
    told = slots.get("details") or {}
    return {k: v for k, v in told.items() if v and v != PASSED and k not in {PHOTO, PLACE}}


def _choices(slots: Slots) -> Sequence[tuple[Question, str]]:
    return [(questions()[key], answer) for key, answer in kept(slots).items()]


def danger_of(slots: Slots) -> str | None:
    """Return the danger that an answer tells."""
    told = (question.danger.get(answer) for question, answer in _choices(slots))
    return next((danger for danger in told if danger), None)


def is_recurring(slots: Slots) -> bool:
    """Tell whether the trouble comes again and again."""
    return any(answer in question.recurs for question, answer in _choices(slots))


def scope_of(slots: Slots) -> str | None:
    """Return whether a dwelling, the shared parts or the outside are concerned; None for papers."""
    triage = _triage(slots)
    if triage is None or triage.scope is None or slots.get("kind"):
        return None
    told = (question.scope.get(answer) for question, answer in _choices(slots))
    words = f"{_plain(slots)} {fold(str(slots.get(PLACE) or ''))}"
    named = (name for name, pattern in scopes().items() if pattern.search(words))
    return next((scope for scope in (*told, *named) if scope), triage.scope)


def sayings(slots: Slots, *, once_filed: bool) -> list[Saying]:
    """Return what is told of the request, as soon as it is heard or once it is filed."""
    triage, plain = _triage(slots), _plain(slots)
    told, recurring = kept(slots), is_recurring(slots)
    return [
        one
        for one in (triage.says if triage else ())
        if one.once_filed is once_filed and one.concerns(plain, told, recurring=recurring)
    ]


def lines(told: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    """Return the answers in words, each under its name."""
    said = translator(language)
    return [
        (said(f"detail_{key}"), _in_words(questions()[key], answer, language))
        for key, answer in told.items()
        if key in questions()
    ]


def _in_words(question: Question, answer: str, language: str) -> str:
    if question.yes_no and answer in {"yes", "no"}:
        return translator(language)(f"button_{answer}")
    name = f"triage_{question.key}_{answer}"
    return translator(language)(name) if answer in question.choices else answer
