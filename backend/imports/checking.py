"""From the rows of a file to rows that can be written, and the lines that are left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from backend.imports.columns import Field, FieldRefused, fold
from backend.imports.errors import FileRefused
from backend.imports.kind import Kind
from backend.imports.reading import Sheet


@dataclass(frozen=True)
class Refusal:
    """A line that is left out: its number in the file, the column, and why, in a stable word."""

    line: int
    column: str
    reason: str


@dataclass
class Checked:
    """The rows of one file as they are read; `refusals` grows while `rows` is consumed."""

    kind: Kind
    sheet: Sheet
    refusals: list[Refusal] = field(default_factory=list)
    read: int = 0

    def rows(self) -> Iterator[tuple[int, list[str | None]]]:
        """Yield the line and the fields of each row that can be written."""
        places = _places(self.kind, self.sheet)
        first_lines: dict[str, int] = {}
        for line, row in self.sheet.rows:
            self.read += 1
            try:
                fields = self._fields(row, places)
            except _Left as left:
                self.refusals.append(Refusal(line, left.column, left.reason))
                continue
            key = str(fields[self._key_place])
            if first_lines.setdefault(key, line) != line:
                self.refusals.append(Refusal(line, self.kind.key, "twice-in-the-file"))
                continue
            yield line, fields

    @property
    def _key_place(self) -> int:
        return next(i for i, c in enumerate(self.kind.columns) if c.name == self.kind.key)

    def _fields(self, row: Sequence[str], places: list[int]) -> list[str | None]:
        read = []
        for column, place in zip(self.kind.columns, places, strict=True):
            written = row[place] if 0 <= place < len(row) else ""
            if column.required and not written:
                raise _Left(column.name, "missing")
            try:
                read.append(_plain(column.reads(written)) if written else None)
            except FieldRefused as error:
                raise _Left(column.name, str(error)) from error
        return read


class _Left(Exception):
    """A row that cannot be written, for one of its columns."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column, self.reason = column, reason


def _plain(value: Field) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _places(kind: Kind, sheet: Sheet) -> list[int]:
    """Return where each column stands, -1 for one that the file does not have."""
    headers = [fold(header) for header in sheet.headers]
    named = [header for header in headers if header]
    if len(set(named)) != len(named):
        twice = next(h for h in named if named.count(h) > 1)
        raise FileRefused("header-twice", header=twice)
    places = []
    for column in kind.columns:
        known = {fold(header) for header in (column.name, *column.headers)}
        found = next((i for i, header in enumerate(headers) if header in known), -1)
        if found < 0 and column.required:
            raise FileRefused("column-missing", column=column.name, headers=list(column.headers))
        places.append(found)
    return places
