"""What an agent sends from a request's page: a move, a hand-over, a correction, a merge, a split.

What could surprise a tenant is shown before it is done, in the tenant's language.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from backend.agents.service import SignedIn
from backend.console import handling, requests_queries
from backend.console.errors import ConsoleRoute, NoReason, OtherAgency, WrongTarget
from backend.console.handling import Doing
from backend.console.identity import Identity, Sender
from backend.console.requests import HERE
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.errors import AppError
from backend.notices import service as notices
from backend.notices.models import Way
from backend.routing.service import Role
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import (
    Assignment,
    MergeRefused,
    NothingChanges,
    Notice,
    SollicitationOver,
)
from backend.sollicitations.states import MoveNotAllowed, State

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)

REFUSED: dict[type[AppError], str] = {
    MoveNotAllowed: "not-allowed",
    SollicitationOver: "over",
    NothingChanges: "same",
    MergeRefused: "not-merged",
    OtherAgency: "other-agency",
    NoReason: "reason",
    WrongTarget: "wrong-target",
}

Words = Annotated[str, Form(max_length=5_000)]
Number = Annotated[str, Form(pattern=r"^\d{0,9}$")]


def tried(
    request: Request,
    parts: Parts,
    known: SignedIn,
    act: Callable[[], int],
    *,
    back: str,
    done: str = "noted-told",
    silent: str = "noted",
) -> Response:
    """Do it, and say how it went; a refusal changed nothing and is said beside the request."""
    try:
        told = act()
    except tuple(REFUSED) as refused:
        return parts.told(request, known, back, REFUSED[type(refused)])
    return parts.told(request, known, back, done if told else silent)


def _page_of(sollicitation_id: int) -> str:
    return f"{HERE}/{sollicitation_id}"


@router.post("/{sollicitation_id}/state")
def change(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    to: Annotated[State, Form()],
    note: Words = "",
    back: Annotated[str, Form()] = HERE,
) -> Response:
    """Move a request; its tenant is told, where there is somewhere to tell it."""
    doing = Doing(known.agent, parts.clock(), note)
    address = back if back.startswith("/console/") and "//" not in back else HERE
    return tried(
        request,
        parts,
        known,
        lambda: handling.move(session, doing, sollicitation_id, to),
        back=address,
        done="changed",
        silent="changed-silently",
    )


@router.post("/{sollicitation_id}/reopen")
def reopen(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    note: Words = "",
) -> Response:
    """Begin a request again that was over."""
    doing, back = Doing(known.agent, parts.clock(), note), _page_of(sollicitation_id)
    act = lambda: handling.reopen(session, doing, sollicitation_id)  # noqa: E731
    return tried(request, parts, known, act, back=back)


@router.post("/{sollicitation_id}/assign")
def assign(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    agency: Number = "",
    role: Annotated[Role | Literal[""], Form()] = "",
    agent: Number = "",
    note: Words = "",
) -> Response:
    """Give a request to an agency, a role or an agent."""
    doing, back = Doing(known.agent, parts.clock(), note), _page_of(sollicitation_id)
    to = Assignment(int(agency or 0) or None, role or None, int(agent or 0) or None)
    act = lambda: handling.assign(session, doing, sollicitation_id, to)  # noqa: E731
    return tried(request, parts, known, act, back=back)


@router.post("/{sollicitation_id}/correct")
def correct(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    category: Annotated[str, Form()],
    priority: Annotated[int, Form()],
    address: Annotated[str, Form(max_length=500)] = "",
    note: Words = "",
) -> Response:
    """Correct what a request is about, how soon it comes, and where."""
    doing, back = Doing(known.agent, parts.clock(), note), _page_of(sollicitation_id)

    def act() -> int:
        return handling.correct(
            session,
            doing,
            sollicitation_id,
            category=category,
            priority=priority,
            address=address,
        )

    return tried(request, parts, known, act, back=back)


@router.post("/{sollicitation_id}/note")
def add_note(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    note: Words = "",
) -> Response:
    """Write a note beside a request."""
    doing, back = Doing(known.agent, parts.clock(), note), _page_of(sollicitation_id)
    act = lambda: handling.add_note(session, doing, sollicitation_id)  # noqa: E731
    return tried(request, parts, known, act, back=back)


@router.post("/{sollicitation_id}/notices")
def prefer(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    way: Annotated[Way, Form()],
) -> Response:
    """Keep how the tenant of a request wants to be told."""
    doing, back = Doing(known.agent, parts.clock()), _page_of(sollicitation_id)
    act = lambda: handling.prefer(session, doing, sollicitation_id, way)  # noqa: E731
    return tried(request, parts, known, act, back=back)


@router.get("/{sollicitation_id}/merge")
def before_merge(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    codes: Annotated[str, Query(max_length=2_000)] = "",
) -> Response:
    """Show which requests would follow this one, and what their tenants would be told."""
    one = requests_queries.request(session, known.agent.landlord, sollicitation_id)
    doing = Doing(known.agent, parts.clock())
    try:
        others = handling.named(session, doing, codes)
    except tuple(REFUSED) as refused:
        return parts.told(request, known, _page_of(sollicitation_id), REFUSED[type(refused)])
    told = [
        (other, notices.preview(session, sollicitations.merge_notice(other))) for other in others
    ]
    return parts.page(request, known, "merge.html", one=one, told=told, codes=codes)


@router.post("/{sollicitation_id}/merge")
def merge(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    codes: Annotated[str, Form(max_length=2_000)] = "",
    note: Words = "",
) -> Response:
    """Make other requests follow this one."""
    doing, back = Doing(known.agent, parts.clock(), note), _page_of(sollicitation_id)

    def act() -> int:
        others = handling.named(session, doing, codes)
        return handling.merge(session, doing, sollicitation_id, others)

    return tried(request, parts, known, act, back=back)


@router.post("/{sollicitation_id}/split-off")
def split_off(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    note: Words = "",
) -> Response:
    """Let a merged request go its own way again."""
    doing, back = Doing(known.agent, parts.clock(), note), _page_of(sollicitation_id)
    act = lambda: handling.split_off(session, doing, sollicitation_id)  # noqa: E731
    return tried(request, parts, known, act, back=back)


@router.get("/{sollicitation_id}/split")
def before_split(
    sollicitation_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show what is told, to be cut in two, and what the tenant would be told of it."""
    one: Sollicitation = requests_queries.request(session, known.agent.landlord, sollicitation_id)
    told = Notice(one, "notify_split", {"code": "•••••-•••••-•", "first": one.code})
    preview = notices.preview(session, told)
    return parts.page(request, known, "split.html", one=one, preview=preview)


@router.post("/{sollicitation_id}/split")
def split(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    category: Annotated[str, Form()],
    description: Words = "",
    note: Words = "",
) -> Response:
    """Make a second request of a second trouble."""
    doing, back = Doing(known.agent, parts.clock(), note), _page_of(sollicitation_id)

    def act() -> int:
        return handling.split(
            session, doing, sollicitation_id, category=category, description=description
        )

    return tried(request, parts, known, act, back=back)
