"""Makes the tables of a survey out of its records, hidden all together. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.results import linked
from backend.results.linked import SIZE, WHOLE, Grid, Link
from backend.results.raking import Floats
from backend.results.records import Record
from backend.results.secrecy import SMALLEST, Hidden, alone
from backend.results.tables import PERSONA, Breakdown, Figure, Row, Table, Variable


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

    def tables(self, variables: Sequence[Variable]) -> list[Table]:
        """Return a table for each variable that anybody was asked, hidden all together."""
        order = {key: at for at, key in enumerate(self.categories())}
        columns = [order.get(self.by.key(one), len(order) - 1) for one in self.records]
        every = [_Cells(one, len(order)) for one in once(variables, self.by)]
        for cells in every:
            for number, record in enumerate(self.records):
                cells.add(number, record, columns[number])
        asked = [one for one in every if one.size]
        large = [one for one in asked if one.size >= SMALLEST]
        shut = alone([columns.count(at) for at in range(len(order))])
        links = list(_links([one.variable for one in large]))
        found = linked.hide([one.grid() for one in large], links, shut)
        hidden = dict(zip((one.variable.code for one in large), found, strict=True))
        heads = tuple(self.categories().values())
        return [one.table(heads, self.weights, hidden.get(one.variable.code)) for one in asked]


def once(variables: Sequence[Variable], by: Breakdown) -> list[Variable]:
    """Return the variables to be broken down: what crosses two of them is shown one way round.

    Twice, hidden once in one way and once in another, would give away what is hidden.
    """
    crossed = {one.dimension for one in variables}

    def rank(dimension: str) -> tuple[bool, str]:
        return (dimension != PERSONA, dimension)

    return [
        one
        for one in variables
        if not one.dimension or by.code not in crossed or rank(one.dimension) < rank(by.code)
    ]


def _links(variables: Sequence[Variable]) -> Iterator[Link]:
    """Yield which tables are sums of others, by what the variables say of themselves."""
    places = {one.code: at for at, one in enumerate(variables)}
    for table, one in enumerate(variables):
        for key, (code, keys) in one.sums.items():
            if code not in places:
                continue
            other, rows = places[code], list(enumerate(variables[places[code]].choices))
            inside = tuple((other, at) for at, name in rows if name in keys)
            row = list(one.choices).index(key) if key else SIZE
            yield Link((table, row), inside)
            outside = ((other, at) for at, name in rows if name not in keys)
            yield Link((other, SIZE), ((table, row), *outside))


class _Cells:
    """The cells of one table while it is filled: who is in each."""

    def __init__(self, variable: Variable, columns: int) -> None:
        self.variable, self._columns = variable, columns
        self._row = {key: at for at, key in enumerate(variable.choices)}
        self._people: dict[tuple[int, int], set[int]] = {}

    @property
    def size(self) -> int:
        """How many were asked."""
        return self._number(SIZE, WHOLE)

    def add(self, number: int, record: Record, column: int) -> None:
        """Count a record by its number, where it was asked."""
        keys = self.variable.keys(record)
        if keys is not None:
            for row in (SIZE, *(self._row[key] for key in keys)):
                for place in ((row, column), (row, WHOLE)):
                    self._people.setdefault(place, set()).add(number)

    def grid(self) -> Grid:
        """Return the table as it is hidden."""
        people = {place: frozenset(who) for place, who in self._people.items()}
        return Grid(len(self._row), self._columns, people, self.variable.many)

    def table(self, heads: tuple[str, ...], weights: Floats, hidden: Hidden | None) -> Table:
        """Return the table as it is shown."""
        one = self.variable
        rows = tuple(self._rows(weights, hidden)) if hidden else ()
        whole, *sizes = [
            None if hidden is None or at in hidden.columns else self._number(SIZE, at)
            for at in (WHOLE, *range(self._columns))
        ]
        return Table(one.code, one.label, heads, rows, tuple(sizes), whole, one.many)

    def _rows(self, weights: Floats, hidden: Hidden) -> Iterator[Row]:
        for at, label in enumerate(self.variable.choices.values()):
            figures = [
                None if (at, column) in hidden.cells else self._figure(at, column, weights)
                for column in range(self._columns)
            ]
            total = None if at in hidden.rows else self._figure(at, WHOLE, weights)
            yield Row(label, tuple(figures), total)

    def _figure(self, row: int, column: int, weights: Floats) -> Figure:
        part, whole = (self._weight(at, column, weights) for at in (row, SIZE))
        return Figure(self._number(row, column), part / whole if whole else 0.0)

    def _number(self, row: int, column: int) -> int:
        return len(self._people.get((row, column), ()))

    def _weight(self, row: int, column: int, weights: Floats) -> float:
        return float(weights[sorted(self._people.get((row, column), ()))].sum())
