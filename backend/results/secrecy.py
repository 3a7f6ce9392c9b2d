"""Small numbers are hidden, and enough beside them that no sum gives them away. Pure.

A table is a flow, from its rows through the cells to its columns. A hidden number is safe where the
others that are hidden could make up for one more or one less of it: where a way leads around it.
Who reads the table is taken to know how many answered, and that what is hidden is not nought.
"""

from collections import Counter as Tally
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

SMALLEST = 5
_BEGIN, _END = ("begin", 0), ("end", 0)
Node = tuple[str, int]
Cell = tuple[int, int]


def is_small(number: int) -> bool:
    """Tell whether a number of people is hidden; nobody is told as such."""
    return 0 < number < SMALLEST


@dataclass(frozen=True)
class Counted:
    """A table: `rows` and `columns` are the sums; with `many` answers columns sum to nothing."""

    cells: Sequence[Sequence[int]]
    rows: Sequence[int]
    columns: Sequence[int]
    many: bool = False


@dataclass
class Hidden:
    """What is not shown of a table."""

    cells: set[Cell] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def alone(numbers: Sequence[int], also: Collection[int] = ()) -> set[int]:
    """Return which numbers of one row are hidden, their sum being known: no one can be computed.

    `also` are hidden whatever they are.
    """
    hidden = {at for at, number in enumerate(numbers) if is_small(number)} | set(also)
    while (said := [numbers[at] for at in hidden if numbers[at]]) and (
        len(said) == 1 or sum(said) < max(SMALLEST, len(said) + 1)
    ):
        others = [at for at, number in enumerate(numbers) if number and at not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda at: numbers[at]))
    return hidden


def protect(table: Counted, shut: Collection[int] = ()) -> Hidden | None:
    """Return what is hidden of a table; None where nothing of it can be shown.

    The sums of its rows are decided by themselves, so that they are the same in every table of a
    question; `shut` columns are hidden everywhere.
    """
    small = {at for at, number in enumerate(table.rows) if is_small(number)}
    hidden = Hidden(
        rows=small if table.many else alone(table.rows), columns=alone(table.columns, shut)
    )
    for row, numbers in enumerate(table.cells):
        for column, number in enumerate(numbers):
            if is_small(number) or column in hidden.columns:
                hidden.cells.add((row, column))
    while (at := next(_exposed(table, hidden), None)) is not None:
        further = _beside(table, hidden, at)
        if further is None:
            return None
        hidden.cells.add(further)
    return hidden


def _beside(table: Counted, hidden: Hidden, at: Cell) -> Cell | None:
    """Return what to hide next: what makes up for others in its row and column, else in one."""
    shown = [
        (row, column)
        for row, numbers in enumerate(table.cells)
        for column in range(len(numbers))
        if (row, column) not in hidden.cells
    ]

    rows, columns = (Tally(cell[side] for cell in hidden.cells) for side in (0, 1))

    def cost(one: Cell) -> tuple[bool, bool, int, bool, int]:
        number = table.cells[one[0]][one[1]]
        beside = rows[one[0]], columns[one[1]]
        far = one[0] != at[0] and one[1] != at[1]
        return (number == 0, not all(beside), -beside.count(1), far, number)

    return min(shown, key=cost, default=None)


@dataclass(frozen=True)
class _Edge:
    begin: Node
    end: Node
    number: int
    cell: Cell


def _exposed(table: Counted, hidden: Hidden) -> Iterator[Cell]:
    """Yield where a hidden number can be computed from what is shown."""
    edges = list(_edges(table, hidden))
    for edge in edges:
        if edge.number and not _is_safe(edge, edges, table):
            yield edge.cell


def _edges(table: Counted, hidden: Hidden) -> Iterator[_Edge]:
    for row, column in sorted(hidden.cells):
        number = table.cells[row][column]
        yield _Edge(("row", row), ("column", column), number, (row, column))
    for row in sorted(hidden.rows):
        yield _Edge(_BEGIN, ("row", row), table.rows[row], (row, -1))
    if not table.many:
        for column in sorted(hidden.columns):
            yield _Edge(("column", column), _END, table.columns[column], (-1, column))


def _is_safe(edge: _Edge, edges: Sequence[_Edge], table: Counted) -> bool:
    """Tell whether a number could as well be one more, or one less, and the sums be the same."""
    others = [one for one in edges if one is not edge]
    if _leads(edge.end, edge.begin, others, table):
        return True
    return edge.number > 1 and _leads(edge.begin, edge.end, others, table)


def _leads(begin: Node, end: Node, edges: Sequence[_Edge], table: Counted) -> bool:
    """Tell whether one person more can be passed on from a sum to another."""
    arcs: dict[Node, list[Node]] = {}
    for one in edges:
        arcs.setdefault(one.begin, []).append(one.end)
        if one.number > 1:
            arcs.setdefault(one.end, []).append(one.begin)
    if table.many:
        for column in range(len(table.columns)):
            arcs.setdefault(("column", column), []).append(_BEGIN)
            arcs.setdefault(_BEGIN, []).append(("column", column))
    seen, waiting = {begin}, [begin]
    while waiting:
        for further in arcs.get(waiting.pop(), ()):
            if further not in seen:
                seen.add(further)
                waiting.append(further)
    return end in seen
