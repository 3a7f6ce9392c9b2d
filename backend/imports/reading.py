"""Files as an ERP exports them, to rows of text with the line where each stands.

CSV in UTF-8 (with or without BOM) or Windows-1252, cut by semicolons, commas or tabs; XLSX by its
first sheet. Empty rows are left out. What cannot be read for sure is refused as a whole.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.imports.errors import FileRefused
from backend.imports.workbook import XLSX_BEGINS, workbook_rows

Row = tuple[int, Sequence[str]]
_DELIMITERS = ";\t,"
_LONGEST_FILE = 200_000_000
_LONGEST_FIELD = 5_000
_SAMPLE = 65_536


@dataclass(frozen=True)
class Sheet:
    """The headers of a file, its rows from the second line on, and how many bytes it has."""

    headers: Sequence[str]
    rows: Iterator[Row]


def read(content: bytes) -> Sheet:
    """Return the rows of a file; raises FileRefused."""
    if len(content) > _LONGEST_FILE:
        raise FileRefused("too-large", most=_LONGEST_FILE)
    if not content.strip():
        raise FileRefused("empty")
    is_workbook = content.startswith(XLSX_BEGINS)
    rows = workbook_rows(content) if is_workbook else _csv_rows(content)
    filled = ((line, row) for line, row in rows if any(row))
    first = next(filled, None)
    if first is None:
        raise FileRefused("empty")
    return Sheet([header.strip() for header in first[1]], filled)


def _csv_rows(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    head = text[:_SAMPLE].partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        for row in reader:
            yield reader.line_num, [value.strip() for value in row]
    except csv.Error as error:
        raise FileRefused("unreadable-csv", line=reader.line_num) from error


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise FileRefused("not-a-table")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FileRefused("unknown-encoding") from error
