"""A watched process is started again when it dies, and is gone when it is told to end."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.supervisor.commands import LEASH, leashed
from backend.supervisor.watch import CannotStart, Service, Watched

pytestmark = pytest.mark.alone

SLEEPER = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
PARENT = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {!r}]); {}"


async def at_once() -> bool:
    return True


def service(folder: Path, code: str) -> Service:
    return Service(
        "part",
        lambda: leashed([sys.executable, "-c", code]),
        log=folder / "part.log",
        folder=folder,
        environment=os.environ,
        healthy=at_once,
        grace=0.3,
    )


class Started:
    """The process numbers of a watched service, in the order in which they started."""

    def __init__(self) -> None:
        self.numbers: asyncio.Queue[int] = asyncio.Queue()

    def __call__(self, name: str, number: int) -> None:
        self.numbers.put_nowait(number)


def lives(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def until(condition: Callable[[], bool], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def test_a_killed_process_is_started_again_within_a_second(tmp_path: Path) -> None:
    said: list[str] = []

    async def scenario() -> None:
        started = Started()
        part = Watched(service(tmp_path, SLEEPER), said.append, started)
        first = await started.numbers.get()
        await part.wait_ready()

        os.kill(first, signal.SIGKILL)
        second = await asyncio.wait_for(started.numbers.get(), 1)

        assert second != first
        assert lives(second)
        await part.end()
        assert not lives(second)

    asyncio.run(scenario())
    assert said == ["part ended (SIGKILL); again in 0.2 s"]


def test_a_process_that_never_becomes_healthy_is_tried_more_slowly_then_given_up_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.supervisor.watch.FIRST_DELAY", 0.1)
    said: list[str] = []

    async def never() -> bool:
        await asyncio.sleep(60)
        return True

    async def scenario() -> None:
        broken = service(tmp_path, "raise SystemExit('no configuration')")
        part = Watched(Service(**{**vars(broken), "healthy": never}), said.append)
        await part.wait_ready()

    with pytest.raises(CannotStart, match="no configuration"):
        asyncio.run(scenario())
    assert said == [
        f"part ended (exit code 1); again in {delay} s" for delay in ("0.1", "0.2", "0.4", "0.8")
    ]


def test_a_process_that_lives_and_answers_nothing_is_killed_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.supervisor.watch.LOOK_EVERY", 0.01)
    monkeypatch.setattr("backend.supervisor.watch.HUNG_AFTER", 0.1)
    answers = iter([True, True, *[False] * 1000])
    said: list[str] = []

    async def answers_twice() -> bool:
        return next(answers)

    async def scenario() -> None:
        sleeper = Service(**vars(service(tmp_path, SLEEPER)) | {"healthy": answers_twice})
        part = Watched(sleeper, said.append, started := Started())
        first = await started.numbers.get()

        assert await asyncio.wait_for(started.numbers.get(), 2) != first

        await part.end()

    asyncio.run(scenario())
    assert said[-1] == "part ended (SIGKILL); again in 0.2 s"


def test_a_process_deaf_to_the_signal_is_killed_after_its_grace(tmp_path: Path) -> None:
    async def scenario() -> None:
        part = Watched(service(tmp_path, DEAF), print, started := Started())
        number = await started.numbers.get()
        await until(lambda: (tmp_path / "part.log").read_text() != "")

        before = time.monotonic()
        await part.end()

        assert 0.25 < time.monotonic() - before < 1.5
        assert not lives(number)

    asyncio.run(scenario())


def test_what_a_process_started_itself_ends_with_it(tmp_path: Path) -> None:
    grandchild = f"open({str(tmp_path / 'number')!r}, 'w').write(str(__import__('os').getpid()))"
    code = PARENT.format(f"{grandchild}; {SLEEPER}", "time.sleep(60)")
    written = tmp_path / "number"

    async def scenario() -> None:
        part = Watched(service(tmp_path, code), print)
        await until(lambda: written.exists() and written.read_text() != "")
        await part.end()
        await until(lambda: not lives(int(written.read_text())))

    asyncio.run(scenario())


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_a_leashed_process_dies_with_its_parent_even_when_that_is_killed(tmp_path: Path) -> None:
    child = [sys.executable, "-c", f"print(__import__('os').getpid(), flush=True); {SLEEPER}"]
    leash = f"[sys.executable, '-I', '-S', {str(LEASH)!r}, 'SIGKILL', '-', str(os.getpid())]"
    code = f"import os, subprocess, sys; subprocess.run({leash} + {child!r})"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        number = int(parent.stdout.readline())
        assert lives(number)

        parent.kill()
        # The pipe closes when its last writer, the child, is gone.
        assert parent.stdout.read() == b""

    asyncio.run(until(lambda: not lives(number)))
