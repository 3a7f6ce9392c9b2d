"""The whole product: prepared, started part by part, watched until it is told to end."""

import asyncio
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from backend.config import ROOT, Settings
from backend.db import plain_url
from backend.supervisor import services
from backend.supervisor.commands import leashed
from backend.supervisor.keys import keys
from backend.supervisor.postgres import Cluster, PostgresFailed
from backend.supervisor.terminal import Terminal
from backend.supervisor.training import current_model
from backend.supervisor.watch import CannotStart, Service, Watched

# Every part works by then, yet a message would get no answer: a fault that waiting does not mend.
LONGEST_WAIT = 60.0


class CannotRun(Exception):
    """Why the product cannot start here, in words for the operator."""


@contextmanager
def only_supervisor(settings: Settings) -> Iterator[None]:
    """Hold the data folder; refuse when another supervisor holds it."""
    folder = settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotRun(
                f"Loge already runs on the data folder {folder} (process {lock.read().strip()}). "
                "Stop it first, or give this one another DATA_DIR and PORT."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


class Product:
    """One run of the product on one data folder."""

    def __init__(self, settings: Settings, terminal: Terminal) -> None:
        self.settings = settings
        self.terminal = terminal
        self.watched: dict[str, Watched] = {}
        self.parts: dict[str, str] = {}
        self.processes: dict[str, int] = {}

    async def start(self) -> None:
        """Start everything; return once a tenant's message would get its answer."""
        self.parts = self._settings_of_the_parts()
        database = await self._start_database()
        await together(self._start_bot(database), self._start_backend(database))
        await self._until_ready()

    def _settings_of_the_parts(self) -> dict[str, str]:
        settings = self.settings
        port = services.free_port(settings.rasa_port)
        embedded = Cluster(settings.data_dir / "postgres").url()
        return {name.upper(): value for name, value in keys(settings).items()} | {
            "DATA_DIR": str(settings.data_dir),
            "DATABASE_URL": settings.database_url or embedded,
            "HOST": settings.host,
            "PORT": str(settings.port),
            "RASA_PORT": str(port),
            "RASA_URL": f"http://{services.LOOPBACK}:{port}",
        }

    def watch(self, service: Service) -> Watched:
        self.watched[service.name] = Watched(service, self.terminal.say, self._note_process)
        return self.watched[service.name]

    def _note_process(self, name: str, number: int) -> None:
        """Keep the process numbers in a file, for operators and their tools."""
        self.processes[name] = number
        path = self.settings.data_dir / "pids.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(self.processes))
        fresh.replace(path)

    async def _start_database(self) -> tuple[Watched, ...]:
        """Start the embedded server, or reach the landlord's; Rasa's own schema is made here."""
        with self.terminal.step("database"):
            needs: tuple[Watched, ...] = ()
            if not self.settings.database_url:
                cluster = Cluster(self.settings.data_dir / "postgres")
                await asyncio.to_thread(cluster.initialise)
                needs = (self.watch(services.embedded_postgres(self.settings)),)
                await needs[0].wait_ready()
                cluster.create_database()
            with psycopg.connect(plain_url(self.parts["DATABASE_URL"])) as connection:
                connection.execute("CREATE SCHEMA IF NOT EXISTS rasa")
        return needs

    async def _start_bot(self, needs: tuple[Watched, ...]) -> None:
        model = current_model()
        if model is None:
            with self.terminal.step("training the bot"):
                await self._run("train")
            model = current_model()
        if model is None:
            raise CannotRun("the bot's data changed while it was trained: run this again")
        rasa = self.watch(services.rasa(self.settings, self.parts, model, needs))
        await rasa.wait_ready()
        self.terminal.times["bot"] = rasa.took

    async def _start_backend(self, needs: tuple[Watched, ...]) -> None:
        with self.terminal.step("tables and demonstration data"):
            await self._run("prepare")
        worker = self.watch(services.worker(self.settings, self.parts, needs))
        web = self.watch(services.web(self.settings, self.parts, needs))
        await together(web.wait_ready(), worker.wait_ready())
        self.terminal.times["web"] = web.took

    async def _run(self, command: str) -> None:
        """Run one of our own commands to its end: progress on its output, faults on its errors."""
        process = await asyncio.create_subprocess_exec(
            *leashed([sys.executable, "-m", "backend.supervisor", command]),
            cwd=ROOT,
            env=os.environ | self.parts,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None  # noqa: S101
        assert process.stderr is not None  # noqa: S101
        faults = asyncio.create_task(process.stderr.read())
        try:
            async for line in process.stdout:
                self.terminal.progress(line.decode(errors="replace"))
            if await process.wait() != 0:
                fault = (await faults).decode(errors="replace").strip()
                raise CannotRun("\n".join(fault.removeprefix("error: ").splitlines()[-40:]))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    async def _until_ready(self) -> None:
        host, port = services.own_address(self.settings), self.settings.port
        deadline = time.monotonic() + LONGEST_WAIT
        while True:
            status, body = await services.http_get(host, port, "/readyz", seconds=5)
            if status == 200:
                return
            if time.monotonic() > deadline:
                raise CannotRun(f"not ready after {LONGEST_WAIT:.0f} s: {status} {body[:500]}")
            await asyncio.sleep(0.05)

    async def end(self) -> None:
        """End every part: those that answer people first, the database last."""
        started = time.monotonic()
        database = self.watched.pop("postgres", None)
        await asyncio.gather(*(part.end() for part in self.watched.values()))
        if database is not None:
            await database.end()
        self.terminal.say(f"ended in {time.monotonic() - started:.1f} s")


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Do several things at once; when one fails, the others are given up."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def serve(settings: Settings, terminal: Terminal) -> None:
    """Run the product until a signal asks for its end."""
    ending = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    product = Product(settings, terminal)
    asked = asyncio.create_task(ending.wait())
    start = asyncio.create_task(product.start())
    try:
        await asyncio.wait({asked, start}, return_when=asyncio.FIRST_COMPLETED)
        if start.done():
            await start
            announce(settings, terminal)
            await asked
        terminal.say("ending…")
    finally:
        start.cancel()
        asked.cancel()
        await asyncio.gather(start, asked, return_exceptions=True)
        await product.end()


def announce(settings: Settings, terminal: Terminal) -> None:
    """Print where the product is, who can sign in, and that it is ready."""
    base = settings.public_base
    took = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in terminal.times.items())
    terminal.say()
    for name, path in {
        "Web chat": "/",
        "Console": "/console",
        "SMS simulator": "/dev/sms" if settings.simulated_sms else "",
    }.items():
        if path:
            terminal.say(f"  {name:<14} {base}{path}")
    if settings.demo:
        from backend import demo

        terminal.say()
        for login, password in demo.accounts():
            terminal.say(f"  {login:<40} {password}")
    terminal.say()
    terminal.say(f"started in {terminal.elapsed():.1f} s ({took})")
    terminal.say("ready")


def run(settings: Settings, terminal: Terminal) -> int:
    """Run the product in the foreground; return the exit code."""
    # The parts work in other folders than this process.
    settings = settings.model_copy(update={"data_dir": ROOT / settings.data_dir})
    try:
        with only_supervisor(settings):
            refusal = services.refusal(settings.host, settings.port)
            if refusal:
                raise CannotRun(
                    f"nothing can listen on {settings.host}:{settings.port} ({refusal}). "
                    "Stop the program that does, or choose another port: PORT=8080 make run"
                )
            asyncio.run(serve(settings, terminal))
    except (CannotRun, CannotStart, PostgresFailed, psycopg.OperationalError) as error:
        terminal.fail(str(error))
        return 1
    return 0
