"""Files of the web chat: sent by the tenant, and given back to the tenant alone."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlmodel import Session

from backend.attachments import service
from backend.attachments.bench import FilesDep
from backend.attachments.errors import REFUSALS, AttachmentNotFound
from backend.attachments.serving import download, picture
from backend.attachments.upload import Incoming
from backend.clock import now
from backend.conversations import service as conversations
from backend.conversations.errors import ConversationClosed, StillAnswering, WrongToken
from backend.conversations.models import Message, State
from backend.conversations.parts import OpenedId, PartsDep, Token
from backend.error_handlers import errors
from backend.errors import AppError


class SentFile(BaseModel):
    """What came of a file: its message, who owns the conversation, what was said."""

    message: str
    state: State
    replies: list[dict[str, Any]]
    attachment: dict[str, Any]


router = APIRouter(prefix="/api/webchat/conversations", tags=["web chat"])
_HERE = "/{conversation_id}/attachments"
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "client_id"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "client_id": {"type": "string", "maxLength": 200},
                    },
                }
            }
        },
    }
}


@router.post(
    _HERE, responses=errors(WrongToken, ConversationClosed, *REFUSALS), openapi_extra=_FORM
)
async def send(
    conversation_id: str, token: Token, request: Request, parts: PartsDep, files: FilesDep
) -> SentFile:
    """Keep a photo or a document; sent again with the same `client_id`, it is the same one."""
    incoming = Incoming(request, files.largest)
    try:
        await parts.unit(lambda session: _let_in(session, request, conversation_id, token))
        files.sending.count(request.client.host if request.client else "")
        upload = await incoming.upload()
    except AppError:
        await incoming.let_pass()
        raise
    file = await files.read(upload.data)

    def keep(session: Session) -> SentFile:
        inbound = service.keep(
            session,
            conversation_id,
            file,
            upload.name,
            client_id=upload.client_id,
            most=files.most,
            now=now(),
        )
        return _told(session, inbound)

    return await parts.unit(keep)


def _let_in(session: Session, request: Request, conversation_id: str, token: str) -> None:
    """Let the owner of the token in; a refusal is worded in the conversation's language."""
    conversation = conversations.authenticate(session, conversation_id, token)
    request.state.language = conversation.language


def _told(session: Session, inbound: int) -> SentFile:
    answered = conversations.answer_to(session, inbound)
    message = session.get_one(Message, inbound)
    if answered is None:
        raise StillAnswering
    return SentFile(
        message=str(inbound),
        state=answered.state,
        replies=answered.replies,
        attachment=message.attachment or {},
    )


@router.get(_HERE + "/{attachment_id}", responses=errors(WrongToken, AttachmentNotFound))
async def fetch(conversation_id: OpenedId, attachment_id: str, parts: PartsDep) -> Response:
    """Give a file back to the tenant who sent it."""

    def work(session: Session) -> Response:
        found = service.of_conversation(session, conversation_id, attachment_id)
        return download(found, service.content(session, found))

    return await parts.unit(work)


@router.get(_HERE + "/{attachment_id}/thumbnail", responses=errors(WrongToken, AttachmentNotFound))
async def fetch_thumbnail(
    conversation_id: OpenedId, attachment_id: str, parts: PartsDep
) -> Response:
    """Give the small picture of an image to the tenant who sent it."""

    def work(session: Session) -> Response:
        found = service.of_conversation(session, conversation_id, attachment_id)
        return picture(service.thumbnail(session, found))

    return await parts.unit(work)
