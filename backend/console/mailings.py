"""Mailings in the console: written by one supervisor, approved by another, paused by any."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.agents import queries as agents
from backend.agents.service import SignedIn
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.errors import AppError
from backend.i18n import LANGUAGES
from backend.mailings import queries, reaching, service, trying
from backend.mailings.errors import (
    MailingChanged,
    MailingFixed,
    MailingTrialRefused,
    MailingUnfinished,
    NobodyToMail,
    OwnMailing,
)
from backend.mailings.kinds import kinds
from backend.mailings.models import MailingState
from backend.mailings.service import LONGEST, LONGEST_NAME, Draft

HERE = "/console/envois"
_REFUSED = (
    MailingFixed,
    MailingTrialRefused,
    OwnMailing,
    MailingChanged,
    MailingUnfinished,
    NobodyToMail,
)

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)
Text = Annotated[str, Form(max_length=2 * LONGEST)]


def _draft(
    kind: Annotated[str, Form(max_length=40)],
    name: Annotated[str, Form(max_length=2 * LONGEST_NAME)] = "",
    fr: Text = "",
    en: Text = "",
    es: Text = "",
    pt: Text = "",
    eu: Text = "",
    agencies: Annotated[list[int] | None, Form()] = None,
    residences: Annotated[list[int] | None, Form()] = None,
    equipment: Annotated[list[str] | None, Form()] = None,
    languages: Annotated[list[str] | None, Form()] = None,
    rents: Annotated[list[str] | None, Form()] = None,
) -> Draft:
    """Read the form of a mailing."""
    texts = {"fr": fr, "en": en, "es": es, "pt": pt, "eu": eu}
    chosen: dict[str, list[Any]] = {
        "agencies": agencies or [],
        "residences": residences or [],
        "equipment": equipment or [],
        "languages": languages or [],
        "rents": rents or [],
    }
    return Draft(name, kind, texts, chosen)


DraftDep = Annotated[Draft, Depends(_draft)]


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show the landlord's mailings, the newest first."""
    found = queries.of_landlord(session, known.agent.landlord)
    return parts.page(request, known, "mailings.html", mailings=found, kinds=list(kinds()))


@router.post("")
def begin(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    kind: Annotated[str, Form(max_length=40)],
    corrects: Annotated[int | None, Form()] = None,
) -> Response:
    """Begin a mailing from the proposal of its kind, or a correction of one."""
    now = parts.clock()
    draft = Draft("", kind, {"fr": kinds()[kind].proposal} if kind in kinds() else {}, {})
    try:
        if corrects is None:
            made = service.write(session, known.agent, draft, now=now)
        else:
            wrong = service.of_landlord(session, known.agent.landlord, corrects)
            made = service.correct(session, wrong, known.agent, draft, now=now)
    except _REFUSED as refused:
        return _told(request, parts, known, HERE, refused)
    return parts.told(request, known, f"{HERE}/{made.id}", "mailing-begun")


@router.get("/{mailing_id}")
def detail(
    mailing_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show a mailing, what its people would read, and who may do what with it."""
    mailing = service.of_landlord(session, known.agent.landlord, mailing_id, hold=False)
    is_draft = mailing.state is MailingState.DRAFT
    who = parts.landlord_name(mailing.landlord)
    shown = reaching.preview(session, mailing, who, parts.settings) if is_draft else None
    return parts.page(
        request,
        known,
        "mailing.html",
        mailing=mailing,
        preview=shown,
        read=service.content(mailing),
        problems=service.problems(mailing) if is_draft else (),
        is_own=known.agent.id in queries.authors(session, mailing),
        tally=queries.tally(session, mailing),
        kinds=kinds(),
        agencies=[(one.id, one.name) for one in agents.agencies(session, mailing.landlord)],
        homes=queries.homes(session, mailing.landlord),
        equipment=queries.equipment(session, mailing.landlord),
        languages_of_texts=LANGUAGES,
        longest=LONGEST,
    )


@router.post("/{mailing_id}")
def edit(
    mailing_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    draft: DraftDep,
) -> Response:
    """Change a draft; what is approved is not changed any more."""
    mailing = service.of_landlord(session, known.agent.landlord, mailing_id)
    try:
        service.edit(session, mailing, known.agent, draft)
    except _REFUSED as refused:
        return _told(request, parts, known, f"{HERE}/{mailing_id}", refused)
    return parts.told(request, known, f"{HERE}/{mailing_id}", "mailing-kept")


@router.post("/{mailing_id}/essai")
def try_on(
    mailing_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    phone: Annotated[str, Form(max_length=40)],
) -> Response:
    """Send oneself what tenants would read."""
    mailing = service.of_landlord(session, known.agent.landlord, mailing_id)
    who, link = parts.landlord_name(mailing.landlord), reaching.example_link(parts.settings)
    try:
        trying.try_on(session, mailing, known.agent, phone, who, link, now=parts.clock())
    except _REFUSED as refused:
        return _told(request, parts, known, f"{HERE}/{mailing_id}", refused)
    return parts.told(request, known, f"{HERE}/{mailing_id}", "mailing-tried")


@router.post("/{mailing_id}/accord")
def approve(
    mailing_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    read: Annotated[str, Form(max_length=64)],
) -> Response:
    """Let a mailing leave, as somebody who has not written it."""
    mailing = service.of_landlord(session, known.agent.landlord, mailing_id)
    try:
        service.approve(session, mailing, known.agent, read=read, now=parts.clock())
    except _REFUSED as refused:
        return _told(request, parts, known, f"{HERE}/{mailing_id}", refused)
    return parts.told(request, known, f"{HERE}/{mailing_id}", "mailing-approved")


@router.post("/{mailing_id}/etat")
def move(
    mailing_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    state: Annotated[Literal["sending", "paused", "cancelled"], Form()],
) -> Response:
    """Pause a mailing, go on with it, or give it up."""
    mailing = service.of_landlord(session, known.agent.landlord, mailing_id)
    try:
        service.move(session, mailing, known.agent, MailingState(state), now=parts.clock())
    except _REFUSED as refused:
        return _told(request, parts, known, f"{HERE}/{mailing_id}", refused)
    return parts.told(request, known, f"{HERE}/{mailing_id}", f"mailing-{state}")


def _told(
    request: Request, parts: Parts, known: SignedIn, address: str, refused: AppError
) -> Response:
    return parts.told(request, known, address, refused.type)
