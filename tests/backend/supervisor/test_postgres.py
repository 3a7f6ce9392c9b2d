"""The embedded server keeps what was committed, whatever happens to its processes."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.supervisor.postgres import (
    LONGEST_SOCKET_FOLDER,
    Cluster,
    running,
    socket_folder,
    workers_in,
)
from tests.servers import scratch_folder

pytestmark = pytest.mark.alone


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch_folder() as made:
        yield made


def test_what_was_committed_is_there_after_the_postmaster_was_killed(folder: Path) -> None:
    cluster = Cluster(folder / "pg")
    with running(cluster):
        with cluster.connect() as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
        postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)

    with running(cluster), cluster.connect() as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_nothing_is_at_work_in_the_folder_once_the_server_is_ended(folder: Path) -> None:
    cluster = Cluster(folder / "pg", durable=False)
    with running(cluster):
        assert workers_in(cluster.data)

    assert workers_in(cluster.data) == []


def test_a_lock_file_with_the_number_of_a_stranger_does_not_stop_the_start(folder: Path) -> None:
    cluster = Cluster(folder / "pg", durable=False)
    cluster.initialise()
    (cluster.data / "postmaster.pid").write_text(f"{os.getppid()}\n{cluster.data}\n0\n5432\n")

    with running(cluster):
        assert cluster.is_answering()


def test_a_folder_cut_off_while_it_was_made_is_made_again(folder: Path) -> None:
    cluster = Cluster(folder / "pg", durable=False)
    half = folder / "pg.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")

    with running(cluster):
        assert cluster.is_answering()


def test_the_server_listens_on_a_socket_that_others_cannot_reach(folder: Path) -> None:
    cluster = Cluster(folder / "pg", durable=False)
    with running(cluster), cluster.connect() as connection:
        listening = connection.execute("SHOW listen_addresses").fetchone()

        assert listening == ("",)
        assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700


def test_a_deep_folder_gets_its_socket_elsewhere() -> None:
    deep = Path("/") / ("d" * 60) / ("e" * 60) / "postgres"

    assert len(str(socket_folder(deep))) <= LONGEST_SOCKET_FOLDER
    assert socket_folder(deep) != socket_folder(deep.with_name("other"))


def test_a_database_is_created_once_and_copied_from_its_template(cluster: Cluster) -> None:
    cluster.create_database("first")
    with cluster.connect("first") as connection:
        connection.execute("CREATE TABLE kept ()")

    cluster.create_database("first")
    cluster.create_database("second", template="first")

    with cluster.connect("second") as connection:
        assert connection.execute("SELECT to_regclass('kept') IS NULL").fetchone() == (False,)
