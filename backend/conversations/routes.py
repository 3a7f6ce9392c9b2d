"""The web chat's interface, as the contract fixes it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, status
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, BeforeValidator, Field
from sqlmodel import Session

from backend import safety
from backend.clock import now
from backend.conversations import service
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
from backend.i18n import LANGUAGES

LONGEST_MESSAGE = 5_000


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
    parts.opening.count(request.client.host if request.client else "")
    landlord = body.landlord or parts.settings.landlord or None
    if landlord is not None and landlord not in parts.landlords:
        raise UnknownLandlord
    language = body.language if body.language in LANGUAGES else "fr"
    conversation, token = service.open_web(session, landlord=landlord, language=language, now=now())
    return OpenedConversation(conversation=conversation.id, token=token)


@router.post(
    "/{conversation_id}/messages",
    responses=errors(WrongToken, EmptyMessage, MessageTooLong, StillAnswering),
)
async def say(
    conversation_id: str, token: Token, body: SaidMessage, parts: PartsDep
) -> AnsweredMessage:
    """Keep a message, then answer it; the wait for Rasa holds no thread and no connection."""

    _check_readable(body.text)

    def keep(session: Session, lease: timedelta | None) -> service.Received:
        return service.receive(
            session,
            conversation_id,
            body.text,
            token=token,
            provider_id=f"{conversation_id}:{body.client_id}",
            client_id=body.client_id,
            language=body.language if body.language in LANGUAGES else None,
            knows=parts.knows,
            readers=parts.readers,
            lease_for=lease,
            now=now(),
        )

    within = parts.settings.turn_timeout + parts.settings.turn_lease
    answered = await parts.turns.take(keep, within=within)
    if answered is None:
        raise StillAnswering
    return AnsweredMessage(
        message=str(answered.message), state=answered.state, replies=answered.replies
    )


def _check_readable(text: str) -> None:
    if safety.is_blank(text):
        raise EmptyMessage
    if len(text) > LONGEST_MESSAGE:
        raise MessageTooLong(LONGEST_MESSAGE)


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
    async for event in parts.hub.stream(topic_of(conversation_id), max(last_event_id, after)):
        yield ServerSentEvent(id=str(event.id), event=event.kind, data=event.payload)
