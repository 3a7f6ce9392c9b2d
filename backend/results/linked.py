"""Tables that speak of the same people hide the same numbers, and none gives away another's. Pure.

A question is asked of who gave an answer to another one, an indicator sums answers: so tables are
linked by sums. Cells of exactly the same people are one number, wherever they stand. What is hidden
is alone in no sum that is published, within a table or between two.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.results.secrecy import Counted, Hidden, protect

# Of a cell, instead of a row: how many answered; instead of a column: all of them.
SIZE, WHOLE = -1, -1
Place = tuple[int, int, int]
Sum = Mapping[int, int]


@dataclass(frozen=True)
class Grid:
    """A table with who is in each cell: by row and column, sums included."""

    rows: int
    columns: int
    people: Mapping[tuple[int, int], frozenset[int]]
    many: bool

    def who(self, row: int, column: int) -> frozenset[int]:
        """Return who is in a cell."""
        return self.people.get((row, column), frozenset())

    def counted(self) -> Counted:
        """Return the numbers of the table."""
        cells = [
            [len(self.who(row, column)) for column in range(self.columns)]
            for row in range(self.rows)
        ]
        sizes = [len(self.who(SIZE, column)) for column in range(self.columns)]
        return Counted(cells, [sum(row) for row in cells], sizes, many=self.many)


@dataclass(frozen=True)
class Link:
    """A row of a table, or its size, may be the sum of rows and sizes of other tables."""

    whole: tuple[int, int]
    parts: tuple[tuple[int, int], ...]


@dataclass
class Web:
    """The cells of some tables, those of the same people being one; and which are hidden."""

    grids: Sequence[Grid]
    links: Sequence[Link]
    numbers: list[int] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    _cells: dict[object, int] = field(default_factory=dict)

    def cell(self, table: int, row: int, column: int) -> int:
        """Return the number under which a cell is known; nobody's cells are each their own."""
        who = self.grids[table].who(row, column)
        known: object = who or (table, row, column)
        if known not in self._cells:
            self._cells[known] = len(self.numbers)
            self.numbers.append(len(who))
        return self._cells[known]

    def sums(self) -> Iterator[Sum]:
        """Yield what is known to add up, as coefficients that make nought."""
        for table, grid in enumerate(self.grids):
            for row in range(SIZE, grid.rows):
                yield self._sum((table, row, WHOLE), [(table, row, c) for c in range(grid.columns)])
            if not grid.many:
                for column in range(WHOLE, grid.columns):
                    parts = [(table, row, column) for row in range(grid.rows)]
                    yield self._sum((table, SIZE, column), parts)
        for link in self.links:
            for column in range(WHOLE, self.grids[link.whole[0]].columns):
                whole = (*link.whole, column)
                parts = [(*part, column) for part in link.parts]
                if self._is_sum(whole, parts):
                    yield self._sum(whole, parts)

    def _is_sum(self, whole: Place, parts: Sequence[Place]) -> bool:
        """Tell whether it holds here: by SMS, not everybody that it is said of was asked."""
        people = [self.grids[table].who(row, column) for table, row, column in parts]
        own = self.grids[whole[0]].who(*whole[1:])
        return own == frozenset().union(*people) and len(own) == sum(map(len, people))

    def _sum(self, whole: Place, parts: Sequence[Place]) -> Sum:
        found: dict[int, int] = {}
        for place, sign in [(whole, -1), *((part, 1) for part in parts)]:
            cell = self.cell(*place)
            found[cell] = found.get(cell, 0) + sign
        return {cell: sign for cell, sign in found.items() if sign}


def hide(
    grids: Sequence[Grid], links: Sequence[Link], shut: Collection[int]
) -> list[Hidden | None]:
    """Return what is hidden of each table; None of one that cannot be shown at all."""
    web = Web(grids, links)
    sums = list(web.sums())
    closed = set[int]()
    for table, grid in enumerate(grids):
        found = protect(grid.counted(), shut)
        if found is None:
            closed.add(table)
        web.hidden |= set(_cells_of(web, table, found))
    # How many answered at all is always told; how many a question was asked of, where it can be.
    sizes = {web.cell(table, SIZE, WHOLE) for table in range(len(grids))}
    kept = max(sizes, key=web.numbers.__getitem__, default=-1)
    while any(_hide_beside(web, one, kept) for one in sums):
        pass
    return [
        None if table in closed else _hidden_of(web, table, grid)
        for table, grid in enumerate(grids)
    ]


def _cells_of(web: Web, table: int, found: Hidden | None) -> Iterator[int]:
    grid = web.grids[table]
    for row in range(SIZE, grid.rows):
        for column in range(WHOLE, grid.columns):
            if (row, column) != (SIZE, WHOLE) and _is_hidden(found, row, column):
                yield web.cell(table, row, column)


def _is_hidden(found: Hidden | None, row: int, column: int) -> bool:
    if found is None:
        return True
    if row == SIZE:
        return column in found.columns
    return row in found.rows if column == WHOLE else (row, column) in found.cells


def _hidden_of(web: Web, table: int, grid: Grid) -> Hidden:
    def are(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        return [place for place in places if web.cell(table, *place) in web.hidden]

    rows, columns = range(grid.rows), range(grid.columns)
    return Hidden(
        cells=set(are([(row, column) for row in rows for column in columns])),
        rows={row for row, _ in are([(row, WHOLE) for row in rows])},
        columns={column for _, column in are([(SIZE, column) for column in (WHOLE, *columns)])},
    )


def _hide_beside(web: Web, one: Sum, kept: int) -> bool:
    """Hide another number of a sum in which a single one is hidden; tell whether it was so."""
    hidden = [cell for cell in one if cell in web.hidden and web.numbers[cell]]
    others = one.keys() - web.hidden - {kept}
    if len(hidden) != 1 or not others:
        return False
    web.hidden.add(min(others, key=lambda cell: (not web.numbers[cell], web.numbers[cell], cell)))
    return True
