"""Tables of a survey: each question by agency, age, category, profile and mode. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backend.campaigns.questionnaire import Question, Questionnaire, in_language
from backend.results.raking import Floats
from backend.results.reading import Indicator, Reading, holds
from backend.results.records import Record
from backend.results.secrecy import SMALLEST, Counted, Hidden, alone, protect

# What somebody did not know or tell; and a category that is not known.
UNTOLD, UNKNOWN = "untold", ""
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Variable:
    """What is counted: its choices by key with their labels, and which of them a record has.

    None: it was not asked, or cannot be told; then the record is not in its base.
    """

    code: str
    label: str
    choices: Mapping[str, str]
    keys: Callable[[Record], Collection[str] | None]
    many: bool = False


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

    Without rows, too few answered it for anything to be shown.
    """

    code: str
    label: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    sizes: tuple[int | None, ...]
    size: int
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
    return Variable(one.code, label, every, keys, many=one.most > 1)


def indicated(one: Indicator, record: Record) -> bool | None:
    """Tell whether an indicator holds; None of whom it cannot be told, or not in their mode."""
    held = holds(one.when, record.answers)
    return None if one.modes and record.mode not in one.modes else held


def indicator(one: Indicator, words: Mapping[str, str]) -> Variable:
    """Return what is counted of an indicator: yes or no, of those for whom it can be told."""

    def keys(record: Record) -> Collection[str] | None:
        held = indicated(one, record)
        return None if held is None else {YES if held else NO}

    return Variable(one.id, in_language(one.label, "fr"), {n: words[n] for n in (YES, NO)}, keys)


def personas(reading: Reading, label: str) -> Variable:
    """Return what is counted of the profiles."""
    choices = {one.id: in_language(one.label, "fr") for one in reading.personas}
    return Variable("persona", label, choices, lambda r: {reading.persona_of(r.answers).id})


def breakdowns(
    questionnaire: Questionnaire,
    reading: Reading | None,
    agencies: Mapping[str, str],
    modes: Mapping[str, str],
) -> dict[str, Breakdown]:
    """Return by what the tables of a survey may be broken down."""
    found = {"agency": _by_dimension("agency", agencies)}
    for name, asked in questionnaire.dimensions.items():
        labels = {str(n): in_language(c.label, "fr") for n, c in enumerate(asked.choices, 1)}
        found[name] = _by_dimension(name, labels)
    if reading is not None:
        known = personas(reading, "")
        found["persona"] = Breakdown(
            "persona", known.choices, lambda r: reading.persona_of(r.answers).id
        )
    found["mode"] = Breakdown("mode", modes, lambda record: record.mode)
    return found


def _by_dimension(name: str, categories: Mapping[str, str]) -> Breakdown:
    return Breakdown(name, categories, lambda record: record.dims.get(name, UNKNOWN))


@dataclass(frozen=True)
class Tabulation:
    """Makes the tables of some records, weighted, by one breakdown.

    A category of which too few answered at all is hidden in every table.
    """

    records: Sequence[Record]
    weights: Floats
    by: Breakdown
    unknown: str

    def categories(self) -> dict[str, str]:
        """Return the columns: those of the breakdown, and what is not known where it occurs."""
        said = {self.by.key(one) for one in self.records}
        other = dict.fromkeys(sorted(said - self.by.categories.keys())[:1], self.unknown)
        return {k: v for k, v in self.by.categories.items() if k in said} | other

    def shut(self) -> set[int]:
        """Return the columns that are hidden everywhere."""
        places = self._places()
        sizes = [0] * len(self.categories())
        for one in self.records:
            sizes[places(one)] += 1
        return alone(sizes)

    def _places(self) -> Callable[[Record], int]:
        order = {key: at for at, key in enumerate(self.categories())}
        return lambda record: order.get(self.by.key(record), len(order) - 1)

    def tables(self, variables: Sequence[Variable]) -> Iterator[Table]:
        """Yield a table for each variable that anybody was asked."""
        shut, places = self.shut(), self._places()
        for one in variables:
            table = self._table(one, places, shut)
            if table.size:
                yield table

    def _table(
        self, variable: Variable, places: Callable[[Record], int], shut: Collection[int]
    ) -> Table:
        heads = tuple(self.categories().values())
        counts = _Counts(variable, len(heads))
        for one, weight in zip(self.records, self.weights, strict=True):
            keys = variable.keys(one)
            if keys is not None:
                counts.add(keys, places(one), float(weight))
        return counts.table(heads, shut)


class _Counts:
    """The cells of one table while it is filled."""

    def __init__(self, variable: Variable, columns: int) -> None:
        self.variable = variable
        self._row = {key: at for at, key in enumerate(variable.choices)}
        shape = (len(self._row), columns)
        self._people, self._weight = np.zeros(shape, dtype=int), np.zeros(shape)
        self._sizes, self._base = np.zeros(columns, dtype=int), np.zeros(columns)

    def add(self, keys: Collection[str], column: int, weight: float) -> None:
        for key in keys:
            self._people[self._row[key], column] += 1
            self._weight[self._row[key], column] += weight
        self._sizes[column] += 1
        self._base[column] += weight

    def table(self, heads: tuple[str, ...], shut: Collection[int]) -> Table:
        one, size = self.variable, int(self._sizes.sum())
        hidden = self._hidden(shut) if size >= SMALLEST else None
        rows = tuple(self._rows(hidden)) if hidden else ()
        sizes = tuple(
            None if hidden is None or at in hidden.columns else int(number)
            for at, number in enumerate(self._sizes)
        )
        return Table(one.code, one.label, heads, rows, sizes, size, one.many)

    def _hidden(self, shut: Collection[int]) -> Hidden | None:
        cells = [[int(number) for number in row] for row in self._people]
        sums = [sum(row) for row in cells]
        sizes = [int(number) for number in self._sizes]
        return protect(Counted(cells, sums, sizes, many=self.variable.many), shut)

    def _rows(self, hidden: Hidden) -> Iterator[Row]:
        for at, label in enumerate(self.variable.choices.values()):
            figures = [
                None
                if (at, column) in hidden.cells
                else Figure(int(number), _share(self._weight[at, column], self._base[column]))
                for column, number in enumerate(self._people[at])
            ]
            total = Figure(
                int(self._people[at].sum()), _share(self._weight[at].sum(), self._base.sum())
            )
            yield Row(label, tuple(figures), None if at in hidden.rows else total)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
