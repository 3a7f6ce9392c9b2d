"""The codebook of a survey's file: DDI-Codebook 2.5, written directly."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from backend.campaigns.questionnaire import in_language
from backend.results.columns import Column
from backend.results.secrecy import alone
from backend.results.service import Survey

_NAMESPACE = "ddi:codebook:2_5"


def frequencies(survey: Survey, column: Column) -> Mapping[int, int | None]:
    """Return how often each value occurs; None where that is hidden."""
    said = [column.value(one) for one in survey.records]
    numbers = [said.count(value) for value in column.labels]
    hidden = alone([*numbers, said.count(None)])
    return {value: None if at in hidden else numbers[at] for at, value in enumerate(column.labels)}


def ddi(
    survey: Survey, columns: Sequence[Column], *, method: str, weight: tuple[str, str]
) -> bytes:
    """Return the codebook as XML; `method` says how it was asked, `weight` is that variable."""
    book = Element("codeBook", {"xmlns": _NAMESPACE, "version": "2.5", "xml:lang": "fr"})
    _study(book, survey, method)
    described = SubElement(book, "dataDscr")
    _add(
        SubElement(described, "var", {"ID": "V0", "name": weight[0], "wgt": "wgt"}),
        "labl",
        weight[1],
    )
    for number, one in enumerate(columns, 1):
        _variable(described, f"V{number}", survey, one)
    indent(book)
    return bytes(tostring(book, encoding="utf-8", xml_declaration=True))


def _add(parent: Element, name: str, text: str, **attributes: str) -> Element:
    made = SubElement(parent, name, attributes)
    made.text = text
    return made


def _study(book: Element, survey: Survey, method: str) -> None:
    study = SubElement(book, "stdyDscr")
    title = SubElement(SubElement(study, "citation"), "titlStmt")
    _add(title, "titl", survey.campaign.name)
    about = SubElement(study, "stdyInfo")
    if survey.reading is not None:
        _add(about, "abstract", in_language(survey.reading.purpose, "fr"))
    summary = SubElement(about, "sumDscr")
    for moment, event in (
        (survey.campaign.launched_at, "start"),
        (survey.campaign.ended_at, "end"),
    ):
        if moment is not None:
            day = moment.date().isoformat()
            _add(summary, "collDate", day, date=day, event=event)
    _add(SubElement(SubElement(study, "method"), "dataColl"), "sampProc", method)


def _variable(parent: Element, number: str, survey: Survey, one: Column) -> None:
    made = SubElement(parent, "var", {"ID": number, "name": one.name, "intrvl": "discrete"})
    _add(made, "labl", one.label)
    if one.question:
        _add(SubElement(made, "qstn"), "qstnLit", one.question)
    for value, counted in frequencies(survey, one).items():
        missing = {"missing": "Y"} if value in one.missing else {}
        category = SubElement(made, "catgry", missing)
        _add(category, "catValu", str(value))
        _add(category, "labl", one.labels[value])
        if counted is not None:
            _add(category, "catStat", str(counted), type="freq")
