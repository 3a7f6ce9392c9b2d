"""The real servers that tests run against: PostgreSQL, the whole product, a browser."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_urlsafe

import httpx

from backend.config import ROOT
from backend.supervisor.commands import leashed
from backend.supervisor.postgres import Cluster, running
from backend.supervisor.prepare import migrate
from backend.supervisor.services import free_port

TEMPLATE = "loge_template"
# Quicker than another copy of the template by as much as a disk is slow. The rows that may only be
# added go too: no trigger fires in a replica.
EMPTY = """
DO $$ DECLARE filled regclass; BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR filled IN SELECT oid FROM pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %s', filled); END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
END $$
"""
# On a loaded machine; the bot is trained before, see `pytest_collection_finish`.
LONGEST_START = 600.0


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for what another process brings about."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds:.0f} s")
        time.sleep(0.02)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a short-lived folder outside pytest's own, which no other user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="loge-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_server(*, durable: bool = False) -> Iterator[Cluster]:
    """Run a PostgreSQL with one migrated database, which may be copied."""
    with scratch_folder() as folder, running(Cluster(folder / "pg", durable=durable)) as cluster:
        cluster.create_database(TEMPLATE)
        migrate(cluster.url(TEMPLATE))
        yield cluster


class LiveServer:
    """The product as `make run` starts it, on its own folder and ports."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.port, rasa_port = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.rasa = f"http://127.0.0.1:{rasa_port}"
        # The worst that the generator of a key may give.
        self.rasa_token = f"-{token_urlsafe()}"
        self.database_url = Cluster(self.data / "postgres").url()
        self.output = folder / "output.log"
        self.environment = {
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "RASA_PORT": str(rasa_port),
            "RASA_TOKEN": self.rasa_token,
            # The tests run at night too, and wait for no second piece of news.
            "NOTICE_HOURS": "",
            "SURVEY_CALLS_AT_ANY_TIME": "true",
            "NOTICE_GATHER": "PT0S",
        } | environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> float:
        """Start it and wait for `ready`; return how many seconds that took."""
        started = time.monotonic()
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                leashed([sys.executable, "-m", "backend.supervisor", "run"], death="SIGTERM"),
                cwd=ROOT,
                env=os.environ | self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        process = self._process
        until(lambda: "ready" in self.said() or process.poll() is not None, LONGEST_START)
        if process.poll() is not None:
            raise RuntimeError("the product did not start:\n" + "\n".join(self.said()[-40:]))
        return time.monotonic() - started

    def said(self) -> list[str]:
        """Return the lines that the operator would have read."""
        return self.output.read_text(errors="replace").splitlines()

    def pids(self) -> dict[str, int]:
        """Return the process of each part now: postgres, rasa, web, worker."""
        found: dict[str, int] = json.loads((self.data / "pids.json").read_text())
        return found

    def kill(self, part: str) -> None:
        """Kill one part the hard way; the supervisor starts it again."""
        os.kill(self.pids()[part], signal.SIGKILL)

    @contextmanager
    def without(self, part: str) -> Iterator[None]:
        """Keep one part down for the length of a block: it is killed as often as it comes back."""
        over = threading.Event()

        def keep_down() -> None:
            while not over.wait(0.05):
                with suppress(ProcessLookupError, KeyError):
                    self.kill(part)

        killer = threading.Thread(target=keep_down)
        killer.start()
        try:
            while self._is_ready():
                over.wait(0.05)
            yield
        finally:
            over.set()
            killer.join()

    def wait_ready(self, seconds: float = 120) -> None:
        """Wait until a tenant's message would be answered again."""
        until(self._is_ready, seconds)

    def _is_ready(self) -> bool:
        try:
            answer = httpx.get(f"{self.base}/readyz", trust_env=False, verify=False)
            return answer.status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self, by: signal.Signals = signal.SIGTERM) -> float:
        """End the supervisor by a signal; return how many seconds it took."""
        started = time.monotonic()
        if self._process is not None:
            self._process.send_signal(by)
            self._process.wait(20)
        return time.monotonic() - started


@contextmanager
def live_server(**environment: str) -> Iterator[LiveServer]:
    """Run the whole product for the length of a block, its settings in the environment's words."""
    with scratch_folder() as folder:
        served = LiveServer(folder, environment)
        try:
            served.start()
            yield served
        finally:
            served.stop()


class NoBrowser(Exception):
    """No Chromium could be had: the browser tests cannot run, and that is a failure."""


def chromium() -> str | None:
    """Return the browser's path: CHROMIUM, Debian's, installed by root, or Playwright's (None)."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise NoBrowser(f"CHROMIUM={named} is not a program")
        return named
    found = shutil.which("chromium") or installed_by_apt()
    if found or playwright_download():
        return found
    raise NoBrowser(
        "No Chromium: apt could not install it and Playwright could not download it. "
        "Install one and name it in CHROMIUM."
    )


def installed_by_apt() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    install = ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-core"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for verb in (["update"], install):
        subprocess.run(["apt-get", *verb], check=False, env=environment, stdout=subprocess.DEVNULL)
    return shutil.which("chromium")


def playwright_download() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0
