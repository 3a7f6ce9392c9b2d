"""Signed webhooks at a pace that does not wait for the answers, from a process of its own.

Who sends shares no interpreter with the product or the double, and speaks HTTP by hand over open
connections: what is measured is the answer, not the client.
"""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign

_CONNECTIONS = 64
_LONGEST = 60.0
_BODIES = ("quels sont vos horaires ?", "bonjour", "c'est quoi le SLS ?", "merci")


@dataclass(frozen=True)
class Target:
    """Where Twilio was told to send, and what signs it."""

    base: str
    account_sid: str
    auth_token: str
    own_number: str


@dataclass(frozen=True)
class Answered:
    """One webhook: its message, the status of the answer, and the seconds from its own moment."""

    sid: str
    status: int
    seconds: float


def offer(target: Target, *, rate: int, seconds: int, copies: int = 1) -> Sequence[Answered]:
    """Send `rate` webhooks a second for some seconds, each at its moment, whatever is answered.

    Each message is sent `copies` times at once; every one is of another telephone.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_run, target, rate, seconds, copies).result()


def _run(target: Target, rate: int, seconds: int, copies: int) -> Sequence[Answered]:
    return asyncio.run(_Sender(target).send(rate, rate * seconds, copies))


class _Sender:
    def __init__(self, target: Target) -> None:
        self._target = target
        address = urlsplit(target.base)
        self._host, self._port = address.hostname or "", address.port or 80
        self._idle: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()

    async def send(self, rate: int, number: int, copies: int) -> Sequence[Answered]:
        requests = [one for n in range(number // copies) for one in [self._request(n)] * copies]
        for _ in range(_CONNECTIONS):
            self._idle.put_nowait(await _Connection.open(self._host, self._port))
        began = time.perf_counter() + 0.2
        posts = [
            self._post(sid, request, began + n // copies * copies / rate)
            for n, (sid, request) in enumerate(requests)
        ]
        return await asyncio.gather(*posts)

    def _request(self, number: int) -> tuple[str, bytes]:
        sid, url = f"SM{uuid4().hex}", self._target.base + INBOUND_PATH
        form = {
            "MessageSid": sid,
            "AccountSid": self._target.account_sid,
            "From": f"+3363998{number % 10_000:04}",
            "To": self._target.own_number,
            "Body": _BODIES[number % len(_BODIES)],
            "NumMedia": "0",
        }
        body = urlencode(form).encode()
        head = (
            f"POST {INBOUND_PATH} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"X-Twilio-Signature: {sign(url, form, self._target.auth_token)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return sid, head.encode() + body

    async def _post(self, sid: str, request: bytes, moment: float) -> Answered:
        await asyncio.sleep(moment - time.perf_counter())
        connection = await self._idle.get()
        try:
            async with asyncio.timeout(_LONGEST):
                status = await connection.ask(request)
        except (OSError, EOFError, TimeoutError):
            connection, status = await _Connection.open(self._host, self._port), 0
        self._idle.put_nowait(connection)
        return Answered(sid, status, time.perf_counter() - moment)


@dataclass
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, host: str, port: int) -> "_Connection":
        return cls(*await asyncio.open_connection(host, port))

    async def ask(self, request: bytes) -> int:
        """Return the status of the answer, read to its end."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        lengths = [int(x.split(":")[1]) for x in lines if x.lower().startswith("content-length")]
        await self.reader.readexactly(lengths[0] if lengths else 0)
        return int(lines[0].split()[1])
