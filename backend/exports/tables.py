"""Tables as files, row by row: CSV for French spreadsheets, and XLSX. Pure.

A cell never becomes a formula: in CSV what would begin one gets an apostrophe before it, in XLSX
every cell is written as a text.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Protocol
from xml.sax.saxutils import escape

Row = Sequence[str]

_LONGEST = 32_000
# What is not seen before a sign does not keep a spreadsheet from reading it.
_BEGINS_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*?[=+\-@＝＋－＠\t\r\n]")
_NOT_A_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.\
spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/\
vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
{kind}" Target="{target}"/>
</Relationships>"""
_WORKBOOK = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://\
schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Loge" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"""


class Table(Protocol):
    """A file that grows: what is written of some rows, and its end."""

    media_type: str

    def rows(self, rows: Iterable[Row]) -> bytes:
        """Return what these rows add to the file."""
        ...

    def end(self) -> bytes:
        """Return what ends the file."""
        ...


def plain(value: str) -> str:
    """Return a text without what no file of ours can hold."""
    return _NOT_A_TEXT.sub("", value)[:_LONGEST]


def safe(value: str) -> str:
    """Return a cell of a CSV that no spreadsheet takes for a formula."""
    text = plain(value)
    return f"'{text}" if _BEGINS_FORMULA.match(text) else text


class Csv:
    """UTF-8 with its mark and semicolons, as a French spreadsheet opens it by itself."""

    media_type = "text/csv; charset=utf-8"

    def __init__(self) -> None:
        self._begun = False

    def rows(self, rows: Iterable[Row]) -> bytes:
        """Return some lines; the first ones come after the mark."""
        written = io.StringIO()
        writer = csv.writer(written, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        writer.writerows([safe(cell) for cell in row] for row in rows)
        mark, self._begun = "" if self._begun else "\ufeff", True
        return (mark + written.getvalue()).encode()

    def end(self) -> bytes:
        """A CSV has no end of its own."""
        return b""


class _Sink(io.RawIOBase):
    """Where the archive is written: it can only go forward."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self._kept += piece
        return len(piece)

    def take(self) -> bytes:
        taken = bytes(self._kept)
        self._kept.clear()
        return taken


class Xlsx:
    """A workbook of one sheet, all texts, written as it goes."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self) -> None:
        self._sink = _Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        parts = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/workbook.xml": _WORKBOOK,
        }
        for name, content in parts.items():
            self._archive.writestr(name, content)
        self._sheet = self._archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write(_SHEET.encode())

    def rows(self, rows: Iterable[Row]) -> bytes:
        """Return what the archive grew by."""
        self._sheet.write("".join(map(_xml, rows)).encode())
        return self._sink.take()

    def end(self) -> bytes:
        """Close the sheet and the archive; once is enough."""
        if self._sheet.closed:
            return b""
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()
        return self._sink.take()


def _relation(kind: str, target: str) -> str:
    return _RELATIONS.format(kind=kind, target=target)


def _xml(row: Row) -> str:
    cells = (
        f'<c t="inlineStr"><is><t xml:space="preserve">{escape(plain(cell))}</t></is></c>'
        for cell in row
    )
    return f"<row>{''.join(cells)}</row>"


FORMS: dict[str, type[Csv] | type[Xlsx]] = {"csv": Csv, "xlsx": Xlsx}
