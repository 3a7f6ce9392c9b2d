"""Twilio's two webhooks: prove, read, hand over, then acknowledge.

The acknowledgement comes after the hand-over has returned, so after its commit: whatever
is answered with 2xx is stored. What cannot be trusted is handed to quarantine, not dropped.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from channels.delivery import StatusUpdate
from channels.errors import (
    BadSignature,
    ForeignAccount,
    NotAForm,
    RequestRefused,
    RequestTooLarge,
    UnreadableRequest,
)
from channels.messages import InboundMessage, Quarantined
from channels.phone import DEFAULT_REGION, mask
from channels.sms import INBOUND_PATH, STATUS_PATH
from channels.sms.twilio_signature import SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER, verify
from channels.sms.webhook_form import (
    Pairs,
    first_values,
    read_message,
    read_pairs,
    read_status,
)

OnMessage = Callable[[InboundMessage], Awaitable[None]]
OnStatus = Callable[[StatusUpdate], Awaitable[None]]
OnQuarantine = Callable[[Quarantined], Awaitable[None]]

_LARGEST_REQUEST = 512 * 1024
_LARGEST_KEPT = 16 * 1024
_FORM_TYPE = "application/x-www-form-urlencoded"
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

_REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "The request is not Twilio's, or not for this account."},
    400: {"description": "The request is Twilio's but cannot be read."},
    413: {"description": "The request is larger than any of Twilio's."},
    415: {"description": "The request is no form."},
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """What the webhooks are checked against.

    `public_url` is the address that Twilio was given, without path; `fallback_url` another one,
    that it asks when the first fails. `auth_token` is the
    account's, or the simulator's own where no account is configured (`account_sid` None): a
    signature is asked for in both cases. `own_numbers` are our senders, to stop loops.
    """

    public_url: str
    auth_token: str
    account_sid: str | None = None
    fallback_url: str = ""
    own_numbers: frozenset[str] = frozenset()
    region: str = DEFAULT_REGION


def router(
    on_message: OnMessage,
    on_status: OnStatus,
    settings: WebhookSettings,
    *,
    on_quarantine: OnQuarantine | None = None,
) -> APIRouter:
    """Return the two routes; each callback is awaited before Twilio gets its answer."""
    routes = APIRouter(tags=["sms"])
    receiver = _Receiver(on_message, on_status, settings, on_quarantine)
    for path, take in ((INBOUND_PATH, receiver.inbound), (STATUS_PATH, receiver.status)):
        routes.add_api_route(path, take, methods=["POST"], responses=dict(_REFUSALS))
    return routes


class _Receiver:
    def __init__(
        self,
        on_message: OnMessage,
        on_status: OnStatus,
        settings: WebhookSettings,
        on_quarantine: OnQuarantine | None,
    ) -> None:
        self._on_message = on_message
        self._on_status = on_status
        self._settings = settings
        self._on_quarantine = on_quarantine

    async def inbound(self, request: Request) -> Response:
        """Take an incoming SMS; the bot's answer goes out through the API, not in this one."""
        return await self._answer(request, INBOUND_PATH, self._take_message)

    async def status(self, request: Request) -> Response:
        """Take a report on a message that we sent."""
        return await self._answer(request, STATUS_PATH, self._take_status)

    async def _answer(self, request: Request, path: str, take: "_Take") -> Response:
        body = b""
        try:
            body = await _read(request)
            form = self._checked(request, path, body)
            await take(form, request, body)
        except RequestRefused as error:
            if isinstance(error, _KEPT) and request.headers.get(SIGNATURE_HEADER):
                await self._quarantine(error.type, request, path, body)
            return _problem(error)
        return Response(_EMPTY_TWIML, media_type="text/xml")

    async def _take_message(self, form: dict[str, str], request: Request, body: bytes) -> None:
        message = read_message(form, self._settings.region)
        if not message.sender:
            await self._quarantine("no-sender", request, INBOUND_PATH, body)
        elif message.is_loop(self._settings.own_numbers):
            log.warning("SMS from our own number %s ignored", mask(message.sender))
        else:
            await self._on_message(message)

    async def _take_status(self, form: dict[str, str], request: Request, body: bytes) -> None:
        update = read_status(form, _query(request))
        if update is None:
            log.warning("status callback with an unknown status ignored")
        else:
            await self._on_status(update)

    def _checked(self, request: Request, path: str, body: bytes) -> dict[str, str]:
        """Return the fields of a request that is proven to be Twilio's, and ours."""
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != _FORM_TYPE:
            raise NotAForm(f"Only {_FORM_TYPE} is taken here.")
        pairs = read_pairs(body)
        self._verify(request, path, pairs)
        form = first_values(pairs)
        ours = self._settings.account_sid
        if ours and form.get("AccountSid", ours) != ours:
            raise ForeignAccount("The request belongs to another account.")
        return form

    def _verify(self, request: Request, path: str, pairs: Pairs) -> None:
        """Return when the request is signed for one of the addresses that Twilio was given."""
        bases = filter(None, (self._settings.public_url, self._settings.fallback_url))
        refused: BadSignature | None = None
        for base in bases:
            try:
                return verify(
                    _address(base, request, path),
                    pairs,
                    request.headers.get(SIGNATURE_HEADER),
                    self._settings.auth_token,
                    settings_header=request.headers.get(SIGNATURE_SETTINGS_HEADER),
                )
            except BadSignature as error:
                refused = refused or error
        raise refused or BadSignature("No address was given to Twilio.", present=True)

    def _public_url(self, request: Request, path: str) -> str:
        return _address(self._settings.public_url, request, path)

    async def _quarantine(self, reason: str, request: Request, path: str, body: bytes) -> None:
        log.warning("request to %s quarantined: %s", path, reason)
        if self._on_quarantine is not None:
            signature = request.headers.get(SIGNATURE_HEADER, "")[:200]
            url = self._public_url(request, path)[:2048]
            await self._on_quarantine(Quarantined(reason, url, signature, body[:_LARGEST_KEPT]))


# What carries a signature may be a tenant's message, however badly it is signed or written.
_KEPT = (BadSignature, ForeignAccount, UnreadableRequest)
_Take = Callable[[dict[str, str], Request, bytes], Awaitable[None]]


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_REQUEST:
            raise RequestTooLarge("The request is larger than any message.")
    return bytes(body)


def _address(base: str, request: Request, path: str) -> str:
    """Return an address under a base; never from the Host header, nor from a proxy's path."""
    query = _query(request)
    return base.rstrip("/") + path + (f"?{query}" if query else "")


def _query(request: Request) -> str:
    raw: bytes = request.scope.get("query_string", b"")
    return raw.decode("latin-1")


def _problem(error: RequestRefused) -> JSONResponse:
    """Render the refusal as RFC 9457; it is read by the operator in Twilio's debugger."""
    return JSONResponse(
        {
            "type": f"/problems/{error.type}",
            "title": error.type.replace("-", " ").capitalize(),
            "status": error.status,
            "detail": str(error),
        },
        status_code=error.status,
        media_type="application/problem+json",
    )
