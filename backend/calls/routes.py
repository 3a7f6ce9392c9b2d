"""`/api/calls/{landlord}/events`: what the landlord's telephone system tells, signed.

The signature is that of Standard Webhooks, over the id, the moment and the raw body.
"""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response, Security
from fastapi.security import APIKeyHeader
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from backend.calls import service
from backend.calls.errors import NotSigned
from backend.calls.service import Step
from backend.config import Settings
from backend.db import SessionDep
from backend.error_handlers import errors
from backend.errors import BadInput
from backend.webhooks.signing import call_secret, sign
from channels.phone import dialled

_TOLERANCE = 300
_LONGEST_BODY = 4_000
_SIGNATURE = APIKeyHeader(name="webhook-signature", scheme_name="signature", auto_error=False)


class CallEvent(BaseModel):
    """One step of a call; `caller` is missing where the number is hidden."""

    call: str = Field(min_length=1, max_length=100)
    step: Step
    caller: str | None = Field(default=None, max_length=40)
    at: AwareDatetime


_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": CallEvent.model_json_schema()}},
    }
}


def router(
    settings: Settings, clock: Callable[[], datetime], landlords: frozenset[str]
) -> APIRouter:
    """Return the route, for the landlords that this deployment serves."""
    made = APIRouter(prefix="/api/calls")

    async def body_of(request: Request) -> bytes:
        return (await request.body())[: _LONGEST_BODY + 1]

    @made.post(
        "/{landlord}/events",
        status_code=204,
        responses=errors(NotSigned, BadInput),
        dependencies=[Security(_SIGNATURE)],
        openapi_extra=_BODY,
    )
    async def event(landlord: str, request: Request, session: SessionDep) -> Response:
        """Keep one step of a call, once however often it is told."""
        body = await body_of(request)
        key = settings.signing_key.get_secret_value()
        if landlord not in landlords or not _is_signed(request, landlord, key, body, clock()):
            raise NotSigned
        told = _read(body)
        service.note_step(
            session,
            landlord,
            told.call,
            told.step,
            phone=dialled(told.caller or ""),
            at=told.at.astimezone(UTC),
        )
        return Response(status_code=204)

    return made


def _is_signed(request: Request, landlord: str, key: str, body: bytes, now: datetime) -> bool:
    message = request.headers.get("webhook-id", "")
    moment = request.headers.get("webhook-timestamp", "")
    if not moment.isascii() or not moment.isdecimal() or len(body) > _LONGEST_BODY:
        return False
    if abs(now.timestamp() - int(moment)) > _TOLERANCE:
        return False
    right = sign(call_secret(key, landlord), message, int(moment), body).encode()
    given = request.headers.get("webhook-signature", "").encode()
    return any(hmac.compare_digest(right, one) for one in given.split(b" "))


def _read(body: bytes) -> CallEvent:
    try:
        return CallEvent.model_validate_json(body)
    except ValidationError as error:
        raise BadInput("The event is not readable.") from error
