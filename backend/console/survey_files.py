"""A survey's answers, needs and tables as files; what speaks of one person each is on record."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.console import results_texts
from backend.console.centre_texts import Gettext
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import PartsDep, saved_as
from backend.console.survey_results import tables_by
from backend.console.surveys import HERE
from backend.db import SessionDep
from backend.exports import service as exports
from backend.exports.tables import FORMS
from backend.results import codebook, files, following, service
from backend.results.columns import Column, columns_of
from backend.results.service import Survey

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.post("/{campaign_id}/donnees")
def data(
    campaign_id: int,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    form: Annotated[Literal["csv", "xlsx", "sav"], Form()],
    surplus: Annotated[bool, Form()] = False,
) -> Response:
    """Send the answers, a line for each interview; the audit line is written before they leave."""
    gettext, now = parts.gettext(known), parts.clock()
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    survey = service.survey_of(session, campaign, surplus=surplus)
    columns = columns_of(survey, results_texts.column_words(gettext))
    if form == "sav":
        named = results_texts.column_words(gettext).columns
        labels = {files.NUMBER: named["number"], files.WEIGHT: named["weight"]}
        content, kind = files.spss(survey, columns, labels), files.SAV
    else:
        content, kind = files.spreadsheet(survey, columns, form)
    filters = {"survey": campaign_id, "surplus": surplus}
    rows = len(survey.records)
    exports.write(session, known.agent, form=form, filters=filters, rows=rows, now=now)
    return Response(content, 200, saved_as(f"enquete-{campaign_id}.{form}"), kind)


@router.post("/{campaign_id}/besoins")
def needs(
    campaign_id: int,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    form: Annotated[Literal["csv", "xlsx"], Form()],
) -> Response:
    """Send whom to call back about what, of those who agreed to it."""
    gettext, now = parts.gettext(known), parts.clock()
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    lines = [
        results_texts.wish_line(one, gettext) for one in following.wishes_of(session, campaign)
    ]
    table = FORMS[form]()
    content = table.rows([results_texts.wish_head(gettext), *lines]) + table.end()
    filters = {"survey": campaign_id, "needs": True}
    rows = len(lines)
    exports.write(session, known.agent, form=form, filters=filters, rows=rows, now=now)
    return Response(content, 200, saved_as(f"besoins-{campaign_id}.{form}"), table.media_type)


@router.get("/{campaign_id}/tableaux.{form}")
def tables(
    campaign_id: int,
    form: Literal["csv", "xlsx"],
    session: SessionDep,
    parts: PartsDep,
    known: Supervisor,
    par: str = "agency",
) -> Response:
    """Send the tables by one breakdown, what is hidden being hidden there too."""
    gettext = parts.gettext(known)
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    survey = service.survey_of(session, campaign)
    found = tables_by(survey, par, gettext)
    every = [*found.indicators, *found.personas, *found.questions]
    content, kind = files.tables(every, results_texts.table_head(gettext), form)
    return Response(content, 200, saved_as(f"tableaux-{campaign_id}.{form}"), kind)


@router.get("/{campaign_id}/dictionnaire")
def dictionary(
    campaign_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show what each column of the files is."""
    survey, columns = _described(session, parts.gettext(known), known.agent.landlord, campaign_id)
    return parts.page(
        request,
        known,
        "survey_codebook.html",
        survey=survey.campaign,
        columns=[(one, codebook.frequencies(survey, one)) for one in columns],
        number=files.NUMBER,
        weight=files.WEIGHT,
        named=results_texts.column_words(parts.gettext(known)).columns,
    )


@router.get("/{campaign_id}/dictionnaire.xml")
def ddi(campaign_id: int, session: SessionDep, parts: PartsDep, known: Supervisor) -> Response:
    """Send the codebook in the archives' own form."""
    gettext = parts.gettext(known)
    survey, columns = _described(session, gettext, known.agent.landlord, campaign_id)
    weight = (files.WEIGHT, results_texts.column_words(gettext).columns["weight"])
    method = results_texts.method(gettext)
    content = codebook.ddi(survey, columns, method=method, weight=weight)
    return Response(content, 200, saved_as(f"dictionnaire-{campaign_id}.xml"), "application/xml")


def _described(
    session: SessionDep, gettext: Gettext, landlord: str, campaign_id: int
) -> tuple[Survey, list[Column]]:
    campaign = service.of_landlord(session, landlord, campaign_id)
    survey = service.survey_of(session, campaign)
    return survey, columns_of(survey, results_texts.column_words(gettext))
