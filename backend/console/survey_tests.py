"""A survey before its launch: read in each mode, tried on staff who are tenants, and on oneself."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from backend.campaigns import rehearsing, service, showing
from backend.campaigns.errors import AnotherRuns, CampaignFixed, NoStaff
from backend.console import results_texts
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import PartsDep, language_of
from backend.console.surveys import HERE
from backend.db import SessionDep
from backend.i18n import LANGUAGES
from backend.quotas.models import Mode

_MOST = 20_000
_REFERENCE = re.compile(r"[^\s;,]+")

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("/{campaign_id}/questionnaire")
def read(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Supervisor,
    mode: Mode = Mode.PHONE,
    spoken: str = "fr",
) -> HTMLResponse:
    """Show the questionnaire as people will meet it in one mode and one language."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    asked, who = service.questionnaire_of(session, campaign), parts.landlord_name(campaign.landlord)
    tongue = spoken if spoken in LANGUAGES else "fr"
    return parts.page(
        request,
        known,
        "survey_questionnaire.html",
        survey=campaign,
        questionnaire=asked,
        mode=mode.value,
        modes=results_texts.modes(parts.gettext(known)),
        spoken=tongue,
        conditions={one.code: showing.conditions(asked, one, tongue) for one in asked.questions},
        texts=showing.by_sms(asked, tongue, who, parts.settings) if mode is Mode.SMS else (),
    )


@router.post("/{campaign_id}/test")
def begin(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    staff: Annotated[str, Form(max_length=_MOST)] = "",
) -> Response:
    """Begin the test phase, on the tenants whose references are written."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    references = _REFERENCE.findall(staff)
    try:
        begun = rehearsing.begin(session, campaign, references, now=parts.clock())
    except NoStaff:
        return parts.told(request, known, f"{HERE}/{campaign_id}", "survey-no-staff")
    except AnotherRuns:
        return parts.told(request, known, f"{HERE}/{campaign_id}", "another-survey")
    except CampaignFixed:
        return parts.told(request, known, f"{HERE}/{campaign_id}", "survey-fixed")
    said = "survey-test-partly" if begun.unknown else "survey-test"
    return parts.told(request, known, f"{HERE}/{begun.test.id}", said)


@router.post("/{campaign_id}/essai")
def try_oneself(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
) -> Response:
    """Open the questionnaire as a tenant sees it, in the test phase."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    language, agent_id = language_of(known), known.agent.id or 0
    try:
        there = rehearsing.try_oneself(
            session, campaign, agent_id=agent_id, language=language, now=parts.clock()
        )
    except CampaignFixed:
        return parts.told(request, known, f"{HERE}/{campaign_id}", "survey-fixed")
    return RedirectResponse(there, 303)
