"""The product as an operator has it: it comes back by itself, and it ends when told to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from backend.config import ROOT
from backend.supervisor.postgres import workers_in
from tests.servers import LiveServer, live_server, until

pytestmark = pytest.mark.alone

PARTS = ("postgres", "rasa", "web", "worker")
LONGEST_END = 5.0
LONGEST_SECOND_START = 40.0


@pytest.fixture(scope="module")
def served() -> Iterator[LiveServer]:
    with live_server() as started:
        yield started


@contextmanager
def open_stream(served: LiveServer) -> Iterator[None]:
    """Hold the event stream of a new conversation open, as a widget does."""
    with httpx.Client(base_url=served.base, trust_env=False, timeout=10) as client:
        opened = client.post("/api/webchat/conversations", json={}).json()
        path = f"/api/webchat/conversations/{opened['conversation']}/events"
        headers = {"Authorization": f"Bearer {opened['token']}"}
        with client.stream("GET", path, headers=headers) as stream:
            assert stream.status_code == 200
            yield


def lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("part", PARTS)
def test_a_part_killed_the_hard_way_comes_back_and_a_message_would_be_answered(
    served: LiveServer, part: str
) -> None:
    before = served.pids()

    served.kill(part)
    until(lambda: served.pids()[part] != before[part], 30)
    served.wait_ready()

    assert any(line.startswith(f"{part} ended (SIGKILL)") for line in served.said())
    # The worker's engine may end when the database goes; the others outlive any of them.
    kept = {"postgres", "rasa", "web"} - {part}
    assert {name: served.pids()[name] for name in kept} == {name: before[name] for name in kept}


def test_a_second_supervisor_on_the_same_data_says_which_one_holds_it(served: LiveServer) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "backend.supervisor", "run"],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(served.data), "PORT": str(served.port)},
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert f"already runs on the data folder {served.data}" in second.stderr


def test_it_ends_at_once_with_streams_open_starts_again_quickly_and_leaves_nobody_behind() -> None:
    with live_server() as served:
        numbers = served.pids()
        with open_stream(served), open_stream(served):
            assert served.stop() < LONGEST_END
        assert not [name for name, number in numbers.items() if lives(number)]

        assert served.start() < LONGEST_SECOND_START

        numbers = served.pids()
        served.stop(signal.SIGKILL)
        until(lambda: not any(lives(number) for number in numbers.values()), LONGEST_END)
        until(lambda: workers_in(served.data / "postgres") == [], LONGEST_END)

        assert served.start() < LONGEST_SECOND_START
