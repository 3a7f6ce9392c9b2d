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

router = APIRouter(prefix="/console/attachments", include_in_schema=False, route_class=ConsoleRoute)


def _seen_by(session: Session, parts: Parts, agent: Agent, attachment_id: str) -> Attachment:
    """Return a file; raises NotFound for another landlord's or agency's as for an unknown one."""
    found = attachments.find(session, attachment_id)
    owner = deposits.landlord_of(session, found.deposit_id) if found.deposit_id else None
    if owner not in (None, agent.landlord) or not requests_queries.is_served(session, agent, found):
        raise AttachmentNotFound
    try:
        queries.conversation(session, agent, found.conversation_id, parts.clock())
    except ConversationNotFound as error:
        if found.sollicitation_id is None:
            raise AttachmentNotFound from error
        requests_queries.request(session, agent.landlord, found.sollicitation_id)
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
