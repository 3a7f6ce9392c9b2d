"""The landlord's requests: a list with filters, one in detail."""

import re
from collections.abc import Collection
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field
from sqlmodel import Session

from backend.agents.models import Agency, Agent
from backend.agents.queries import agencies
from backend.agents.service import SignedIn
from backend.clocks.service import clock_of
from backend.console import (
    besides,
    handling,
    lines,
    queries,
    requests_list,
    requests_queries,
    work_lines,
)
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity
from backend.console.requests_list import NOBODY, Filters, Sort
from backend.console.screens import Parts, PartsDep, language_of
from backend.conversations.errors import ConversationNotFound
from backend.db import SessionDep
from backend.followups import service as followups
from backend.incidents import service as incidents
from backend.notices import preferences
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation

HERE = "/console/sollicitations"
_LONGEST = 200

Short = Annotated[str, Field(max_length=100)]


class Narrowed(BaseModel):
    """What the address of the list says; what is no filter of ours is none."""

    text: Annotated[str, Field(max_length=_LONGEST)] = ""
    state: Short = ""
    category: Short = ""
    kind: Short = ""
    agency: Short = ""
    role: Short = ""
    assigned: Short = ""
    days: Annotated[int, Field(ge=0, le=10_000)] = 0
    sort: Short = ""
    after: Short = ""
    before: Short = ""

    def filters(self, agencies: Collection[str]) -> Filters:
        """Return the filters; another landlord's agency is none."""
        is_agency = self.agency in {NOBODY, *agencies}
        is_person = self.assigned == NOBODY or re.fullmatch(r"\d{1,9}", self.assigned)
        return Filters(
            state=self.state,
            category=self.category,
            kind=self.kind,
            agency=self.agency if is_agency else "",
            role=self.role,
            assigned=self.assigned if is_person else "",
            days=self.days,
            text=self.text.replace("\x00", "").strip(),
            sort=Sort(self.sort) if self.sort in list(Sort) else Sort.NEWEST,
        )


router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def search(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    given: Annotated[Narrowed, Query()],
) -> HTMLResponse:
    """Show the requests that the agent may see."""
    own = agencies(session, known.agent.landlord)
    filters = given.filters({str(one.id) for one in own})
    page = requests_list.search(
        session, known.agent, filters, now=parts.clock(), after=given.after, before=given.before
    )
    narrowed = given.model_dump(exclude={"after", "before"})
    return parts.page(
        request,
        known,
        "list.html",
        page=page,
        filters=filters,
        agencies=own,
        kinds=besides.kinds(language_of(known)),
        colleagues=queries.colleagues(session, known.agent.landlord),
        counted=requests_list.COUNTED,
        query=urlencode({name: value for name, value in narrowed.items() if value}),
    )


@router.get("/{sollicitation_id}")
def detail(
    sollicitation_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show one request with its history, what hangs together with it, and what may be done."""
    one = requests_queries.request(session, known.agent, sollicitation_id, parts.clock())
    shown = _shown(session, parts, known, one)
    return parts.page(request, known, "detail.html", **shown)


def _shown(session: Session, parts: Parts, known: SignedIn, one: Sollicitation) -> dict[str, Any]:
    agency = session.get(Agency, one.agency_id) if one.agency_id else None
    return {
        "filed": lines.filed(session, one),
        "besides": besides.of_request(one, language_of(known)),
        "agency": agency.name if agency else "",
        "clock": clock_of(session, one.id or 0),
        "incident": incidents.incident_of(session, one.id or 0),
        "may_open_incident": incidents.may_open(one),
        "landlord": parts.landlord_name(one.landlord),
        "conversation": _conversation(session, parts, known.agent, one),
        "way": preferences.way_of(session, one),
        "may_change": handling.may_change(known.agent, one),
        "agencies": agencies(session, known.agent.landlord),
        "colleagues": queries.colleagues(session, known.agent.landlord),
        "follow_ups": followups.of_request(session, one.id or 0),
        "follow_rules": followups.offered(one.landlord),
        **_together(session, parts, known.agent, one),
        **work_lines.beside(session, known.agent, one, parts.clock()),
    }


def _together(session: Session, parts: Parts, agent: Agent, one: Sollicitation) -> dict[str, Any]:
    """Return the requests that one was merged with or cut from, where the agent may see them."""
    merged = {other.id for other in sollicitations.merged_into(session, one.id or 0)}
    cut = {other.id for other in sollicitations.split_from(session, one.id or 0)}
    ids = {one.merged_into, one.split_from, *merged, *cut}
    seen = {it.id: it for it in requests_queries.seen(session, agent, ids, parts.clock())}
    return {
        "kept": seen.get(one.merged_into),
        "first": seen.get(one.split_from),
        "merged": [
            (lines.filed(session, other), _conversation(session, parts, agent, other))
            for other in seen.values()
            if other.id in merged
        ],
        "parts_of_it": [other for other in seen.values() if other.id in cut],
    }


def _conversation(session: Session, parts: Parts, agent: Agent, one: Sollicitation) -> str:
    """Return the conversation that a request comes from, if the agent may see it."""
    try:
        talk = one.conversation_id or ""
        return queries.conversation(session, agent, talk, parts.clock()).id
    except ConversationNotFound:
        return ""
