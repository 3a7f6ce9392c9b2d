"""Keep one process alive: start it, notice its death, start it again, end it."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

FIRST_DELAY = 0.2
LONGEST_DELAY = 10.0
PROBE_EVERY = 0.05
# A process that lives and answers nothing is worth no more than a dead one.
LOOK_EVERY = 2.0
HUNG_AFTER = 30.0
# With the database's own, under the five seconds in which everything has ended.
LONGEST_GRACE = 3.0
LARGEST_LOG = 10_000_000
# Deaths before the first health after which a start is given up: it is a fault, not an accident.
ATTEMPTS_TO_START = 5

Say = Callable[[str], None]


class CannotStart(Exception):
    """A part dies at every start; the message is the end of its log."""


async def lives_on() -> bool:
    """Take a process that answers nobody for healthy when it has lived a moment."""
    await asyncio.sleep(1)
    return True


@dataclass(frozen=True)
class Service:
    """A process to keep alive, and how to know that it works."""

    name: str
    command: Callable[[], list[str]]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    healthy: Callable[[], Awaitable[bool]] = lives_on
    before: Callable[[], None] = lambda: None
    end_signal: signal.Signals = signal.SIGTERM
    grace: float = LONGEST_GRACE
    needs: tuple["Watched", ...] = ()


class Watched:
    """One service while it is watched; it runs until `end` is called."""

    def __init__(
        self, service: Service, say: Say, on_start: Callable[[str, int], None] = lambda *_: None
    ) -> None:
        self.service = service
        self._on_start = on_start
        self.ready = asyncio.Event()
        self.took = 0.0
        self._say = say
        self._ending = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._task = asyncio.create_task(self._keep_alive())

    async def wait_ready(self) -> None:
        """Wait for the first health; raises CannotStart when the process keeps dying instead."""
        health = asyncio.create_task(self.ready.wait())
        await asyncio.wait({health, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if not health.done():
            health.cancel()
            self._task.result()

    async def _keep_alive(self) -> None:
        delay, deaths, was_ready = FIRST_DELAY, 0, False
        while not self._ending.is_set():
            for needed in self.service.needs:
                await needed.ready.wait()
            code = await self._live_once()
            if self._ending.is_set():
                return
            if self.ready.is_set():
                delay, was_ready = FIRST_DELAY, True
                self.ready.clear()
            deaths += 1
            if not was_ready and deaths >= ATTEMPTS_TO_START:
                raise CannotStart(f"{self.service.name} does not start:\n{self._end_of_log()}")
            self._say(f"{self.service.name} ended ({reason(code)}); again in {delay:.1f} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _live_once(self) -> int:
        """Run the process to its end, watching for its health meanwhile; return its exit code."""
        self.service.before()
        process = self._process = await spawn(self.service)
        self._on_start(self.service.name, process.pid)
        probe = asyncio.create_task(self._probe(process))
        try:
            return await process.wait()
        finally:
            probe.cancel()
            # What it started itself goes with it.
            signal_group(process.pid, signal.SIGKILL)

    async def _probe(self, process: asyncio.subprocess.Process) -> None:
        """Notice the first health; then kill the process once it has answered nothing for long."""
        started = time.monotonic()
        while not await self.service.healthy():
            await asyncio.sleep(PROBE_EVERY)
        answered = time.monotonic()
        self.took = answered - started
        self.ready.set()
        while time.monotonic() - answered < HUNG_AFTER:
            await asyncio.sleep(LOOK_EVERY)
            if await self.service.healthy():
                answered = time.monotonic()
        self._say(f"{self.service.name} has not answered for {HUNG_AFTER:.0f} s")
        process.kill()

    def _end_of_log(self) -> str:
        lines = self.service.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join([*lines, f"(the whole log: {self.service.log})"])

    async def end(self) -> None:
        """End the process: asked first, killed after its grace."""
        self._ending.set()
        process = self._process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(self.service.end_signal)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), self.service.grace)
            signal_group(process.pid, signal.SIGKILL)
            await process.wait()
        self._task.cancel()
        with suppress(asyncio.CancelledError, CannotStart):
            await self._task


async def spawn(service: Service) -> asyncio.subprocess.Process:
    """Start the process in a session of its own: the terminal's Ctrl-C reaches us alone."""
    with open_log(service.log) as log:
        return await asyncio.create_subprocess_exec(
            *service.command(),
            cwd=service.folder,
            env=service.environment or None,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def reason(code: int) -> str:
    """Say in words how a process ended."""
    if code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name


def signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def open_log(path: Path) -> BinaryIO:
    """Open a log to add to it; a large one is put aside first, one generation is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")
