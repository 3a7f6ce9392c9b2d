"""Files of the tenants, for the agents who may see the conversation or the request they are in."""

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from backend.agents.models import Agent
from backend.attachments import service as attachments
from backend.attachments.errors import AttachmentNotFound
from backend.attachments.models import Attachment
from backend.attachments.serving import download, picture
from backend.console import queries, requests_queries
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity
from backend.console.screens import Parts, PartsDep
from backend.conversations.errors import ConversationNotFound
from backend.db import SessionDep
from backend.deposits import service as deposits
from backend.handover.boundary import is_bound

router = APIRouter(prefix="/console/attachments", include_in_schema=False, route_class=ConsoleRoute)


def _seen_by(session: Session, parts: Parts, agent: Agent, attachment_id: str) -> Attachment:
    """Return a file; raises NotFound for another landlord's or agency's as for an unknown one.

    What belongs to a request is as far from another agency as the request.
    """
    now, found = parts.clock(), attachments.find(session, attachment_id)
    owner = deposits.landlord_of(session, found.deposit_id) if found.deposit_id else None
    if owner not in (None, agent.landlord):
        raise AttachmentNotFound
    if requests_queries.seen(session, agent, {found.sollicitation_id}, now):
        return found
    if found.sollicitation_id is not None and is_bound(agent):
        raise AttachmentNotFound
    try:
        queries.conversation(session, agent, found.conversation_id, now)
    except ConversationNotFound as error:
        raise AttachmentNotFound from error
    return found


@router.get("/{attachment_id}")
def fetch(attachment_id: str, session: SessionDep, parts: PartsDep, known: Identity) -> Response:
    """Give a file, to be saved."""
    found = _seen_by(session, parts, known.agent, attachment_id)
    return download(found, attachments.content(session, found))


@router.get("/{attachment_id}/thumbnail")
def fetch_thumbnail(
    attachment_id: str, session: SessionDep, parts: PartsDep, known: Identity
) -> Response:
    """Give the small picture of an image, to be shown."""
    found = _seen_by(session, parts, known.agent, attachment_id)
    return picture(attachments.thumbnail(session, found))
