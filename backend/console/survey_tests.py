"""The test phase of a survey in the console: on staff who are tenants, and on oneself."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from backend.campaigns import rehearsing, service
from backend.campaigns.errors import AnotherRuns, CampaignFixed, NoStaff
from backend.console.errors import ConsoleRoute
from backend.console.identity import SupervisorsForm
from backend.console.screens import PartsDep, language_of
from backend.console.surveys import HERE
from backend.db import SessionDep

_MOST = 20_000
_REFERENCE = re.compile(r"[^\s;,]+")

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


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
