"""The web chat's interface, as the contract fixes it."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response, status
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, BeforeValidator, Field

from backend import safety
from backend.conversations import streams, web, writing
from backend.conversations.errors import (
    EmptyMessage,
    MessageTooLong,
    StillAnswering,
    UnknownLandlord,
    WrongToken,
)
from backend.conversations.models import State
from backend.conversations.parts import OpenedId, PartsDep, Token
from backend.conversations.writing import topic_of
from backend.db import SessionDep
from backend.error_handlers import errors


def _clean(value: Any) -> Any:
    return safety.clean(value) if isinstance(value, str) else value


Clean = Annotated[str, BeforeValidator(_clean)]


class OpenConversation(BaseModel):
    """What a widget says of its page."""

    landlord: Clean | None = None
    language: Clean | None = None


class OpenedConversation(BaseModel):
    """The conversation and the secret that opens it."""

    conversation: str
    token: str


class SaidMessage(BaseModel):
    """A tenant's message; sent again with the same `client_id`, it is the same message."""

    text: Clean
    client_id: Annotated[Clean, Field(min_length=1, max_length=200)]
    language: Clean | None = None


class AnsweredMessage(BaseModel):
    """The bot's answer to a message."""

    message: str
    state: State
    replies: list[dict[str, Any]]


router = APIRouter(prefix="/api/webchat/conversations", tags=["web chat"])


@router.post("", status_code=status.HTTP_201_CREATED, responses=errors(UnknownLandlord))
def open_conversation(
    body: OpenConversation, request: Request, session: SessionDep, parts: PartsDep
) -> OpenedConversation:
    """Open a conversation; without a landlord, it is the deployment's only one, or unknown."""
    address = request.client.host if request.client else ""
    conversation, token = web.open_one(
        session, parts, address=address, landlord=body.landlord, language=body.language
    )
    return OpenedConversation(conversation=conversation.id, token=token)


@router.post(
    "/{conversation_id}/messages",
    responses=errors(WrongToken, EmptyMessage, MessageTooLong, StillAnswering),
)
async def say(
    conversation_id: str, token: Token, body: SaidMessage, parts: PartsDep
) -> AnsweredMessage:
    """Keep a message and answer it."""
    answered = await web.say(
        parts,
        conversation_id,
        body.text,
        token=token,
        client_id=body.client_id,
        language=body.language,
    )
    return AnsweredMessage(
        message=str(answered.message), state=answered.state, replies=answered.replies
    )


@router.get(
    "/{conversation_id}/events",
    response_class=EventSourceResponse,
    responses=errors(WrongToken),
)
async def events(
    conversation_id: OpenedId,
    parts: PartsDep,
    last_event_id: Annotated[int, Header()] = 0,
    after: Annotated[int, Query()] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """Stream what happens in the conversation, from its beginning or after the last event seen."""
    whole = partial(streams.whole, conversation_id=conversation_id)
    topic, last = topic_of(conversation_id), max(last_event_id, after)
    async for event in parts.hub.stream(topic, last, whole):
        number = str(event.id) if event.id else None
        yield ServerSentEvent(id=number, event=event.kind, data=event.payload)


@router.post(
    "/{conversation_id}/typing",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=errors(WrongToken),
)
async def typing(conversation_id: OpenedId, parts: PartsDep) -> Response:
    """Let the person who has the conversation see that its tenant writes."""
    await parts.unit(lambda session: writing.tenant_types(session, conversation_id))
    return Response(status_code=204)
