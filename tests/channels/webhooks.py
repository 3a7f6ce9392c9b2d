"""Twilio's side of the two webhooks, for their tests: one application, as the backend builds it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI

from channels import InboundMessage, Quarantined, StatusUpdate
from channels.sms.twilio_signature import sign
from channels.sms.webhook import WebhookSettings, router

PUBLIC_URL = "https://loge.example.org"
TOKEN = "the-account-token"
ACCOUNT = "AC" + "a" * 32
OURS = "+33939000001"
TENANT = "+33639980012"
INBOUND = "/channels/sms/inbound"
STATUS = "/channels/sms/status"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class Backend:
    """What was handed over; `broken` stands for a database that does not commit."""

    messages: list[InboundMessage] = field(default_factory=list)
    updates: list[StatusUpdate] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    broken: bool = False

    async def on_message(self, message: InboundMessage) -> None:
        if self.broken:
            raise ConnectionError("no database")
        self.messages.append(message)

    async def on_status(self, update: StatusUpdate) -> None:
        self.updates.append(update)

    async def on_quarantine(self, request: Quarantined) -> None:
        self.quarantined.append(request)


class Client:
    """A client of an application in this process, at an address that is not the public one."""

    def __init__(self, app: FastAPI) -> None:
        # A proxy is in between: the application is reached as plain HTTP on another host.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7:8000")
        self.runner = asyncio.Runner()

    def post(self, url: str, **given: Any) -> httpx.Response:
        return self.runner.run(self.http.post(url, **given))

    def get(self, url: str, **given: Any) -> httpx.Response:
        return self.runner.run(self.http.get(url, **given))

    def post_at_once(self, times: int, url: str, **given: Any) -> list[httpx.Response]:
        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(self.http.post(url, **given) for _ in range(times)))

        return self.runner.run(all_of_them())

    def close(self) -> None:
        self.runner.run(self.http.aclose())
        self.runner.close()


class Webhooks:
    """Twilio's side of the conversation."""

    def __init__(self, account_sid: str | None = ACCOUNT, *, fallback_url: str = "") -> None:
        self.backend = Backend()
        chosen = WebhookSettings(
            PUBLIC_URL,
            TOKEN,
            account_sid,
            fallback_url=fallback_url,
            own_numbers=frozenset({OURS, "38000"}),
        )
        app = FastAPI()
        app.include_router(
            router(
                self.backend.on_message,
                self.backend.on_status,
                chosen,
                on_quarantine=self.backend.on_quarantine,
            )
        )
        self.client = Client(app)

    def post(
        self, form: Any, path: str = INBOUND, *, signature: str | None = "", query: str = ""
    ) -> Any:
        pairs = list(form.items()) if isinstance(form, dict) else form
        url = f"{path}?{query}" if query else path
        if signature == "":
            signature = sign(PUBLIC_URL + url, pairs, TOKEN)
        headers = {"Content-Type": FORM_TYPE}
        if signature is not None:
            headers["X-Twilio-Signature"] = signature
        return self.client.post(url, content=urlencode(pairs), headers=headers)


def sms(**changes: str) -> dict[str, str]:
    form = {
        "MessageSid": "SM" + "0" * 32,
        "AccountSid": ACCOUNT,
        "From": TENANT,
        "To": OURS,
        "Body": "Ça fuit & l’eau monte",
        "NumMedia": "0",
    }
    return form | changes
