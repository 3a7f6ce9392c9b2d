"""The double's HTTP side: Twilio's three message routes, and a control for other processes."""

import asyncio
import base64
import hmac
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.twilio_double import published
from tests.twilio_double.network import LIST_PARAMETERS, Network, Served, SmsMessage
from tests.twilio_double.outcomes import Ending, Outcome

Travels = Callable[[SmsMessage], asyncio.Task[None]]


class MessagesApi:
    """POST and GET of Messages.json, as scripted."""

    def __init__(
        self, network: Network, account_sid: str, auth_token: str, travels: Travels
    ) -> None:
        self.network = network
        self.account_sid = account_sid
        self.early_callbacks = False
        self.released = asyncio.Event()
        self._travels = travels
        pair = f"{account_sid}:{auth_token}".encode()
        self._authorization = f"Basic {base64.b64encode(pair).decode()}"

    def app(self) -> Starlette:
        """Return the ASGI application."""
        base = f"/2010-04-01/Accounts/{self.account_sid}/Messages"
        return Starlette(
            routes=[
                Route(f"{base}.json", self.create, methods=["POST"]),
                Route(f"{base}.json", self.list, methods=["GET"]),
                Route(f"{base}/{{sid}}.json", self.fetch, methods=["GET"]),
                Route(f"{base}/{{sid}}/Media.json", self.list_media, methods=["GET"]),
                Route(f"{base}/{{sid}}/Media/{{media}}", self.lead_to_media, methods=["GET"]),
                Route("/media/{media}", self.serve_media, methods=["GET"]),
                Route("/_control/script", self.control_script, methods=["POST"]),
                Route("/_control/accepted", self.control_accepted, methods=["GET"]),
                Route("/_control/opt-out", self.control_opt_out, methods=["POST"]),
            ]
        )

    async def create(self, request: Request) -> Response:
        """Take a message, or not, and tell the client something, or nothing."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_authorised(request):
            return _error(401, 20003)
        outcome = self.network.next_outcome()
        refused = self.network.refusal(form)
        if refused and outcome.status == 201:
            outcome = Outcome(accepted=False, status=400, code=refused)
        message = self.network.take(form) if outcome.accepted else None
        if message:
            journey = self._travels(message)
            if self.early_callbacks:
                await journey
        content = self._shown(message) if message else {}
        return await self._end(request, outcome, content)

    async def list(self, request: Request) -> Response:
        """Show messages, page by page."""
        query = dict(request.query_params)
        if not self._is_authorised(request):
            return _error(401, 20003)
        if not set(query) <= LIST_PARAMETERS:
            return _error(400, 20001)
        outcome = self.network.next_outcome(for_list=True)
        status = 200 if outcome.status == 201 else outcome.status
        content = self._page(query, request.url.path)
        return await self._end(request, outcome, content, answered=status)

    async def fetch(self, request: Request) -> Response:
        """Show one message."""
        if not self._is_authorised(request):
            return _error(401, 20003)
        for message in self.network.messages:
            if message.sid == request.path_params["sid"]:
                return JSONResponse(self._shown(message))
        return _error(404, 20404)

    async def list_media(self, request: Request) -> Response:
        """List the files of a message."""
        if not self._is_authorised(request):
            return _error(401, 20003)
        here = request.url.path.removesuffix(".json")
        found = [
            {"sid": m.sid, "content_type": m.content_type, "uri": f"{here}/{m.sid}.json"}
            for message in self.network.messages
            if message.sid == request.path_params["sid"]
            for m in message.media
        ]
        return JSONResponse({"media_list": found, "next_page_uri": None})

    async def lead_to_media(self, request: Request) -> Response:
        """Lead to the media host, or elsewhere, as the API does with the account's key."""
        if not self._is_authorised(request):
            return _error(401, 20003)
        found = self._media(request)
        if found is None:
            return _error(404, 20404)
        location = found.location or f"https://mms.twiliocdn.com/media/{found.sid}?sig=1"
        return Response(status_code=307, headers={"Location": location})

    async def serve_media(self, request: Request) -> Response:
        """Serve a file, well or badly; the account's key must not come here."""
        found = self._media(request)
        if found is None or "authorization" in request.headers:
            return Response(status_code=400)
        found.asked += 1
        await self._wait(found.delay)
        if found.asked <= found.failures:
            return Response(status_code=found.status)
        if found.drip:
            return StreamingResponse(_drops(found.content), media_type=found.content_type)
        return Response(found.content, media_type=found.content_type)

    def _media(self, request: Request) -> Served | None:
        every = (m for message in self.network.messages for m in message.media)
        return next((m for m in every if m.sid == request.path_params["media"]), None)

    async def control_script(self, request: Request) -> Response:
        """Script the next requests: a list of outcomes, `?for=list` for those of the list."""
        outcomes = [
            Outcome(**{**item, "ending": Ending(item.get("ending", "answer"))})
            for item in await request.json()
        ]
        self.network.script(outcomes, for_list=request.query_params.get("for") == "list")
        return JSONResponse({"scripted": len(outcomes)})

    async def control_accepted(self, request: Request) -> Response:
        """Show everything that was accepted, the list's lag notwithstanding."""
        fields = ("sid", "to", "sender", "body", "status", "status_callback")
        sent = [asdict(m) for m in self.network.messages if m.direction != "inbound"]
        return JSONResponse([{name: message[name] for name in fields} for message in sent])

    async def control_opt_out(self, request: Request) -> Response:
        """Enter a number that said STOP."""
        self.network.opted_out.add(str((await request.json())["number"]))
        return Response(status_code=204)

    async def _end(
        self, request: Request, outcome: Outcome, content: dict[str, Any], answered: int = 201
    ) -> Response:
        if outcome.delay or outcome.ending is Ending.HANG:
            await self._wait(None if outcome.ending is Ending.HANG else outcome.delay)
        if outcome.ending is Ending.RESET:
            return await _broken(request)
        if outcome.garbled is not None:
            return Response(outcome.garbled, answered if outcome.status == 201 else outcome.status)
        if outcome.status != 201:
            return _error(outcome.status, outcome.code, outcome.retry_after)
        return JSONResponse(content, status_code=answered)

    async def _wait(self, seconds: float | None) -> None:
        if seconds == 0:
            return
        try:
            await asyncio.wait_for(self.released.wait(), seconds)
        except TimeoutError:
            return

    def _is_authorised(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), self._authorization.encode())

    def _page(self, query: dict[str, str], path: str) -> dict[str, Any]:
        found = self.network.listed(query)
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        shown = found[page * size : (page + 1) * size]
        more = len(found) > (page + 1) * size
        content = {
            "messages": [message.resource(self.account_sid) for message in shown],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(len(shown) - 1, 0),
            "uri": _uri(path, query, page),
            "first_page_uri": _uri(path, query, 0),
            "next_page_uri": _uri(path, query, page + 1) if more else None,
            "previous_page_uri": _uri(path, query, page - 1) if page else None,
        }
        published.Page.model_validate(content)
        return content

    def _shown(self, message: SmsMessage) -> dict[str, Any]:
        """Return the resource, as Twilio publishes it; a double that differs breaks its test."""
        content = message.resource(self.account_sid)
        published.Message.model_validate(content)
        return content


async def _drops(content: bytes) -> AsyncIterator[bytes]:
    for byte in content:
        yield bytes([byte])
        await asyncio.sleep(0.05)


def _uri(path: str, query: dict[str, str], page: int) -> str:
    return f"{path}?{urlencode({**query, 'Page': page})}"


def _error(status: int, code: int | None, retry_after: str | None = None) -> Response:
    content = {
        "code": code,
        "message": "scripted by the double",
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return JSONResponse(content, status_code=status, headers=headers)


async def _broken(request: Request) -> Response:
    """Close the connection with RST, as a network does that fails."""
    transport = request.scope["state"]["transport"]
    linger_none = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_none)
    transport.abort()
    await asyncio.sleep(0)
    return Response()
