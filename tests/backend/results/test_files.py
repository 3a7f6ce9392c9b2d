"""Files of a survey: what they hold is what was answered, and nobody is named in them."""

import csv
import io
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pyreadstat
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session, select

from backend.console import results_texts
from backend.i18n import translator
from backend.quotas.models import Mode
from backend.results import codebook, files
from backend.results.columns import Column, columns_of
from backend.results.service import Survey, survey_of, tables_of
from backend.tenants.models import Person
from tests.backend.results.people import agencies, everybody, surveyed

FRENCH = translator("fr")
DDI = "{ddi:codebook:2_5}"
AGENCIES = ("Béarn", '=HYPERLINK("http://evil")')


@pytest.fixture
def survey(session: Session) -> Survey:
    """What ninety people answered, one agency being called what begins a formula."""
    return survey_of(session, surveyed(session, everybody(agencies(session, *AGENCIES), 90)))


def columns(survey: Survey) -> list[Column]:
    return columns_of(survey, results_texts.column_words(FRENCH))


def as_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_each_line_is_one_interview_in_words(survey: Survey) -> None:
    content, kind = files.spreadsheet(survey, columns(survey), "csv")
    lines = as_csv(content)

    assert kind.startswith("text/csv")
    assert len(lines) == len(survey.records)
    by_phone = sum(one.mode == Mode.PHONE for one in survey.records)
    assert Counter(line["mode"] for line in lines)["Téléphone"] == by_phone
    asked = Counter(one.answers["C1"][0] for one in survey.records)
    assert Counter(line["C1"] for line in lines)["jamais"] == asked[5]
    assert {line["C2"] for line in lines if line["mode"] == "SMS"} == {""}
    weights = [float(line["poids"].replace(",", ".")) for line in lines]
    assert weights == pytest.approx(list(survey.weights.values), abs=1e-6)


def sheet(content: bytes) -> list[list[str]]:
    found = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return found.to_python()  # type: ignore[return-value]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_is_a_formula(survey: Survey, form: str) -> None:
    content, _ = files.spreadsheet(survey, columns(survey), form)

    if form == "csv":
        assert not any(v.startswith("=") for line in as_csv(content) for v in line.values())
    else:
        head, *rows = sheet(content)
        assert AGENCIES[1] in [row[head.index("agence")] for row in rows]


def test_nobody_is_named_in_any_file(session: Session, survey: Survey) -> None:
    for person in session.exec(select(Person)).all():
        person.name, person.phone = "Zénobie Quenouille", "+33639987654"
    every = columns(survey)

    written = [
        files.spreadsheet(survey, every, "csv")[0].decode(),
        str(sheet(files.spreadsheet(survey, every, "xlsx")[0])),
        files.spss(survey, every, {}).decode("latin-1"),
        codebook.ddi(survey, every, method="", weight=("poids", "")).decode(),
    ]

    for content in written:
        assert "Quenouille" not in content
        assert "39987654" not in content
    names = {one.name for one in every}
    assert not names & {"nom", "telephone", "adresse", "personne"}


def test_lines_are_in_the_order_of_what_they_say_and_not_of_who_answered_first(
    survey: Survey,
) -> None:
    assert [one.order for one in survey.records] == sorted(one.order for one in survey.records)


def test_spss_reads_the_labels_the_weights_and_what_is_missing(
    survey: Survey, tmp_path: Path
) -> None:
    path = tmp_path / "enquete.sav"
    path.write_bytes(files.spss(survey, columns(survey), {"poids": "Poids de redressement"}))

    read, told = pyreadstat.read_sav(path, user_missing=True)

    assert len(read) == len(survey.records)
    assert list(read["poids"]) == pytest.approx(list(survey.weights.values), abs=1e-6)
    assert told.column_names_to_labels["poids"] == "Poids de redressement"
    assert told.column_names_to_labels["C1"].startswith("Quand avez-vous utilisé Internet")
    assert told.variable_value_labels["C1"][5] == "jamais"
    assert told.variable_value_labels["B1_1"] == {0: "Non", 1: "Oui"}
    assert told.missing_ranges["C1"] == [{"lo": 98, "hi": 98}, {"lo": 99, "hi": 99}]
    coded = Counter(one.answers["A2"][0] for one in survey.records)
    assert read["A2"].dropna().astype(int).value_counts().to_dict() == {
        n: count for n, count in coded.items() if n < 90
    }


def test_several_choices_are_a_column_each_and_what_was_not_told_one_of_its_own(
    survey: Survey,
) -> None:
    named = {one.name: one for one in columns(survey)}
    record = next(one for one in survey.records if one.answers["B1"] == (1,))
    untold = next(one for one in survey.records if one.answers["F1"] == (98,))

    assert [named[f"B1_{n}"].value(record) for n in range(1, 7)] == [1, 0, 0, 0, 0, 0]
    assert named["B1_nr"].value(record) is None
    assert named["F1_1"].value(untold) is None
    assert named["F1_nr"].value(untold) == 98


def test_the_codebook_names_every_column_with_its_question_values_and_counts(
    survey: Survey,
) -> None:
    every = columns(survey)
    content = codebook.ddi(survey, every, method="par quotas", weight=("poids", "Poids"))

    book = ElementTree.fromstring(content)  # noqa: S314 - written a moment ago
    variables = {one.get("name"): one for one in book.iter(f"{DDI}var")}

    assert book.tag == f"{DDI}codeBook"
    assert book.findtext(f"{DDI}stdyDscr/{DDI}citation/{DDI}titlStmt/{DDI}titl")
    assert set(variables) == {"poids", *(one.name for one in every)}
    last = variables["C1"]
    assert last.findtext(f"{DDI}qstn/{DDI}qstnLit", "").startswith("Quand avez-vous utilisé")
    values = [one.findtext(f"{DDI}catValu") for one in last.iter(f"{DDI}catgry")]
    assert values == ["1", "2", "3", "4", "5", "98", "99"]
    counted = [int(one.text or 0) for one in book.iter(f"{DDI}catStat")]
    assert not any(0 < number < 5 for number in counted)


def test_what_is_hidden_on_the_page_is_hidden_in_the_file(survey: Survey) -> None:
    words, modes = results_texts.words(FRENCH), results_texts.modes(FRENCH)
    found = tables_of(survey, "csp", words=words, modes=modes).questions

    lines = as_csv(files.tables(found, results_texts.table_head(FRENCH), "csv")[0])

    hidden = sum(one is None for table in found for row in table.rows for one in row.figures)
    hidden += sum(row.total is None for table in found for row in table.rows)
    hidden += sum(size is None for table in found if table.rows for size in table.sizes)
    assert hidden
    assert sum(line["Nombre"] == "•" for line in lines) == hidden
    assert not any(0 < int(line["Nombre"]) < 5 for line in lines if line["Nombre"] != "•")
