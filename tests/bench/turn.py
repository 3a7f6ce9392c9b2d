"""A whole turn through Loge against the same model's Rasa alone, interleaved in one run.

Alone means the same Rasa process, model, tracker store and action, called directly: what is
added is Loge's own work (two units of work, lease, feed, rendering).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx

from tests.bench.figures import figure, percentile
from tests.servers import LiveServer, live_server

QUESTION = "quels sont vos horaires au téléphone ?"
TURNS_OF_ONE = 6
ROUNDS = 5
CROWD = 16
LONG_ENOUGH = httpx.Timeout(60)

Say = Callable[[], Awaitable[None]]


class Tenant:
    """Somebody who asks the same question, through Loge or straight to Rasa."""

    def __init__(self, http: httpx.AsyncClient, live: LiveServer) -> None:
        self._http, self._live = http, live
        self._headers: dict[str, str] = {}
        self._id = ""

    async def arrive(self) -> "Tenant":
        """Open a conversation; both ways need one, since the action looks it up."""
        opened = await self._http.post(
            f"{self._live.base}/api/webchat/conversations", json={"landlord": "office64"}
        )
        self._id = opened.json()["conversation"]
        self._headers = {"Authorization": f"Bearer {opened.json()['token']}"}
        return self

    async def through_loge(self) -> None:
        """Ask by the contract's interface."""
        answer = await self._http.post(
            f"{self._live.base}/api/webchat/conversations/{self._id}/messages",
            json={"text": QUESTION, "client_id": uuid4().hex},
            headers=self._headers,
        )
        assert answer.json()["replies"][0]["act"] == "answer", answer.text

    async def to_rasa_alone(self) -> None:
        """Ask Rasa itself, with the metadata that Loge would give."""
        metadata = {"inbound": "0", "epoch": 0, "landlord": "office64", "language": "fr"}
        answer = await self._http.post(
            f"{self._live.rasa}/webhooks/rest/webhook",
            params={"token": self._live.rasa_token},
            json={
                "sender": self._id,
                "message": QUESTION,
                "metadata": {**metadata, "state": "bot"},
            },
        )
        assert answer.json()[0]["custom"]["act"] == "answer", answer.text


async def _crowd(
    http: httpx.AsyncClient, live: LiveServer, size: int, *, alone: bool
) -> tuple[float, list[float]]:
    """Return the turns a second of `size` tenants at once, and the seconds of each turn."""
    tenants = await asyncio.gather(*(Tenant(http, live).arrive() for _ in range(size)))
    took: list[float] = []

    async def converse(tenant: Tenant) -> None:
        say: Say = tenant.to_rasa_alone if alone else tenant.through_loge
        for _ in range(TURNS_OF_ONE):
            began = time.perf_counter()
            await say()
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*map(converse, tenants))
    return len(took) / (time.perf_counter() - began), took


async def _measure(live: LiveServer) -> None:
    async with httpx.AsyncClient(
        timeout=LONG_ENOUGH, limits=httpx.Limits(max_connections=64), trust_env=False
    ) as http:
        for alone in (True, False):
            await _crowd(http, live, 4, alone=alone)
        for size in (1, CROWD):
            await _compare(http, live, size)


async def _compare(http: httpx.AsyncClient, live: LiveServer, size: int) -> None:
    rates: dict[bool, list[float]] = {True: [], False: []}
    took: dict[bool, list[float]] = {True: [], False: []}
    for round_ in range(ROUNDS * (4 if size == 1 else 1)):
        for alone in (True, False) if round_ % 2 else (False, True):
            rate, times = await _crowd(http, live, size, alone=alone)
            rates[alone].append(rate)
            took[alone] += times
    suffix = "" if size == CROWD else "_sequential"
    added = percentile(took[False], 0.95) - percentile(took[True], 0.95)
    loge, rasa = (sum(rates[a]) / len(rates[a]) for a in (False, True))
    figure(f"loge_turns_per_s{suffix}", loge, "turns/s")
    figure(f"rasa_alone_turns_per_s{suffix}", rasa, "turns/s")
    figure(f"loge_to_rasa_alone{suffix}", loge / rasa, "ratio")
    figure(f"added_p95_ms{'' if size == 1 else '_crowd'}", added * 1000, "ms")


def run() -> None:
    """Measure on a product of its own, with its own data."""
    with live_server() as live:
        asyncio.run(_measure(live))
