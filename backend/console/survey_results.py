"""What a survey says: weighted tables on a page and as a report; for supervisors."""

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.campaigns.service import AGENCY
from backend.console import results_texts
from backend.console.centre_texts import Gettext
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor
from backend.console.screens import PartsDep
from backend.console.surveys import HERE
from backend.db import SessionDep
from backend.results import following, service
from backend.results.service import Survey

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("/{campaign_id}/resultats")
def show(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Supervisor,
    par: str = "agency",
    surplus: bool = False,
) -> HTMLResponse:
    """Show the tables by one breakdown."""
    gettext = parts.gettext(known)
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    survey = service.survey_of(session, campaign, surplus=surplus)
    by = par if par in service.breakdowns_of(survey) else AGENCY
    wishes = following.wishes_of(session, campaign)
    return parts.page(
        request,
        known,
        "survey_results.html",
        tables=tables_by(survey, by, gettext),
        by=by,
        wishes=wishes,
        needs=Counter(need for one in wishes for need in one.needs),
        parted=following.parted_at(session, campaign),
        surplus=surplus,
        **_said(session, survey, gettext),
    )


@router.get("/{campaign_id}/rapport")
def report(
    campaign_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show everything on one page, to be printed, by all that it is weighted on."""
    gettext = parts.gettext(known)
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    survey = service.survey_of(session, campaign)
    weighed = (AGENCY, *survey.questionnaire.dimensions)
    every = {name: tables_by(survey, name, gettext) for name in weighed}
    said = _said(session, survey, gettext)
    return parts.page(request, known, "survey_report.html", every=every, **said)


def tables_by(survey: Survey, by: str, gettext: Gettext) -> service.Tables:
    """Return the tables by a breakdown, in words."""
    words, modes = results_texts.words(gettext), results_texts.modes(gettext)
    return service.tables_of(survey, by, words=words, modes=modes)


def _said(session: Session, survey: Survey, gettext: Gettext) -> dict[str, Any]:
    """Return what both pages say of a survey besides its tables."""
    named = results_texts.breakdowns(gettext)
    return {
        "survey": survey.campaign,
        "results": survey,
        "labels": service.labels_of(survey),
        "rates": service.rates_of(session, survey.campaign),
        "standings": results_texts.standings(gettext),
        "rate_words": results_texts.rates(gettext),
        "short_of_calls": service.too_few_calls(survey),
        "breakdowns": {one: named.get(one, one) for one in service.breakdowns_of(survey)},
    }
