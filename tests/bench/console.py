"""The console with a landlord's whole life in it: its lists, and a message's way to the screen.

100 000 conversations of which 2 000 are open, a year of calls and 50 agents who look, on the whole
product; with LONG=1 300 000 requests too, and each figure from more tries. The lists are compared
with one row read by its index. A message's way is measured with one web process, then with two:
half of the agents look through the second one.
"""

import asyncio
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from backend.config import ROOT, Settings
from backend.db import plain_url
from backend.sollicitations import codes
from backend.supervisor.commands import leashed
from backend.supervisor.keys import keys
from backend.supervisor.services import free_port
from tests.bench.figures import figure, percentile
from tests.servers import LiveServer, live_server, until

CONVERSATIONS, OPEN, AGENTS = 100_000, 2_000, 50
CALLS, TENANTS = 46_500, 10_000
TOKEN = "token-of-the-bench"
NOW = datetime.now(UTC)
LONG_ENOUGH = httpx.Timeout(60)

CATEGORIES = "plomberie chauffage electricite serrurerie ascenseur voisinage loyer autre".split()
STATES = ["closed"] * 18 + ["received", "assigned"]
LISTS = (
    "",
    "?state=open",
    "?state=open&agency={agency}",
    "?state=open&agency={agency}&category=loyer&sort=quiet",
    "?agency={agency}&sort=changed",
    "?state=waiting_tenant",
    "?category=voisinage&sort=priority",
    "?state=open&days=30&sort=oldest",
    "?text=fuite 4711",
    "?text=robinet",
    "?text={code}",
    "?text=06 39 98 47 11",
    "?assigned=none&state=assigned",
)


@dataclass(frozen=True)
class Size:
    """How many requests there are, and from how many tries each figure is told."""

    requests: int
    pages: int
    messages: int


SHORT, LONG = Size(60_000, 60, 60), Size(300_000, 200, 150)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _copy(base: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[Any]) -> None:
    with base.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _requests(agencies: list[int], count: int) -> Iterator[tuple[Any, ...]]:
    what = cycle(("fuite", "robinet", "panne", "radiateur", "porte", "bruit", "quittance"))
    for number in range(count):
        at = NOW - timedelta(minutes=number * 7)
        yield (
            codes.draw(), "office64", agencies[number % len(agencies)],
            CATEGORIES[number % 8], f"Une {next(what)}, dossier {number}",
            f"{number % 200} rue des Essais, Pau", f"Locataire {number}",
            f"+3363998{number % 10_000:04d}", STATES[number % 20], number % 3 // 2, at, at,
        )  # fmt: skip


def _conversations(agents: list[int]) -> Iterator[tuple[Any, ...]]:
    for number in range(CONVERSATIONS):
        is_open, at = number < OPEN, NOW - timedelta(seconds=number)
        agent = agents[number % AGENTS] if is_open else None
        yield (
            f"bench-{number}", "web", f"contact-{number}", "office64", "fr",
            "agent" if is_open else "closed", 1, _hash(TOKEN), agent, at, at,
        )  # fmt: skip


def _messages() -> Iterator[tuple[Any, ...]]:
    for number in range(CONVERSATIONS):
        yield f"bench-{number}", "web", "tenant", "bonjour, toujours rien", NOW


def _number(number: int) -> str:
    return f"+3363998{number % TENANTS:04d}"


def _calls(agencies: list[int], agents: list[int]) -> Iterator[tuple[Any, ...]]:
    for number in range(CALLS):
        at = NOW - timedelta(minutes=number * 11)
        yield (
            "office64", _number(number * 7), agencies[number % len(agencies)],
            agents[number % AGENTS], at, at, at, CATEGORIES[number % 8], number % 2 == 0,
            "explications données", at,
        )  # fmt: skip


