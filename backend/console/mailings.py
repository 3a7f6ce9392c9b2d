"""Mailings in the console: written by one supervisor, approved by another, paused by any."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.agents import queries as agents
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import PartsDep
from backend.db import SessionDep
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


@dataclass
class _Said:
    """The type of the refusal that an action met; none where it was done."""

    refusal: str = ""


@contextmanager
def _telling() -> Iterator[_Said]:
    """Keep a refusal of the mailings' to be told on the page; another error goes on."""
    said = _Said()
    try:
        yield said
    except _REFUSED as refused:
        said.refusal = refused.type


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
    there = HERE
    with _telling() as said:
        if corrects is None:
            made = service.write(session, known.agent, draft, now=now)
        else:
            wrong = service.of_landlord(session, known.agent.landlord, corrects)
            made = service.correct(session, wrong, known.agent, draft, now=now)
        there = f"{HERE}/{made.id}"
    return parts.told(request, known, there, said.refusal or "mailing-begun")


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
    with _telling() as said:
        service.edit(session, mailing, known.agent, draft)
    return parts.told(request, known, f"{HERE}/{mailing_id}", said.refusal or "mailing-kept")


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
    with _telling() as said:
        trying.try_on(session, mailing, known.agent, phone, who, link, now=parts.clock())
    return parts.told(request, known, f"{HERE}/{mailing_id}", said.refusal or "mailing-tried")


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
    with _telling() as said:
        service.approve(session, mailing, known.agent, read=read, now=parts.clock())
    return parts.told(request, known, f"{HERE}/{mailing_id}", said.refusal or "mailing-approved")


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
    with _telling() as said:
        service.move(session, mailing, known.agent, MailingState(state), now=parts.clock())
    return parts.told(request, known, f"{HERE}/{mailing_id}", said.refusal or f"mailing-{state}")
