"""Changing the knowledge from the console: corrections proposed, amendments made and withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.console import drafts, knowledge_texts, readings
from backend.console.errors import ConsoleRoute
from backend.console.identity import Sender, Supervisor
from backend.console.knowledge import HERE, reader
from backend.console.screens import Parts, PartsDep, saved_as
from backend.db import SessionDep
from backend.library import service
from backend.library.errors import AmendmentRefused, CorrectionSettled, ReasonMissing
from backend.library.models import CorrectionState
from knowledge.amend import as_yaml
from knowledge.model import LANGUAGES, Entry

CORRECTIONS = "/console/corrections"
_DECIDED = 20

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


async def fields(request: Request) -> dict[str, str]:
    """Return the texts of a form whose fields depend on the entry."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(fields)]


@router.post(HERE + "/{entry_id}/corrections")
def propose(
    entry_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    words: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Keep what an agent finds wrong, for the supervisor."""
    entry, name = readings.entry(reader(parts, known), entry_id), "proposed"
    try:
        service.propose(session, known.agent, entry, words, now=parts.clock())
    except ReasonMissing:
        name = "reason"
    return parts.told(request, known, f"{HERE}/{entry.id}", name)


@router.get(CORRECTIONS)
def corrections(
    request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show what waits for the supervisor, and what was decided last."""
    landlord = known.agent.landlord
    waiting = service.corrections(session, landlord, state=CorrectionState.OPEN)
    decided = [
        one
        for state in (CorrectionState.ACCEPTED, CorrectionState.DECLINED)
        for one in service.corrections(session, landlord, state=state, limit=_DECIDED)
    ]
    decided.sort(key=lambda one: one.decided_at or one.created_at, reverse=True)
    people = {i for one in [*waiting, *decided] for i in (one.proposed_by, one.decided_by)}
    return parts.page(
        request,
        known,
        "corrections.html",
        waiting=waiting,
        decided=decided[:_DECIDED],
        names=service.names(session, people),
        entries={one.id: one for one in parts.library.knowledge.entries},
        may_amend=lambda entry: service.may_amend(parts.library.knowledge, known.agent, entry),
    )


@router.post(CORRECTIONS + "/{correction_id}/refus")
def decline(
    correction_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
    reason: Annotated[str, Form(max_length=5_000)] = "",
) -> Response:
    """Turn a proposal down, with the reason that its author reads."""
    name = "declined"
    try:
        service.decline(session, known.agent, correction_id, reason, now=parts.clock())
    except CorrectionSettled:
        name = "settled"
    except ReasonMissing:
        name = "reason"
    return parts.told(request, known, CORRECTIONS, name)


@router.get(HERE + "/{entry_id}/avenant")
def form(
    entry_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Supervisor,
    correction: Annotated[int | None, Query()] = None,
) -> HTMLResponse:
    """Show the entry as a form."""
    reads = reader(parts, known)
    entry = readings.entry(reads, entry_id)
    filled = {f"text.{code}": entry.answer.get(code, "") for code in LANGUAGES}
    filled |= {one.key: one.written for one in drafts.value_fields(entry, reads.day)}
    filled |= {
        "starts_on": reads.day.isoformat(),
        "reason": "",
        "correction": str(correction or ""),
    }
    return _form(request, session, parts, known, entry, filled)


@router.post(HERE + "/{entry_id}/avenant")
def amend(
    entry_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
    given: Fields,
) -> Response:
    """Show what tenants would read, then, at a second word, put it in force."""
    reads, now = reader(parts, known), parts.clock()
    entry, files = readings.entry(reads, entry_id), parts.library.files
    try:
        draft = drafts.read(given, entry, reads.day)
        if given.get("step") != "publish":
            made, after = service.drafted(session, files, known.agent, entry, draft, now=now)
            preview = [(code, reads.on(made.starts_on).text(after, code)) for code in after.answer]
            return _form(request, session, parts, known, entry, given, preview=preview)
        made = service.amend(session, files, known.agent, entry, draft, now=now)
        _accept(session, known, given.get("correction", ""), made, now=now)
    except AmendmentRefused as error:
        gettext = parts.gettext(known)
        wrong = [knowledge_texts.problem(one, gettext) for one in error.problems]
        return _form(request, session, parts, known, entry, given, wrong=wrong)
    except ReasonMissing:
        wrong = [parts.gettext(known)("Écrivez pourquoi : rien n’a été changé.")]
        return _form(request, session, parts, known, entry, given, wrong=wrong)
    return parts.told(request, known, f"{HERE}/{entry.id}", "amended")


def _accept(
    session: Session, known: SignedIn, correction: str, made: Any, *, now: datetime
) -> None:
    if correction.isdigit():
        service.accept(session, known.agent, int(correction), made, now=now)


def _form(
    request: Request,
    session: Session,
    parts: Parts,
    known: SignedIn,
    entry: Entry,
    filled: Mapping[str, str],
    **more: Any,
) -> HTMLResponse:
    reads = reader(parts, known)
    number = filled.get("correction", "")
    proposed = service.correction(session, known.agent, int(number)) if number.isdigit() else None
    return parts.page(
        request,
        known,
        "amend.html",
        status=422 if more.get("wrong") else 200,
        card=reads.card(entry),
        fields=drafts.value_fields(entry, reads.day),
        filled=lambda name, otherwise="": filled.get(name, otherwise),
        proposed=proposed,
        codes=LANGUAGES,
        **{"wrong": (), "preview": (), **more},
    )


@router.post(HERE + "/{entry_id}/avenants/{amendment_id}/retrait")
def withdraw(
    entry_id: str,
    amendment_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
) -> Response:
    """Take an amendment back: the entry is told as before."""
    name = "withdrawn"
    try:
        service.withdraw(session, parts.library.files, known.agent, amendment_id, now=parts.clock())
    except AmendmentRefused:
        name = "needed"
    return parts.told(request, known, f"{HERE}/{entry_id}", name)


@router.get(HERE + "/{entry_id}/export")
def export(entry_id: str, parts: PartsDep, known: Supervisor) -> Response:
    """Give the entry, with its amendments in force, as its file would hold it."""
    entry = readings.entry(reader(parts, known), entry_id)
    return Response(as_yaml(entry), 200, saved_as(f"{entry.id}.yaml"), "application/yaml")