class Desk:
    """The data, and the agents who look at it."""

    def __init__(self, live: LiveServer, size: Size) -> None:
        self._live, self.size = live, size
        with psycopg.connect(plain_url(live.database_url), autocommit=True) as base:
            self._fill(base)

    def _fill(self, base: psycopg.Connection[Any]) -> None:
        found = base.execute("SELECT id FROM agency WHERE landlord = 'office64' ORDER BY id")
        agencies = [row[0] for row in found]
        logins = [f"bench.{number}" for number in range(AGENTS)]
        # Half of them see their agency's and what they help with, half the whole landlord's.
        homes = cycle([None, *agencies[:1], None, *agencies[1:2]])
        rows = [
            (login, login, "", "agent", "office64", home, "fr", ["fr"], [])
            for login, home in zip(logins, homes, strict=False)
        ]
        _copy(
            base,
            "agent",
            "login, name, password_hash, role, landlord, agency_id, language, speaks, skills",
            rows,
        )
        found = base.execute("SELECT id FROM agent WHERE login LIKE 'bench.%' ORDER BY id")
        self.agents = [row[0] for row in found]
        sessions = [(_hash(f"{TOKEN}-{a}"), a, "csrf", NOW, NOW) for a in self.agents]
        _copy(base, "agent_session", "token_hash, agent_id, csrf, created_at, seen_at", sessions)
        _copy(
            base,
            "sollicitation",
            "code, landlord, agency_id, category, description, address, contact_name,"
            " contact_phone, state, priority, opened_at, updated_at",
            _requests(agencies, self.size.requests),
        )
        tenants = (("office64", f"Locataire {n}", _number(n), "", "fr") for n in range(TENANTS))
        _copy(base, "person", "landlord, name, phone, dwelling, language", tenants)
        _copy(
            base,
            "phone_call",
            "landlord, phone, agency_id, agent_id, began_at, answered_at, ended_at, qualification,"
            " first_level, note, qualified_at",
            _calls(agencies, self.agents),
        )
        _copy(
            base,
            "conversation",
            "id, channel, contact, landlord, language, state, epoch, token_hash, agent_id,"
            " opened_at, updated_at",
            _conversations(self.agents),
        )
        _copy(base, "message", "conversation_id, channel, author, text, created_at", _messages())
        base.execute("VACUUM ANALYZE")
        code = base.execute("SELECT code FROM sollicitation WHERE id % 1000 = 7 LIMIT 1").fetchone()
        assert code is not None
        self.lists = [one.format(agency=agencies[0], code=code[0]) for one in LISTS]
        self.code = code[0]

    def cookies(self, number: int) -> dict[str, str]:
        return {"Cookie": f"loge_session={TOKEN}-{self.agents[number % AGENTS]}"}

    def one_row(self) -> Callable[[], None]:
        """Return what reads one request by its code, as little as a list could ever do."""
        base = psycopg.connect(plain_url(self._live.database_url), autocommit=True)
        return lambda: (
            base.execute("SELECT * FROM sollicitation WHERE code = %s", (self.code,)).fetchone()
            and None
        )


async def _page(http: httpx.AsyncClient, desk: Desk, number: int, address: str) -> float:
    began = time.perf_counter()
    answer = await http.get(address, headers=desk.cookies(number))
    took = time.perf_counter() - began
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return took


async def _lists(http: httpx.AsyncClient, desk: Desk) -> None:
    one_row, rows, lists, desks, pops = desk.one_row(), [], [], [], []
    for number, query in zip(range(desk.size.pages), cycle(desk.lists), strict=False):
        began = time.perf_counter()
        one_row()
        rows.append(time.perf_counter() - began)
        lists.append(await _page(http, desk, number, f"/console/sollicitations{query}"))
        desks.append(await _page(http, desk, number, "/console"))
        caller = _number(number * 131).replace("+", "%2B")
        pops.append(await _page(http, desk, number, f"/console/pop?caller={caller}"))
    figure("list_p95_ms", percentile(lists, 0.95) * 1000, "ms")
    figure("list_p50_ms", percentile(lists, 0.50) * 1000, "ms")
    figure("conversations_p95_ms", percentile(desks, 0.95) * 1000, "ms")
    figure("pop_p95_ms", percentile(pops, 0.95) * 1000, "ms")
    figure("one_row_p95_ms", percentile(rows, 0.95) * 1000, "ms")


