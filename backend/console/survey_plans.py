"""A survey from the first file to its launch: its sample, its plan, and what that plan foresees."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.campaigns import planning, preparing, questionnaire, service, supervision
from backend.campaigns.errors import AnotherRuns, BadDates, BadQuestionnaire, CampaignFixed
from backend.campaigns.models import Campaign, State, Wave
from backend.campaigns.planning import Foreseen
from backend.campaigns.questionnaire import Questionnaire
from backend.campaigns.quota_lines import naming
from backend.campaigns.service import Quota, Terms
from backend.console import results_texts
from backend.console.centre_texts import Gettext
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import Parts, PartsDep
from backend.console.surveys import HERE
from backend.db import SessionDep
from backend.errors import AppError, BadInput
from backend.imports.errors import FileRefused
from backend.quotas.plan import Margin

_LONGEST_NAME, _LARGEST, _MOST = 80, 50_000_000, 1_000_000

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("/nouvelle")
def blank(request: Request, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show the form of a new survey."""
    return _form(request, parts, known, Terms())


def _form(
    request: Request,
    parts: Parts,
    known: SignedIn,
    terms: Terms,
    *,
    name: str = "",
    wrong: AppError | None = None,
) -> HTMLResponse:
    return parts.page(
        request,
        known,
        "survey_new.html",
        status=422 if wrong else 200,
        name=name,
        terms=terms,
        wrong=wrong,
        questionnaires=questionnaire.names(),
    )


def _terms(
    by_sms: Annotated[bool, Form()] = False,
    by_phone: Annotated[bool, Form()] = False,
    begins_on: Annotated[date | None, Form()] = None,
    ends_on: Annotated[date | None, Form()] = None,
) -> Terms:
    """Read how people are asked, and when."""
    return Terms(by_sms, by_phone, begins_on, ends_on)


def _content(file: UploadFile | None) -> bytes:
    content = file.file.read(_LARGEST + 1) if file is not None else b""
    if len(content) > _LARGEST:
        raise FileRefused("too-large")
    return content


def _questionnaire(shipped: str, file: UploadFile | None) -> Questionnaire:
    """Return the landlord's own questionnaire, where a file was given, else one of ours."""
    content = _content(file)
    if content:
        return preparing.questionnaire_from(content)
    if shipped not in questionnaire.names():
        raise BadQuestionnaire([shipped])
    return questionnaire.shipped(shipped)


@router.post("/nouvelle")
def prepare(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    terms: Annotated[Terms, Depends(_terms)],
    sample: Annotated[UploadFile, File()],
    name: Annotated[str, Form(max_length=_LONGEST_NAME)] = "",
    shipped: Annotated[str, Form(max_length=_LONGEST_NAME)] = "",
    own: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Write a survey with its sample; it is not launched by that."""
    name = " ".join(name.replace("\x00", "").split())
    try:
        campaign, sampled = preparing.prepare(
            session,
            landlord=known.agent.landlord,
            name=name or parts.gettext(known)("Sans nom"),
            wave=Wave.FIELD,
            questionnaire=_questionnaire(shipped, own),
            sample=_content(sample),
            terms=terms,
            now=parts.clock(),
        )
    except (BadQuestionnaire, BadDates, FileRefused) as wrong:
        return _form(request, parts, known, terms, name=name, wrong=wrong)
    if not sampled.refusals:
        return parts.told(request, known, f"{HERE}/{campaign.id}/plan", "survey-prepared")
    named = {"reference": parts.gettext(known)("Référence")}
    return parts.page(
        request,
        known,
        "survey_sample.html",
        survey=campaign,
        sampled=sampled,
        breakdowns={**results_texts.breakdowns(parts.gettext(known)), **named},
    )


Size = Annotated[int, Query(ge=0, le=_MOST)]
Chosen = Annotated[list[str] | None, Query()]
Softly = Annotated[list[int] | None, Query()]


def _quota(
    offered: Sequence[Margin], size: int, chosen: Sequence[str], softly: Sequence[int]
) -> Quota | None:
    """Return the plan of a form, by the margins that were offered; None without any places.

    Each margin offered has its field of how far it may be exceeded, ticked or not.
    """
    soft = dict(zip(offered, softly, strict=False))
    margins = [one for one in offered if ",".join(one) in chosen]
    tolerance = {one: soft[one] for one in margins if 0 < soft.get(one, 0) <= _MOST}
    return Quota(size, margins, tolerance) if size else None


@router.get("/{campaign_id}/plan")
def plan(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Supervisor,
    size: Size = 0,
    margin: Chosen = None,
    soft: Softly = None,
) -> HTMLResponse:
    """Show the form of a plan and, once it is filled in, the quotas that it would make."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    offered = planning.margins_of(service.questionnaire_of(session, campaign))
    quota = _quota(offered, size, margin or (), soft or ())
    found, wrong = _foreseen(session, campaign, quota)
    return parts.page(
        request,
        known,
        "survey_plan.html",
        survey=campaign,
        sample=planning.people_in(session, campaign),
        offered=[(",".join(one), _called(one, parts.gettext(known))) for one in offered],
        ticked=[",".join(one) for one in (quota.margins if quota else planning.usual(offered))],
        softly=[quota.tolerance.get(one, 0) if quota else 0 for one in offered],
        size=size,
        foreseen=found,
        wrong=wrong,
        wrong_where=_where(session, campaign, wrong),
        missing=sum(one.missing > 0 for one in found),
    )


def _foreseen(
    session: Session, campaign: Campaign, quota: Quota | None
) -> tuple[Sequence[Foreseen], AppError | None]:
    """Return what a plan would make, or why it cannot be made."""
    if quota is None or campaign.state is not State.DRAFT:
        return (), None
    try:
        return planning.foreseen(session, campaign, quota), None
    except BadInput as wrong:
        return (), wrong


def _where(session: Session, campaign: Campaign, wrong: AppError | None) -> str:
    """Return the cell that a refusal speaks of, in words."""
    told = wrong.data if wrong else {}
    dims = told.get("dims") or {told.get("dimension"): told.get("category")}
    named = naming(session, campaign)
    return ", ".join(named.name(*one) for one in dims.items() if all(one))


def _called(margin: Margin, gettext: Gettext) -> str:
    named = results_texts.breakdowns(gettext)
    return " × ".join(named.get(one, one) for one in margin)


@router.post("/{campaign_id}/lancement")
def launch(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    size: Annotated[int, Form(ge=0, le=_MOST)] = 0,
    margin: Annotated[list[str] | None, Form()] = None,
    soft: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Begin to ask, by the plan that was looked at; its test phase is purged."""
    campaign = service.of_landlord(session, known.agent.landlord, campaign_id)
    offered = planning.margins_of(service.questionnaire_of(session, campaign))
    quota = _quota(offered, size, margin or (), soft or ())
    said, now = "survey-launched", parts.clock()
    try:
        with session.begin_nested():
            service.launch(session, campaign, quota, by=known.agent.login, now=now)
            supervision.foresee(session, campaign, now=now)
    except AnotherRuns:
        said = "another-survey"
    except CampaignFixed:
        said = "survey-fixed"
    except BadInput:
        said = "survey-plan-refused"
    return parts.told(request, known, f"{HERE}/{campaign_id}", said)
