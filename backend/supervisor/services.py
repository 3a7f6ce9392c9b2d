"""The parts of the product: what each is started with, and how it shows that it works."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from backend.config import ROOT, Settings
from backend.db import driver_url
from backend.supervisor.commands import leashed
from backend.supervisor.postgres import Cluster
from backend.supervisor.training import BOT, bot_environment, bot_python
from backend.supervisor.watch import Service, Watched

LOOPBACK = "127.0.0.1"
WILDCARDS = {"0.0.0.0", "::", "", "localhost"}  # noqa: S104
# Rasa takes its token from the command line, where every user of the machine could read it.
# One argument with its value: a token may begin with a hyphen.
RASA_STARTER = (
    "import os, sys; sys.argv += ['--auth-token=' + os.environ['RASA_TOKEN']]; "
    "from rasa.__main__ import main; main()"
)
# Sentences of libpq that a landlord's address may carry, by the variable that says the same.
LIBPQ = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT"}


def own_address(settings: Settings) -> str:
    """Return the host by which this machine reaches its own web process."""
    return LOOPBACK if settings.host in WILDCARDS else settings.host


def refusal(host: str, port: int) -> str:
    """Return why a server could not listen here, nothing when it could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            return getattr(error, "strerror", None) or str(error)
    return ""


def free_port(wanted: int = 0) -> int:
    """Return the wanted port of the loopback, or another one when it is taken."""
    if wanted and not refusal(LOOPBACK, wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


async def http_get(host: str, port: int, path: str, *, seconds: float = 2) -> tuple[int, str]:
    """Return the status and the body of a GET; 0 when nobody answers."""
    with suppress(OSError, ValueError, IndexError, TimeoutError):
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET {path} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode())
                head, _, body = (await reader.read(100_000)).decode().partition("\r\n\r\n")
                return int(head.split()[1]), body
            finally:
                writer.close()
    return 0, "no answer"


def embedded_postgres(settings: Settings) -> Service:
    cluster = Cluster(settings.data_dir / "postgres")

    async def healthy() -> bool:
        return await asyncio.to_thread(cluster.is_answering)

    return Service(
        name="postgres",
        command=cluster.command,
        log=settings.data_dir / "logs" / "postgres.log",
        folder=Path("/"),
        healthy=healthy,
        before=cluster.clear,
        end_signal=signal.SIGINT,
        grace=1.5,
    )


def tracker_store(database_url: str) -> dict[str, str]:
    """Return what bot/endpoints.yml reads, from the address of the database."""
    url = make_url(driver_url(database_url))
    query = {name: value for name, value in url.query.items() if isinstance(value, str)}
    return {
        "RASA_DB_HOST": url.host or query.get("host", ""),
        "RASA_DB_PORT": str(url.port or query.get("port", "5432")),
        "RASA_DB_NAME": url.database or "loge",
        "RASA_DB_USER": url.username or "postgres",
        "RASA_DB_PASSWORD": str(url.password or ""),
    } | {variable: query[name] for name, variable in LIBPQ.items() if name in query}


def rasa_environment(settings: Settings, parts: dict[str, str]) -> dict[str, str]:
    host = own_address(settings)
    return (
        bot_environment()
        | tracker_store(parts["DATABASE_URL"])
        | {
            "LOGE_ACTION_URL": f"http://{host}:{settings.port}/internal/rasa/actions",
            "SERVICE_KEY": parts["SERVICE_KEY"],
            "RASA_TOKEN": parts["RASA_TOKEN"],
            # Its turns run one after the other; more connections would only be kept idle.
            "POSTGRESQL_POOL_SIZE": "4",
            "POSTGRESQL_MAX_OVERFLOW": "8",
            "SANIC_BACKLOG": "1024",
            # Nothing that a tenant wrote is logged at this level.
            "LOG_LEVEL": "ERROR",
            "LOG_LEVEL_LIBRARIES": "ERROR",
        }
    )


def rasa(
    settings: Settings, parts: dict[str, str], model: Path, needs: tuple[Watched, ...]
) -> Service:
    port = int(parts["RASA_PORT"])
    options = ["--model", str(model), "--endpoints", "endpoints.yml"]
    options += ["--credentials", "credentials.yml", "--interface", LOOPBACK, "--port", str(port)]

    async def healthy() -> bool:
        return (await http_get(LOOPBACK, port, "/"))[0] == 200

    return Service(
        name="rasa",
        command=lambda: leashed(
            [bot_python(), "-c", RASA_STARTER, "run", "--enable-api", *options]
        ),
        log=settings.data_dir / "logs" / "rasa.log",
        folder=BOT,
        # It may wait 15 s for idle connections; a turn cut off is taken up again after the start.
        grace=1,
        environment=rasa_environment(settings, parts),
        healthy=healthy,
        needs=needs,
    )


def web(settings: Settings, parts: dict[str, str], needs: tuple[Watched, ...]) -> Service:
    command = [sys.executable, "-m", "uvicorn", "backend.asgi:app", "--host", settings.host]
    command += ["--port", str(settings.port), "--no-access-log"]
    # Shorter than the time that the supervisor leaves: an open stream must not get it killed.
    command += ["--timeout-graceful-shutdown", "2", "--backlog", "2048"]
    # Longer than a client keeps an idle connection: who closes first must not be us, or a message
    # sent at that moment is lost on the way.
    command += ["--timeout-keep-alive", "75"]

    async def healthy() -> bool:
        return (await http_get(own_address(settings), settings.port, "/healthz"))[0] == 200

    return Service(
        name="web",
        command=lambda: leashed(command),
        log=settings.data_dir / "logs" / "web.log",
        folder=ROOT,
        environment=os.environ | parts,
        healthy=healthy,
        needs=needs,
    )


def worker(settings: Settings, parts: dict[str, str], needs: tuple[Watched, ...]) -> Service:
    return Service(
        name="worker",
        command=lambda: leashed([sys.executable, "-m", "backend.worker"]),
        log=settings.data_dir / "logs" / "worker.log",
        folder=ROOT,
        environment=os.environ | parts,
        needs=needs,
    )