@asynccontextmanager
async def _looking(doors: list[httpx.AsyncClient], desk: Desk) -> AsyncIterator[dict[str, float]]:
    """Let every agent look, in turn through each of the doors.

    Yield when each conversation was last seen to change.
    """
    seen: dict[str, float] = {}

    async def look(number: int) -> None:
        http = doors[number % len(doors)]
        headers = {**desk.cookies(number), "Accept": "text/event-stream"}
        async with http.stream("GET", "/console/events", headers=headers) as stream:
            async for line in stream.aiter_lines():
                owns = line.removeprefix("event: conversation-")
                if owns != line and int(owns.removeprefix("bench-")) % AGENTS == number:
                    await _page(http, desk, number, f"/console/conversations/{owns}/talk")
                    seen[owns] = time.perf_counter()

    looking = [asyncio.create_task(look(number)) for number in range(AGENTS)]
    await asyncio.sleep(2)
    try:
        yield seen
    finally:
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)


async def _inbound(doors: list[httpx.AsyncClient], desk: Desk) -> float:
    """Send messages of tenants, and wait for each until its agent's page shows it; return p95."""
    took = []
    async with _looking(doors, desk) as seen:
        for number in range(desk.size.messages):
            http = doors[number // 2 % len(doors)]
            conversation = f"bench-{number * 13 % OPEN}"
            began = time.perf_counter()
            await http.post(
                f"/api/webchat/conversations/{conversation}/messages",
                json={"text": "et maintenant ?", "client_id": uuid4().hex},
                headers={"Authorization": f"Bearer {TOKEN}"},
            )
            while seen.get(conversation, 0) < began:
                if time.perf_counter() - began > 10:
                    raise TimeoutError(conversation)
                await asyncio.sleep(0.005)
            took.append(seen[conversation] - began)
    return percentile(took, 0.95) * 1000


def _door(base: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=100)
    return httpx.AsyncClient(base_url=base, timeout=LONG_ENOUGH, trust_env=False, limits=limits)


@contextmanager
def _second_web(live: LiveServer) -> Iterator[str]:
    """Run one more web process on the same database; give its address."""
    port = free_port()
    settings = Settings(data_dir=live.data, _env_file=None)
    environment = {name.upper(): value for name, value in keys(settings).items()}
    environment |= live.environment | {
        "DATABASE_URL": live.database_url,
        "PORT": str(port),
        "RASA_URL": live.rasa,
    }
    command = [sys.executable, "-m", "uvicorn", "backend.asgi:app", "--port", str(port)]
    with (live.folder / "second.log").open("wb") as log:
        web = subprocess.Popen(
            leashed([*command, "--log-level", "warning"], death="SIGTERM"),
            env=os.environ | environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        web.kill()
        web.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False, verify=False).status_code == 200
    except httpx.HTTPError:
        return False


async def _measure(live: LiveServer, second: str, size: Size) -> None:
    desk = Desk(live, size)
    async with _door(live.base) as first, _door(second) as other:
        await _lists(first, desk)
        figure("inbound_p95_ms", await _inbound([first], desk), "ms")
        figure("inbound_two_p95_ms", await _inbound([first, other], desk), "ms")


def run() -> None:
    """Measure on the whole product, with data that is made here."""
    size = LONG if os.environ.get("LONG") else SHORT
    figure("conversations", CONVERSATIONS, "conversations")
    figure("requests", size.requests, "requests")
    with live_server() as live, _second_web(live) as second:
        asyncio.run(_measure(live, second, size))
