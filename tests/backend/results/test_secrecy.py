"""No hidden number can be computed from those that are shown."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from backend.results.secrecy import Counted, Hidden, alone, is_small, protect


@st.composite
def tables(draw: st.DrawFn) -> Counted:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    numbers = st.integers(0, 12) | st.integers(0, 3)
    cells = [[draw(numbers) for _ in range(columns)] for _ in range(rows)]
    many = draw(st.booleans())
    sizes = [sum(row[at] for row in cells) for at in range(columns)]
    if many:
        sizes = [max((row[at] for row in cells), default=0) for at in range(columns)]
    return Counted(cells, [sum(row) for row in cells], sizes, many=many)


class Reader:
    """Somebody who sees the table and knows that a hidden number is not nought, if it is not."""

    def __init__(self, table: Counted, hidden: Hidden) -> None:
        self.table = table
        self.names = [("cell", *at) for at in sorted(hidden.cells)]
        self.names += [("row", at, -1) for at in sorted(hidden.rows)]
        self.names += [("column", -1, at) for at in sorted(hidden.columns)]
        self.place = {name: at for at, name in enumerate(self.names)}
        self.sums, self.known = [], []
        for row, numbers in enumerate(table.cells):
            cells = [(("cell", row, column), n) for column, n in enumerate(numbers)]
            self._sum(cells, (("row", row, -1), table.rows[row]))
        columns = [(("column", -1, at), n) for at, n in enumerate(table.columns)]
        self._sum(columns, (("whole", 0, 0), sum(table.columns)))
        if not table.many:
            for _, _, column in [name for name, _ in columns]:
                cells = [(("cell", row, column), n[column]) for row, n in enumerate(table.cells)]
                self._sum(cells, (("column", -1, column), table.columns[column]))
            rows = [(("row", at, -1), n) for at, n in enumerate(table.rows)]
            self._sum(rows, (("whole", 0, 0), sum(table.rows)))

    def _sum(self, parts: list, whole: tuple) -> None:  # type: ignore[type-arg]
        line, known = np.zeros(len(self.names)), 0
        for (name, number), sign in [*((part, 1) for part in parts), (whole, -1)]:
            if name in self.place:
                line[self.place[name]] += sign
            else:
                known -= sign * number
        self.sums.append(line)
        self.known.append(known)

    def number(self, name: tuple[str, int, int]) -> int:
        kind, row, column = name
        if kind == "cell":
            return self.table.cells[row][column]
        return self.table.rows[row] if kind == "row" else self.table.columns[column]

    def computes(self) -> list[tuple[str, int, int]]:
        """The hidden numbers that can only be what they are."""
        bounds = [(min(self.number(name), 1), None) for name in self.names]
        found = []
        for name in self.names:
            aim = np.zeros(len(self.names))
            aim[self.place[name]] = 1
            least, most = (
                linprog(sign * aim, A_eq=np.array(self.sums), b_eq=self.known, bounds=bounds)
                for sign in (1, -1)
            )
            assert least.status == 0
            unbounded = most.status == 3
            if self.number(name) and not unbounded and -most.fun - least.fun < 0.5:
                found.append(name)
        return found


@settings(max_examples=100, deadline=None)
@given(tables(), st.data())
def test_a_hidden_number_cannot_be_computed_from_the_others(
    table: Counted, data: st.DataObject
) -> None:
    assume(sum(table.columns) >= 5)
    shut = data.draw(st.sets(st.integers(0, len(table.columns) - 1), max_size=1))
    shut = alone([0 if n not in shut else v for n, v in enumerate(table.columns)], shut)
    hidden = protect(table, shut)
    assume(hidden is not None)
    assert hidden is not None

    for row, numbers in enumerate(table.cells):
        assert all((row, at) in hidden.cells for at, n in enumerate(numbers) if is_small(n))
    assert all(at in hidden.rows for at, n in enumerate(table.rows) if is_small(n))
    assert all(at in hidden.columns for at, n in enumerate(table.columns) if is_small(n))
    assert Reader(table, hidden).computes() == []


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert protect(Counted([[9, 8], [0, 7]], [17, 7], [9, 15])) == Hidden()


def test_beside_a_small_number_as_much_is_hidden_as_keeps_it_from_being_computed() -> None:
    table = Counted([[3, 9, 20], [8, 7, 30], [40, 50, 60]], [32, 45, 150], [51, 66, 110])

    hidden = protect(table)

    assert hidden is not None
    assert hidden.cells == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert (hidden.rows, hidden.columns) == (set(), set())


def test_a_row_of_two_is_hidden_in_two_columns_and_not_in_all() -> None:
    table = Counted([[4, 10, 53, 84], [140, 167, 132, 51]], [151, 490], [144, 177, 185, 135])

    hidden = protect(table)

    assert hidden is not None
    assert hidden.cells == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_two_that_can_only_be_one_each_are_not_left_alone() -> None:
    assert alone([1, 1, 9, 30]) == {0, 1, 2}
    assert alone([4, 30, 20]) == {0, 2}
    assert alone([0, 30, 20]) == set()


@pytest.mark.parametrize(("number", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_number_under_five_is_hidden_and_nobody_is_shown(number: int, hidden: bool) -> None:
    assert is_small(number) is hidden
