"""Tables of a survey: what is counted, by what, and what a table holds. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from backend.campaigns.questionnaire import UNKNOWN as DONT_KNOW
from backend.campaigns.questionnaire import (
    UNSAID,
    Question,
    Questionnaire,
    in_language,
)
from backend.results.reading import Indicator, Reading, Rule, holds
from backend.results.records import Record

# What somebody did not know or tell; and a category that is not known.
UNTOLD, UNKNOWN = "untold", ""
YES, NO = "yes", "no"
PERSONA = "persona"
# The keys of every choice that a question can have.
_TOLD = frozenset(map(str, range(1, 10)))


@dataclass(frozen=True)
class Variable:
    """What is counted: its choices by key with their labels, and which of them a record has.

    None: it was not asked, or cannot be told; then the record is not in its base. `dimension`: by
    which tables are broken down too. `sums`: a choice, or "" the base, is the sum of another
    variable's choices.
    """

    code: str
    label: str
    choices: Mapping[str, str]
    keys: Callable[[Record], Collection[str] | None]
    many: bool = False
    dimension: str = ""
    sums: Mapping[str, tuple[str, Collection[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Breakdown:
    """By what a table is broken down: the categories by key, and that of a record."""

    code: str
    categories: Mapping[str, str]
    key: Callable[[Record], str]


@dataclass(frozen=True)
class Figure:
    """How many gave an answer, and their weighted share."""

    count: int
    share: float


@dataclass(frozen=True)
class Row:
    """One choice: its figure in each category, and in all; None where it is hidden."""

    label: str
    figures: tuple[Figure | None, ...]
    total: Figure | None


@dataclass(frozen=True)
class Table:
    """One question; `sizes` are how many answered it, in each category and in all.

    None is hidden. Without rows, too few answered it for anything to be shown.
    """

    code: str
    label: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    sizes: tuple[int | None, ...]
    size: int | None
    many: bool


def question(one: Question, words: Mapping[str, str]) -> Variable:
    """Return what is counted of a question; `words` name what was not told."""
    choices = {str(n): in_language(c.label, "fr") for n, c in enumerate(one.choices, 1)}

    def keys(record: Record) -> Collection[str] | None:
        given = record.answers.get(one.code)
        if given is None:
            return None
        return {str(n) if str(n) in choices else UNTOLD for n in given}

    label = f"{one.code}. {in_language(one.text, 'fr')}"
    every = choices | {UNTOLD: words[UNTOLD]}
    return Variable(
        one.code,
        label,
        every,
        keys,
        many=one.most > 1,
        dimension=one.quota or "",
        sums={"": _chosen(*next(iter(one.asked_if.items())))} if len(one.asked_if) == 1 else {},
    )


def _chosen(question: str, numbers: Collection[int]) -> tuple[str, Collection[str]]:
    """Return the choices of a question that a condition or a rule names, by their keys."""
    return question, {UNTOLD if n in UNSAID else str(n) for n in numbers}


def _sums(rule: Rule) -> tuple[str, Collection[str]] | None:
    """Return of what a rule on one question's choices is the sum; of another kind, of nothing."""
    [(name, part), *more] = rule.items() or [("all", [])]
    return None if more or name in ("all", "any", "not", "count") else _chosen(name, part)


def indicated(one: Indicator, record: Record) -> bool | None:
    """Tell whether an indicator holds; None of whom it cannot be told, or not in their mode."""
    held = holds(one.when, record.answers)
    return None if one.modes and record.mode not in one.modes else held


def indicator(one: Indicator, words: Mapping[str, str]) -> Variable:
    """Return what is counted of an indicator: yes or no, of those for whom it can be told."""

    def keys(record: Record) -> Collection[str] | None:
        held = indicated(one, record)
        return None if held is None else {YES if held else NO}

    choices = {name: words[name] for name in (YES, NO)}
    sums: dict[str, tuple[str, Collection[str]]] = {}
    if not one.modes and (found := _sums(one.when)):
        code, named = found
        sums = {YES: found, NO: (code, _TOLD - set(named)), "": (code, _TOLD)}
    return Variable(one.id, in_language(one.label, "fr"), choices, keys, sums=sums)


def personas(reading: Reading, label: str) -> Variable:
    """Return what is counted of the profiles."""
    choices = {one.id: in_language(one.label, "fr") for one in reading.personas}
    first = reading.personas[0]
    found = _sums(first.when)
    return Variable(
        PERSONA,
        label,
        choices,
        lambda record: {reading.persona_of(record.answers).id},
        dimension=PERSONA,
        sums={first.id: found} if found else {},
    )


def breakdowns(
    questionnaire: Questionnaire,
    reading: Reading | None,
    agencies: Mapping[str, str],
    modes: Mapping[str, str],
) -> dict[str, Breakdown]:
    """Return by what the tables of a survey may be broken down."""
    found = {"agency": Breakdown("agency", agencies, lambda r: r.dims.get("agency", UNKNOWN))}
    for name, asked in questionnaire.dimensions.items():
        labels = {str(n): in_language(c.label, "fr") for n, c in enumerate(asked.choices, 1)}
        found[name] = Breakdown(name, labels, partial(_said, asked))
    if reading is not None:
        known = personas(reading, "")
        found[PERSONA] = Breakdown(
            PERSONA, known.choices, lambda r: reading.persona_of(r.answers).id
        )
    found["mode"] = Breakdown("mode", modes, lambda record: record.mode)
    return found


def _said(question: Question, record: Record) -> str:
    """Return what somebody said they are of, as the table of that question counts it."""
    given = record.answers.get(question.code, (DONT_KNOW,))
    return str(given[0]) if question.choice(given[0]) else UNKNOWN
