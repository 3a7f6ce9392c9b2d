"""Cells that no spreadsheet runs, and files that spreadsheets read."""

import csv
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from backend.exports.tables import Csv, Xlsx, plain, safe

CELLS = st.text(max_size=60) | st.builds(
    "{}{}{}".format,
    st.sampled_from(["", " ", "\ufeff", "\n"]),
    st.sampled_from("=+-@\t\r\0"),
    st.text(max_size=20),
)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=20)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(CELLS)
def test_no_cell_of_a_csv_begins_a_formula(value: str) -> None:
    cell = safe(value)

    assert not cell.lstrip(" \ufeff\u200b\xa0").startswith(DANGEROUS)
    assert cell in (plain(value), f"'{plain(value)}")


@given(ROWS)
def test_a_csv_is_read_back_as_it_was_written(rows: list[list[str]]) -> None:
    table = Csv()
    written = b"".join([*(table.rows([row]) for row in rows), table.end()])

    text = written.decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\xef\xbb\xbf") == 1 + sum(c.count("\ufeff") for row in rows for c in row)
    assert read == [[safe(cell) for cell in row] for row in rows]


def test_an_ordinary_text_stays_as_it_is() -> None:
    for text in ("", "Fuite", "06 39 98 12 12", "a=b", "3-4 rue", "l'évier"):
        assert safe(text) == text


def test_a_workbook_holds_texts_only_and_is_read_by_another_program() -> None:
    rows = [
        ["Code", "Problème", "Téléphone"],
        ["7K2", '=HYPERLINK("http://x";"a")', "+33639981212"],
        ["<b>&", "une\nligne\x0b", "@SUM(A1)"],
    ]
    table = Xlsx()
    pieces = [table.rows(rows[:1]), table.rows(rows[1:]), table.end()]
    content = b"".join(pieces)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert sheet.to_python() == [[plain(cell) for cell in row] for row in rows]
    assert b"<f>" not in xml
    assert xml.count(b't="inlineStr"') == 9


@given(ROWS)
def test_any_rows_make_a_workbook_that_opens(rows: list[list[str]]) -> None:
    table = Xlsx()
    content = table.rows(rows) + table.end()

    CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_what_was_written_is_not_kept() -> None:
    table = Xlsx()
    row = [["une fuite sous l'évier " * 10] for _ in range(2_000)]
    sizes = [len(table.rows(row)) for _ in range(20)]
    last = table.end()

    assert max(sizes) < 60_000
    assert sum(sizes[10:]) > 0
    assert (last[-22:-18], table.end()) == (b"PK\x05\x06", b"")
