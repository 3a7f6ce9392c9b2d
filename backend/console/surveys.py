"""Surveys by quota: how each stands, and whether it goes on; for supervisors."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.campaigns import excluding, progress, queries, service, supervision
from backend.campaigns.errors import AnotherRuns, CampaignFixed, NotInSample
from backend.campaigns.models import State, Wave
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import PartsDep, saved_as
from backend.db import SessionDep
from backend.exports.tables import Xlsx
from backend.pages.views import PARIS

HERE = "/console/enquetes"
_MOST, _LONGEST = 1_000_000, 80

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show the landlord's surveys, the newest first."""
    found = queries.of_landlord(session, known.agent.landlord)
    return parts.page(request, known, "surveys.html", surveys=found)


@router.get("/{campaign_id}")
def detail(
    campaign_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show the quotas of a survey with how full they are, and its field indicators."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    lines = supervision.lines(session, campaign)
    return parts.page(
        request,
        known,
        "survey.html",
        survey=campaign,
        lines=lines,
        pace=progress.pace(session, campaign, lines, now=parts.clock()),
        callers=progress.callers(session, campaign),
        figures=supervision.figures(session, campaign),
        foreseen=supervision.foreseen(session, campaign),
    )


@router.get("/{campaign_id}/prevision")
def forecast(
    campaign_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show the quotas that will not fill; worked out when it is asked for."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    short = supervision.shortfalls(session, campaign)
    return parts.page(request, known, "survey_forecast.html", survey=campaign, short=short)


@router.get("/{campaign_id}/quotas.xlsx")
def sheet(campaign_id: int, session: SessionDep, parts: PartsDep, known: Supervisor) -> Response:
    """Send the sheet that supervises the quotas."""
    _ = parts.gettext(known)
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    head = [_("Quota"), _("Objectif"), _("Comptés"), _("En cours"), _("Reste")]
    rows = [
        [", ".join(one.names), *map(str, (one.target, one.completed, one.reserved, one.left))]
        for one in supervision.lines(session, campaign)
    ]
    table = Xlsx()
    kind = "quotas-test" if campaign.wave is Wave.TEST else "quotas"
    name = f"{kind}-{campaign_id}-{parts.clock().astimezone(PARIS):%Y-%m-%d}.xlsx"
    content = table.rows([head, *rows]) + table.end()
    return Response(content, 200, saved_as(name), table.media_type)


@router.post("/{campaign_id}/quotas/{counter_id}/{step}")
def set_quota(
    campaign_id: int,
    counter_id: int,
    step: Literal["close", "reopen"],
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
) -> Response:
    """Close a quota to newcomers, or open it again."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    supervision.set_open(session, campaign, counter_id, is_open=step == "reopen")
    return parts.told(request, known, f"{HERE}/{campaign_id}", f"quota-{step}")


@router.post("/{campaign_id}/plafonds/{counter_id}")
def set_cap(
    campaign_id: int,
    counter_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    cap: Annotated[int, Form(ge=0, le=_MOST)],
) -> Response:
    """Set how many a quota takes at most; below what is taken it closes, and nobody is cut off."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    closed = supervision.set_cap(session, campaign, counter_id, cap)
    said = "quota-cap-closed" if closed else "quota-cap"
    return parts.told(request, known, f"{HERE}/{campaign_id}", said)


@router.post("/{campaign_id}/etat")
def move(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    state: Annotated[Literal["running", "paused", "ended"], Form()],
) -> Response:
    """Pause a survey, go on with it, or end it."""
    said = f"survey-{state}"
    try:
        campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
        service.move(session, campaign, State(state), now=parts.clock())
    except AnotherRuns:
        said = "another-survey"
    except CampaignFixed:
        said = "survey-fixed"
    return parts.told(request, known, f"{HERE}/{campaign_id}", said)


@router.post("/{campaign_id}/exclusion")
def exclude(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    reference: Annotated[str, Form(max_length=_LONGEST)],
) -> Response:
    """Take a tenant out of the sample: they are asked no more."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    wanted = reference.replace("\x00", "").strip()
    try:
        excluding.exclude(session, campaign, wanted, now=parts.clock())
    except NotInSample:
        return parts.told(request, known, f"{HERE}/{campaign_id}", "survey-not-in-sample")
    return parts.told(request, known, f"{HERE}/{campaign_id}", "survey-excluded")
