"""A request from a conversation: filed by who has it, or one that is there and belongs to it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from backend import safety
from backend.agents.models import Agent
from backend.attachments import service as attachments
from backend.console import requests_queries, service
from backend.console.errors import ConsoleRoute, NotFiled, WrongTarget
from backend.console.handling import LONGEST_TOLD
from backend.console.identity import Sender
from backend.console.screens import PartsDep
from backend.conversations import writing
from backend.conversations.errors import NotYours
from backend.conversations.models import Channel, Conversation
from backend.db import SessionDep
from backend.incidents.filing import file_for
from backend.outbox.models import Purpose
from backend.recognition import service as recognition
from backend.replies import Act, Utterance
from backend.sollicitations import codes
from backend.sollicitations import service as sollicitations
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import NothingChanges, Told
from backend.tenants import service as tenants
from channels.phone import dialled
from knowledge import Knowledge

router = APIRouter(
    prefix="/console/conversations", include_in_schema=False, route_class=ConsoleRoute
)
Short = Annotated[str, Form(max_length=500)]


def file(
    session: Session,
    agent: Agent,
    conversation_id: str,
    knowledge: Knowledge,
    *,
    category: str,
    description: str,
    address: str,
    phone: str,
    now: datetime,
) -> Sollicitation:
    """File what the tenant of one's own conversation asks for; its code is said there.

    Raises NotYours for a conversation that one has not, NotFiled.
    """
    talk = service.owned(session, agent, conversation_id, now=now)
    words = safety.clean(description).strip()[:LONGEST_TOLD]
    if category not in CATEGORIES or not words:
        raise NotFiled
    told = _told(session, agent, talk, category, words, address, phone)
    filed = file_for(session, knowledge, told, by=agent.login, channel=talk.channel.value, now=now)
    attachments.join_request(session, talk.id, filed.id or 0, now=now)
    _say(session, talk, filed, now)
    return filed


def _told(
    session: Session,
    agent: Agent,
    talk: Conversation,
    category: str,
    words: str,
    address: str,
    phone: str,
) -> Told:
    person = recognition.recognised(session, talk.id)
    home = tenants.residence_of(session, person)
    number = talk.contact if talk.channel is Channel.SMS else dialled(phone)
    return Told(
        landlord=talk.landlord or agent.landlord,
        category=category,
        description=words,
        address=safety.clean(address).strip()
        or (f"{home.address}, {home.commune}" if home else ""),
        name=person.name if person else None,
        phone=number or (person.phone if person else None),
        conversation=talk.id,
    )


def _say(session: Session, talk: Conversation, filed: Sollicitation, now: datetime) -> None:
    said = Utterance(
        Act.SOLLICITATION,
        "sollicitation_filed",
        {"code": filed.code},
        sollicitation=sollicitations.reference_of(filed),
    )
    writing.tell(
        session,
        talk,
        [said],
        purpose=Purpose.AGENT,
        now=now,
    )


def link(
    session: Session, agent: Agent, conversation_id: str, written: str, *, now: datetime
) -> None:
    """Let a request that one may see be of one's own conversation.

    Raises NotYours, WrongTarget for a code of nothing that is seen, NothingChanges.
    """
    talk = service.owned(session, agent, conversation_id, now=now)
    code = codes.parse(written)
    found = requests_queries.by_codes(session, agent, {code} if code else set(), now)
    if not found:
        raise WrongTarget
    sollicitations.link(session, found[0].id or 0, talk.id, by=agent.login, now=now)


@router.post("/{conversation_id}/requests")
def file_it(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    category: Short = "",
    description: Annotated[str, Form(max_length=5_000)] = "",
    address: Short = "",
    phone: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """File a request, and say its code to the tenant."""
    told = "request-filed"
    try:
        file(
            session,
            known.agent,
            conversation_id,
            parts.library.knowledge,
            category=category,
            description=description,
            address=address,
            phone=phone,
            now=parts.clock(),
        )
    except NotYours:
        told = "not-yours"
    except NotFiled as refused:
        told = refused.type
    return parts.told(request, known, f"/console/conversations/{conversation_id}", told)


@router.post("/{conversation_id}/requests/link")
def link_it(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Let a request that is there belong to the conversation."""
    told = "request-linked"
    try:
        link(session, known.agent, conversation_id, code, now=parts.clock())
    except NotYours:
        told = "not-yours"
    except WrongTarget:
        told = "wrong-target"
    except NothingChanges:
        told = "same"
    return parts.told(request, known, f"/console/conversations/{conversation_id}", told)
