"""Workbooks for the tests, as small as a spreadsheet program would accept them."""

import io
import zipfile
from collections.abc import Mapping, Sequence

FORMATS = "http://schemas.openxmlformats.org"


def workbook(rows: Sequence[Sequence[object]], extra: str = "", cells: str = "") -> bytes:
    """Return an XLSX as a spreadsheet writes it, its strings inline."""
    lines = ""
    for number, row in enumerate(rows, 1):
        told = "".join(_cell(value) for value in row)
        lines += f'<row r="{number}">{told}</row>'
    members = {
        "[Content_Types].xml": (
            f'<Types xmlns="{FORMATS}/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{FORMATS}/spreadsheetml/2006/main"'
            f' xmlns:r="{FORMATS}/officeDocument/2006/relationships"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{FORMATS}/spreadsheetml/2006/main">'
            f"<sheetData>{lines}{cells}</sheetData>{extra}</worksheet>"
        ),
    }
    return zipped(members)


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{FORMATS}/package/2006/relationships"><Relationship Id="r1"'
        f' Type="{FORMATS}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def zipped(members: Mapping[str, str]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()
