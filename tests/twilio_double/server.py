"""Run the double on a free port of its own thread, and carry its signed callbacks."""

import asyncio
import random
import socket
import threading
from collections.abc import Iterable, Sequence
from typing import Any, Self

import httpx
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from channels.sms.twilio_signature import SIGNATURE_HEADER, sign
from tests.twilio_double.app import MessagesApi
from tests.twilio_double.network import Network, Served, SmsMessage
from tests.twilio_double.outcomes import Outcome

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "token-of-the-double"
OWN_NUMBER = "+33939000001"


class _Protocol(H11Protocol):
    """Lets a route reach its connection, to break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
        self.access_log = False  # the query of the list holds numbers


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class TwilioDouble:
    """Start, script, read what was accepted, stop; also a context manager.

    Every accepted message travels: its reports (`journey`, by default sent and delivered) go to
    its StatusCallback, signed; `doubled` sends each twice, `shuffled` (a seed) mixes them,
    `early_callbacks` sends them before the answer. `callback_transport` is where they go
    instead of the network: an `httpx.ASGITransport` of the application under test.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        own_number: str = OWN_NUMBER,
        callback_transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.own_number = own_number
        self.network = Network(own_number)
        self.journey: Sequence[str] = ("sent", "delivered")
        self.failures: dict[str, int] = {}
        self.doubled = False
        self.shuffled: int | None = None
        self.callback_statuses: list[int] = []
        self._transport = callback_transport
        self._api = MessagesApi(self.network, account_sid, auth_token, self._set_off)
        # Named TCP, else asyncio leaves Nagle's algorithm on: 40 ms for each request.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", port))
        self._server = _Server(self._config())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pending: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="twilio-double", daemon=True)

    @property
    def url(self) -> str:
        """The base address, to be given as TWILIO_API_URL."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def accepted(self) -> list[SmsMessage]:
        """Everything that really went out, in order, whatever the clients were told."""
        return [message for message in self.network.messages if message.direction != "inbound"]

    def script(self, outcomes: Iterable[Outcome], *, for_list: bool = False) -> None:
        """Say what happens to the next requests, one outcome each."""
        self.network.script(outcomes, for_list=for_list)

    def opt_out(self, number: str) -> None:
        """Enter a number that said STOP: 21610 from now on."""
        self.network.opted_out.add(number)

    @property
    def list_lag(self) -> float:
        """Seconds after which an accepted message appears in the list."""
        return self.network.list_lag

    @list_lag.setter
    def list_lag(self, seconds: float) -> None:
        self.network.list_lag = seconds

    @property
    def early_callbacks(self) -> bool:
        """Whether the reports overtake the answer to the request that caused them."""
        return self._api.early_callbacks

    @early_callbacks.setter
    def early_callbacks(self, value: bool) -> None:
        self._api.early_callbacks = value

    def receive(
        self,
        body: str,
        sender: str,
        *,
        url: str | None,
        times: int = 1,
        media: Sequence[Served] = (),
        **fields: str,
    ) -> list[int]:
        """Let somebody write to us: POST the webhook `times` times at once, signed.

        Returns the statuses of the answers. Without `url` the message is only in the list, as
        when we are down.
        """
        message = self.network.add(
            SmsMessage(self.own_number, sender, body, direction="inbound", status="received")
        )
        message.sent, message.media = message.created, list(media)
        form = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "SmsMessageSid": message.sid,
            "AccountSid": self.account_sid,
            "From": sender,
            "To": self.own_number,
            "Body": body,
            "NumMedia": str(len(media)),
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
            **self._media_fields(message),
            **fields,
        }
        if url is None:
            return []
        return list(self._in_loop(self._post_all([(url, form)] * times)))

    def _media_fields(self, message: SmsMessage) -> dict[str, str]:
        fields = {}
        for number, one in enumerate(message.media):
            fields[f"MediaUrl{number}"] = self.media_url(message, one)
            fields[f"MediaContentType{number}"] = one.content_type
        return fields

    def media_url(self, message: SmsMessage, media: Served) -> str:
        """Return the address of a file as Twilio's webhook names it."""
        account = f"https://api.twilio.com/2010-04-01/Accounts/{self.account_sid}"
        return f"{account}/Messages/{message.sid}/Media/{media.sid}"

    def reset(self) -> None:
        """Forget every message, script and opt-out, so that one server serves several tests."""
        self.drain()
        self.network.clear()
        self.callback_statuses.clear()
        self.failures.clear()

    def drain(self, timeout: float = 10) -> None:
        """Wait until every report of the accepted messages has been delivered."""
        self._in_loop(self._settled(), timeout)

    def start(self) -> Self:
        """Serve, and return when the first request would be answered."""
        self._thread.start()
        if not self._server.ready.wait(10):
            raise RuntimeError("the double did not start")
        return self

    def stop(self) -> None:
        """Release what hangs and end the thread."""
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._api.released.set)
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._api.app(),
            http=_Protocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._server.serve(sockets=[self._socket]))

    def _in_loop(self, work: Any, timeout: float = 30) -> Any:
        if self._loop is None:
            raise RuntimeError("the double is not started")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def _set_off(self, message: SmsMessage) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._travel(message))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        return task

    async def _settled(self) -> None:
        while self._pending:
            await asyncio.gather(*self._pending)

    async def _travel(self, message: SmsMessage) -> None:
        code = self.failures.get(message.to)
        journey = ["sent", "undelivered"] if code else list(self.journey)
        reports = [self._report(message, status, code) for status in journey]
        if journey:
            message.status, message.sent = journey[-1], message.created
            message.error_code = code
        if self.doubled:
            reports *= 2
        if self.shuffled is not None:
            random.Random(self.shuffled).shuffle(reports)
        if message.status_callback:
            self.callback_statuses += await self._post_all(reports, at_once=False)

    def _report(
        self, message: SmsMessage, status: str, code: int | None
    ) -> tuple[str, dict[str, str]]:
        form = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": status,
            "SmsStatus": status,
            "AccountSid": self.account_sid,
            "From": message.sender,
            "To": message.to,
            "ApiVersion": "2010-04-01",
        }
        if message.messaging_service_sid:
            form["MessagingServiceSid"] = message.messaging_service_sid
        if code and status == "undelivered":
            form["ErrorCode"] = str(code)
        return message.status_callback, form

    async def _post_all(
        self, requests: list[tuple[str, dict[str, str]]], *, at_once: bool = True
    ) -> list[int]:
        async with httpx.AsyncClient(transport=self._transport, trust_env=False) as client:
            posts = [self._post(client, url, form) for url, form in requests]
            if at_once:
                return list(await asyncio.gather(*posts))
            return [await post for post in posts]

    async def _post(self, client: httpx.AsyncClient, url: str, form: dict[str, str]) -> int:
        """Return the status of the answer, 0 where there was none; nothing is repeated."""
        headers = {SIGNATURE_HEADER: sign(url, form, self.auth_token)}
        try:
            return (await client.post(url, data=form, headers=headers)).status_code
        except httpx.HTTPError:
            return 0
