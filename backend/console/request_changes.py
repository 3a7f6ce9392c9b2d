"""What an agent sends from a request's page: a move, a hand-over, a correction, a merge, a split.

What could surprise a tenant is shown before it is done, in the tenant's language.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.console import handling, requests_queries
from backend.console.errors import ConsoleRoute, NoReason, OtherAgency, WrongTarget
from backend.console.handling import Doing
from backend.console.identity import Identity, Sender
from backend.console.requests import HERE
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.errors import AppError
from backend.handover.boundary import is_bound
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
    then: str = "",
    done: str = "noted-told",
    silent: str = "noted",
) -> Response:
    """Do it, and say how it went; a refusal changed nothing and is said beside the request.

    `then` is where the sender goes who cannot go back, once it is done.
    """
    try:
        told = act()
    except tuple(REFUSED) as refused:
        return parts.told(request, known, back, REFUSED[type(refused)])
    return parts.told(request, known, then or back, done if told else silent)


@dataclass(frozen=True)
class Change:
    """A form of a request's page: who sent it and why, and where its sender goes back to."""

    request: Request
    session: Session
    parts: Parts
    known: SignedIn
    number: int
    doing: Doing

    def tried(
        self,
        act: Callable[[Session, Doing, int], int],
        *,
        back: str = "",
        then: str = "",
        done: str = "noted-told",
        silent: str = "noted",
    ) -> Response:
        """Do it, and say on the request's page how it went."""
        return tried(
            self.request,
            self.parts,
            self.known,
            lambda: act(self.session, self.doing, self.number),
            back=back or f"{HERE}/{self.number}",
            then=then,
            done=done,
            silent=silent,
        )


def change_of(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    note: Words = "",
) -> Change:
    """Return what every form of the page comes with."""
    doing = Doing(known.agent, parts.clock(), note)
    return Change(request, session, parts, known, sollicitation_id, doing)


ChangeDep = Annotated[Change, Depends(change_of)]


@router.post("/{sollicitation_id}/state")
def change(
    sent: ChangeDep, to: Annotated[State, Form()], back: Annotated[str, Form()] = HERE
) -> Response:
    """Move a request; its tenant is told, where there is somewhere to tell it."""
    return sent.tried(
        partial(handling.move, to=to),
        back=back if back.startswith("/console/") and "//" not in back else HERE,
        done="changed",
        silent="changed-silently",
    )


@router.post("/{sollicitation_id}/reopen")
def reopen(sent: ChangeDep) -> Response:
    """Begin a request again that was over."""
    return sent.tried(handling.reopen)


@router.post("/{sollicitation_id}/assign")
def assign(
    sent: ChangeDep,
    agency: Number = "",
    role: Annotated[Role | Literal[""], Form()] = "",
    agent: Number = "",
) -> Response:
    """Give a request to an agency, a role or an agent; its sender may see it no more then."""
    to, who = (
        Assignment(int(agency or 0) or None, role or None, int(agent or 0) or None),
        sent.known,
    )
    away = is_bound(who.agent) and to.agency_id not in (None, who.agent.agency_id)
    return sent.tried(partial(handling.assign, to=to), then=HERE if away else "")


@router.post("/{sollicitation_id}/correct")
def correct(
    sent: ChangeDep,
    category: Annotated[str, Form()],
    priority: Annotated[int, Form()],
    address: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Correct what a request is about, how soon it comes, and where."""
    given: dict[str, Any] = {"category": category, "priority": priority, "address": address}
    return sent.tried(partial(handling.correct, **given))


@router.post("/{sollicitation_id}/note")
def add_note(sent: ChangeDep) -> Response:
    """Write a note beside a request."""
    return sent.tried(handling.add_note)


@router.post("/{sollicitation_id}/notices")
def prefer(sent: ChangeDep, way: Annotated[Way, Form()]) -> Response:
    """Keep how the tenant of a request wants to be told."""
    return sent.tried(partial(handling.prefer, way=way))


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
    one = requests_queries.request(session, known.agent, sollicitation_id, parts.clock())
    doing = Doing(known.agent, parts.clock())
    try:
        others = handling.named(session, doing, codes)
    except tuple(REFUSED) as refused:
        return parts.told(request, known, f"{HERE}/{sollicitation_id}", REFUSED[type(refused)])
    told = [
        (other, notices.preview(session, sollicitations.merge_notice(other))) for other in others
    ]
    return parts.page(request, known, "merge.html", one=one, told=told, codes=codes)


@router.post("/{sollicitation_id}/merge")
def merge(sent: ChangeDep, codes: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Make other requests follow this one."""

    def act(session: Session, doing: Doing, number: int) -> int:
        return handling.merge(session, doing, number, handling.named(session, doing, codes))

    return sent.tried(act)


@router.post("/{sollicitation_id}/split-off")
def split_off(sent: ChangeDep) -> Response:
    """Let a merged request go its own way again."""
    return sent.tried(handling.split_off)


@router.get("/{sollicitation_id}/split")
def before_split(
    sollicitation_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show what is told, to be cut in two, and what the tenant would be told of it."""
    one: Sollicitation = requests_queries.request(
        session, known.agent, sollicitation_id, parts.clock()
    )
    told = Notice(one, "notify_split", {"code": "•••••-•••••-•", "first": one.code})
    preview = notices.preview(session, told)
    return parts.page(request, known, "split.html", one=one, preview=preview)


@router.post("/{sollicitation_id}/split")
def split(sent: ChangeDep, category: Annotated[str, Form()], description: Words = "") -> Response:
    """Make a second request of a second trouble."""
    return sent.tried(partial(handling.split, category=category, description=description))
