"""The web chat's way to the telephone: ask for a code, then type it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request, status
from pydantic import BaseModel, Field

from backend.clock import now
from backend.continuing import service
from backend.continuing.errors import (
    CodeOver,
    NoMobile,
    TelephoneSilent,
    TooManyCodes,
    WrongCode,
)
from backend.conversations.errors import ConversationClosed, TelephoneBusy, WrongToken
from backend.conversations.parts import OpenedId, PartsDep
from backend.error_handlers import errors
from backend.limits import RateLimit

_MOST_ASKED = 10
_WINDOW = timedelta(minutes=10)


class Telephone(BaseModel):
    """The number that somebody typed."""

    phone: Annotated[str, Field(max_length=40)]


class Code(BaseModel):
    """The code that came by SMS."""

    code: Annotated[str, Field(max_length=20)]


class Continued(BaseModel):
    """The telephone, masked, and how long a code holds."""

    phone: str
    minutes: int


router = APIRouter(prefix="/api/webchat/conversations", tags=["web chat"])
_asking = RateLimit(_MOST_ASKED, _WINDOW)


def _told(phone: str) -> Continued:
    return Continued(phone=phone, minutes=int(service.VALID_FOR.total_seconds()) // 60)


@router.post(
    "/{conversation_id}/sms",
    status_code=status.HTTP_202_ACCEPTED,
    responses=errors(WrongToken, NoMobile, TelephoneSilent, TooManyCodes, ConversationClosed),
)
async def ask(
    conversation_id: OpenedId, body: Telephone, request: Request, parts: PartsDep
) -> Continued:
    """Send a code to a telephone, with which the conversation may go on there."""
    _asking.count(request.client.host if request.client else "")
    key = parts.settings.signing_key.get_secret_value()
    return _told(
        await parts.unit(
            lambda session: service.ask(session, conversation_id, body.phone, key, now=now())
        )
    )


@router.post(
    "/{conversation_id}/sms/code",
    responses=errors(WrongToken, WrongCode, CodeOver, TelephoneBusy, ConversationClosed),
)
async def verify(conversation_id: OpenedId, body: Code, parts: PartsDep) -> Continued:
    """Let the conversation go on by SMS; a wrong code is counted even though it is refused."""
    key = parts.settings.signing_key.get_secret_value()
    tried = await parts.unit(lambda session: service.count_try(session, conversation_id, now=now()))
    return _told(
        await parts.unit(lambda session: service.verify(session, tried, body.code, key, now=now()))
    )
