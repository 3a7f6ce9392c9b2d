"""The short dialogue that asks for what a computation lacks. Pure: its state is a slot of the bot.

The state holds the calculator, the words told so far, the input that is asked for (none once the
result can be told), and how often it was asked in vain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from backend.answers.landlords import named
from backend.calculations import replying, service
from backend.calculations.errors import InputRefused
from backend.calculations.service import Explanation, Given, Question
from backend.calculations.told import told
from backend.errors import AppError
from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.hearing.days import day, moment
from backend.hearing.numbers import months, number
from backend.hearing.text import clean, fold
from backend.replies import Act, Button, Utterance
from knowledge.calculators import CALCULATORS, LANDLORD, Input, Kind, read
from knowledge.hours import PARIS

PERSON = Button("parler à un conseiller", response="button_person")
CANCEL = Button("annuler", response="calculation_cancel")
CANCELLED = Utterance(Act.SMALLTALK, "calculation_cancelled")
_IN_VAIN = 2
_LONGEST_TEXT = 60
_FEW_WORDS = 6
# What the bot understood as something else than an answer to the question.
_ELSEWHERE = frozenset("track hand_back survey optin bot_challenge language_request".split())
# These are heard whatever the message holds beside, once the bot is sure.
_STRONG = frozenset({"handoff", "call_back", "optout", "emergency", "cancel"})
_SURE, _LIKELY = 0.8, 0.5


@dataclass(frozen=True)
class State:
    """Where the dialogue stands."""

    calculator: str
    words: Mapping[str, str]
    asks: str | None = None
    in_vain: int = 0
    ended: str | None = None
    """Why it ended without a result: the name of what is said."""

    def slot(self) -> dict[str, Any]:
        """Return the state as the bot keeps it."""
        return {**vars(self), "words": dict(self.words)}


def of_slot(kept: Mapping[str, Any] | None) -> State | None:
    """Return the state that the bot kept, if any."""
    return State(**kept) if kept else None


def begin(calculator: str, text: str, given: Given) -> State:
    """Return the dialogue of a computation, with what the message tells already."""
    return _forward(State(calculator, told(calculator, text, given.now)), given)


def _forward(state: State, given: Given) -> State:
    try:
        found = service.calculate(state.calculator, state.words, given)
    except InputRefused as refused:
        if refused.name not in state.words:
            return replace(state, asks=None, ended="calculation_not_held")
        kept = {name: word for name, word in state.words.items() if name != refused.name}
        return replace(_forward(replace(state, words=kept), given), in_vain=state.in_vain + 1)
    except AppError:
        return replace(state, asks=None, ended="calculation_not_held")
    asks = found.input.name if isinstance(found, Question) else None
    return replace(state, asks=asks, in_vain=0)


@dataclass(frozen=True)
class Message:
    """A message in the middle of the dialogue, with what the bot understood."""

    text: str
    intent: str
    confidence: float


def hear(state: State, message: Message, given: Given) -> State | None:
    """Return the dialogue after a message; None where the message is about something else."""
    short = consent.read(message.text)
    if short is Answer.GIVE_UP:
        return replace(state, asks=None, ended=CANCELLED.response)
    question = _question(state, given)
    if question is None:
        return replace(state, asks=None)
    word = _word(question, message.text, short, given)
    if word is None and short is Answer.PASS:
        return replace(state, asks=None, ended="calculation_not_without")
    if _is_elsewhere(question, word, message):
        return None
    if word is None:
        return _in_vain(state)
    also = told(state.calculator, message.text, given.now)
    words = {**also, **state.words, question.input.name: word}
    after = _forward(replace(state, words=words), given)
    return _in_vain(state) if after.asks == state.asks and after.in_vain else after


def _in_vain(state: State) -> State:
    if state.in_vain + 1 >= _IN_VAIN:
        return replace(state, asks=None, ended="calculation_given_up")
    return replace(state, in_vain=state.in_vain + 1)


def _question(state: State, given: Given) -> Question | None:
    try:
        found = service.calculate(state.calculator, state.words, given)
    except AppError:
        return None
    return found if isinstance(found, Question) else None


def _is_elsewhere(question: Question, word: str | None, message: Message) -> bool:
    if word is not None and word in question.choices:
        return False
    if message.intent in _STRONG:
        return message.confidence >= (_SURE if word is not None else _LIKELY)
    few = len(message.text.split()) <= _FEW_WORDS
    if consent.is_question(message.text) or (message.intent == "ask" and not few):
        return True
    if word is not None and few:
        return False
    elsewhere = message.intent in _ELSEWHERE or message.intent.startswith("report_")
    return elsewhere and message.confidence >= (_SURE if word is not None else _LIKELY)


def _word(question: Question, text: str, short: Answer | None, given: Given) -> str | None:
    """Return the answer as the input takes it; None for a message that holds none."""
    wanted = question.input
    if wanted.name == LANDLORD:
        name = named(given.knowledge, text)
        return name.landlord.id if name else _chosen(question, text)
    if question.choices:
        return _chosen(question, text) or _short(question, text, short)
    word = _free(wanted, text, given.now)
    if word is None:
        return None
    try:
        read(wanted, word)
    except ValueError:
        return None
    return word


def _short(question: Question, text: str, short: Answer | None) -> str | None:
    if short is None:
        short, _ = consent.begins_with(text)
    if short is Answer.PASS:
        return "unknown" if "unknown" in question.choices else None
    labels = {fold(label).strip(): word for word, label in question.choices.items()}
    plain = {Answer.YES: "yes", Answer.NO: "no"}.get(short) if short else None
    if plain in question.choices:
        return plain
    # A choice may be called yes or no and be another word: "above the ceiling" is a yes.
    said = {"yes": ("oui", "yes", "si", "sim", "bai"), "no": ("non", "no", "nao", "ez")}
    return next((labels[one] for one in said.get(plain or "", ()) if one in labels), None)


def _chosen(question: Question, text: str) -> str | None:
    """Return the choice that the message is, by its label or its number in the list."""
    plain = fold(clean(text)).strip(" .!)")
    for index, (word, label) in enumerate(question.choices.items(), 1):
        if plain in {fold(clean(label)), word} or (question.input.choices and plain == str(index)):
            return word
    return None


def _free(wanted: Input, text: str, now: datetime) -> str | None:
    if wanted.kind is Kind.DATE:
        found = day(text, now.astimezone(PARIS).date(), past=True)
        return found.isoformat() if found else None
    if wanted.kind is Kind.MOMENT:
        at = moment(text, now, past=True)
        return at.isoformat() if at else None
    if wanted.kind is Kind.TEXT:
        return clean(text)[:_LONGEST_TEXT] or None
    counted = months(text) if wanted.name == "months" else None
    told_number = counted if counted is not None else number(text)
    return None if told_number is None else f"{told_number:f}" if counted is None else str(counted)


def ask(state: State, given: Given) -> Utterance | None:
    """Return the dialogue's question with its buttons; None where nothing is to be asked."""
    question = _question(state, given)
    if question is None:
        return None
    buttons = [Button(label, title=label) for label in question.choices.values()]
    text = question.text
    if state.in_vain:
        text = f"{replying.text('calculation_again', given.language)} {text}"
    return Utterance(Act.CLARIFY, text=text, buttons=(*buttons, CANCEL))


def tell(state: State, given: Given) -> Utterance:
    """Return the result, or why there is none."""
    if state.ended == CANCELLED.response:
        return CANCELLED
    if state.ended:
        return Utterance(Act.OUT_OF_SCOPE, state.ended, buttons=(PERSON,))
    try:
        found = service.calculate(state.calculator, state.words, given)
    except AppError:
        found = None
    if not isinstance(found, Explanation):
        return Utterance(Act.OUT_OF_SCOPE, "calculation_not_held", buttons=(PERSON,))
    return replying.utterance(replace(given, landlord=found.landlord), found)


def which(given: Given) -> Utterance:
    """Return the question which of the rules is to be computed."""
    offered = dict.fromkeys(replying.offered(given))
    titles = [service.title(CALCULATORS[one], given.language) for one in offered]
    buttons = tuple(Button(f"calculer : {one}", title=one) for one in titles)
    return Utterance(Act.CLARIFY, "calculation_which", buttons=buttons)
