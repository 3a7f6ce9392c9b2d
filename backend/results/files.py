"""A survey's answers as files for spreadsheets and for SPSS; a person is a line without a name."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.exports.tables import FORMS
from backend.results.columns import Column
from backend.results.service import Survey
from backend.results.tables import Table

WEIGHT, NUMBER = "poids", "numero"
SAV = "application/x-spss-sav"


def spreadsheet(survey: Survey, columns: Sequence[Column], form: str) -> tuple[bytes, str]:
    """Return the answers in words, as a CSV or XLSX file with its media type."""
    table = FORMS[form]()
    head = [NUMBER, WEIGHT, *(one.name for one in columns)]
    return table.rows([head, *_lines(survey, columns)]) + table.end(), table.media_type


def _lines(survey: Survey, columns: Sequence[Column]) -> Iterator[list[str]]:
    weighed = zip(survey.records, survey.weights.values, strict=True)
    for number, (record, weight) in enumerate(weighed, 1):
        values = [one.value(record) for one in columns]
        told = [
            "" if value is None else one.labels.get(value, str(value))
            for one, value in zip(columns, values, strict=True)
        ]
        yield [str(number), f"{weight:.6f}".replace(".", ","), *told]


def spss(survey: Survey, columns: Sequence[Column], labels: dict[str, str]) -> bytes:
    """Return the answers as an SPSS file, with the labels of its variables and of their values.

    `labels` name the number of a line and its weight.
    """
    # Imported here: they take longer to load than everything else, and few ever ask for this.
    import pandas
    import pyreadstat

    frame = pandas.DataFrame(
        {
            NUMBER: [float(number) for number in range(1, len(survey.records) + 1)],
            WEIGHT: [float(weight) for weight in survey.weights.values],
            **{one.name: pandas.Series(_floats(survey, one), dtype=float) for one in columns},
        }
    )
    named: dict[str, str | None] = {**labels, **{one.name: one.label for one in columns}}
    coded = {one.name: {float(n): text for n, text in one.labels.items()} for one in columns}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "enquete.sav"
        pyreadstat.write_sav(
            frame,
            path,
            file_label=survey.campaign.name[:60],
            column_labels=named,
            variable_value_labels={name: known for name, known in coded.items() if known},
            missing_ranges={
                one.name: list(map(float, one.missing)) for one in columns if one.missing
            },
            variable_measure={WEIGHT: "scale", **{one.name: "nominal" for one in columns}},
            variable_format={
                NUMBER: "F8.0",
                WEIGHT: "F10.6",
                **{one.name: "F8.0" for one in columns},
            },
        )
        return path.read_bytes()


def _floats(survey: Survey, column: Column) -> list[float | None]:
    values = [column.value(one) for one in survey.records]
    return [None if value is None else float(value) for value in values]


def tables(found: Sequence[Table], head: Sequence[str], form: str) -> tuple[bytes, str]:
    """Return tables as one list: a line for each answer in each category; what is hidden is a dot.

    `head` names the columns, and at its end what the whole is called, and those who answered.
    """
    *names, whole, answered = head
    table = FORMS[form]()
    lines = (line for one in found for line in _cells(one, whole, answered))
    return table.rows([names, *lines]) + table.end(), table.media_type


def _cells(one: Table, whole: str, answered: str) -> Iterator[list[str]]:
    for row in one.rows:
        figures = zip((whole, *one.heads), (row.total, *row.figures), strict=True)
        for category, figure in figures:
            told = ["•", "•"]
            if figure is not None:
                told = [str(figure.count), f"{figure.share * 100:.1f}".replace(".", ",")]
            yield [one.code, one.label, row.label, category, *told]
    if one.rows:
        for category, size in zip((whole, *one.heads), (one.size, *one.sizes), strict=True):
            yield [one.code, one.label, answered, category, "•" if size is None else str(size), ""]
