"""XLSX files: looked at as the archives that they are before anything is unfolded in memory."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from backend.imports.errors import FileRefused

XLSX_BEGINS = b"PK\x03\x04"
_MOST_UNFOLDED = 1_000_000_000
_MOST_FOLDS = 200
_PIECE = 1 << 20
# A formula's value may be stale or an error: what counts is what stands in the cell.
_REFUSED = {"formulas": re.compile(rb"<f[ >/]"), "merged-cells": re.compile(rb"<mergeCell ")}
_LONGEST_TAG = 16

Cell = int | float | str | bool | time | date | datetime | timedelta


def workbook_rows(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the first sheet's rows with their lines; raises FileRefused before the first one."""
    _check_archive(content)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        first = (sheet.start or (0, 0))[0]
        rows = sheet.iter_rows()
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused("unreadable-workbook") from error
    return ((first + number, [_text(cell) for cell in row]) for number, row in enumerate(rows, 1))


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unfolded = sum(member.file_size for member in members)
            if unfolded > _MOST_UNFOLDED or unfolded > _MOST_FOLDS * len(content):
                raise FileRefused("unfolds-too-far")
            for member in members:
                if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", member.filename):
                    _check_sheet(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise FileRefused("unreadable-workbook") from error


def _check_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a sheet with formulas or merged cells, and one longer than it says that it is."""
    with archive.open(member) as sheet:
        length, end = 0, b""
        while piece := sheet.read(_PIECE):
            length += len(piece)
            if length > member.file_size:
                raise FileRefused("unfolds-too-far")
            for reason, sign in _REFUSED.items():
                if sign.search(end + piece):
                    raise FileRefused(reason)
            end = piece[-_LONGEST_TAG:]


def _text(cell: Cell) -> str:
    """Return a cell as it would stand in a CSV: whole numbers without a point, dates in ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip()
