"""The answers as columns: one row for each interview, and nothing that names anybody. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from backend.campaigns.questionnaire import DECLINED, UNKNOWN, UNSAID, Question, in_language
from backend.results.reading import Indicator
from backend.results.records import Record
from backend.results.service import Survey
from backend.results.tables import NO, YES, indicated

# The order of the modes is their code in the files.
MODES = ("phone", "sms", "web")


@dataclass(frozen=True)
class Column:
    """One variable: its name and label, the labels of its values, and that of a record.

    `missing` are values that stand for none; a record without a value was not asked.
    """

    name: str
    label: str
    value: Callable[[Record], int | None]
    labels: Mapping[int, str] = field(default_factory=dict)
    missing: tuple[int, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Words:
    """What the columns are called that are no questions, and their values."""

    columns: Mapping[str, str]
    values: Mapping[str, str]
    modes: Mapping[str, str]


def columns_of(survey: Survey, words: Words) -> list[Column]:
    """Return the columns of a survey's file, its weight left out: that is no whole number."""
    return [*_about(survey, words), *_read(survey, words), *_asked(survey, words)]


def _about(survey: Survey, words: Words) -> Iterator[Column]:
    agencies = {int(number): name for number, name in survey.agencies.items()}
    yield Column("agence", words.columns["agency"], _dimension("agency"), agencies)
    for name, asked in survey.questionnaire.dimensions.items():
        labels = {n: in_language(c.label, "fr") for n, c in enumerate(asked.choices, 1)}
        label = words.columns.get(name, name)
        yield Column(f"{name}_redressement", label, _dimension(name), labels)
    modes = {n: words.modes[mode] for n, mode in enumerate(MODES, 1)}
    yield Column("mode", words.columns["mode"], lambda r: MODES.index(r.mode) + 1, modes)
    told = _yes_or_no(words)
    yield Column("compte", words.columns["counted"], lambda r: int(r.is_counted), told)


def _dimension(name: str) -> Callable[[Record], int | None]:
    def value(record: Record) -> int | None:
        told = record.dims.get(name, "")
        return int(told) if told.isdecimal() else None

    return value


def _yes_or_no(words: Words) -> dict[int, str]:
    return {0: words.values[NO], 1: words.values[YES]}


def _read(survey: Survey, words: Words) -> Iterator[Column]:
    """Yield the profile and the indicators."""
    reading = survey.reading
    if reading is None:
        return
    order = [one.id for one in reading.personas]
    labels = {n: in_language(one.label, "fr") for n, one in enumerate(reading.personas, 1)}
    yield Column(
        "profil",
        words.columns["persona"],
        lambda record: order.index(reading.persona_of(record.answers).id) + 1,
        labels,
    )
    for one in reading.indicators:
        label = in_language(one.label, "fr")
        yield Column(one.id, label, partial(_indicated, one), _yes_or_no(words))


def _indicated(one: Indicator, record: Record) -> int | None:
    held = indicated(one, record)
    return None if held is None else int(held)


def _asked(survey: Survey, words: Words) -> Iterator[Column]:
    for one in survey.questionnaire.questions:
        yield from _of_many(one, words) if one.most > 1 else [_of_one(one, words)]


def _untold(words: Words) -> dict[int, str]:
    return {UNKNOWN: words.values["unknown"], DECLINED: words.values["declined"]}


def _of_one(one: Question, words: Words) -> Column:
    labels = {n: in_language(c.label, "fr") for n, c in enumerate(one.choices, 1)}
    text = in_language(one.text, "fr")

    def value(record: Record) -> int | None:
        given = record.answers.get(one.code)
        return given[0] if given else None

    return Column(one.code, text, value, labels | _untold(words), UNSAID, question=text)


def _of_many(one: Question, words: Words) -> Iterator[Column]:
    """Yield a column for each choice, and one for what was not told."""
    text = in_language(one.text, "fr")
    for number, choice in enumerate(one.choices, 1):

        def value(record: Record, number: int = number) -> int | None:
            given = record.answers.get(one.code)
            return None if not given or given[0] in UNSAID else int(number in given)

        label = in_language(choice.label, "fr")
        yield Column(f"{one.code}_{number}", label, value, _yes_or_no(words), question=text)

    def untold(record: Record) -> int | None:
        given = record.answers.get(one.code)
        return given[0] if given and given[0] in UNSAID else None

    label = words.columns["untold"]
    yield Column(f"{one.code}_nr", label, untold, _untold(words), UNSAID, question=text)
