"""The state machine of the quotas: steps at random, each committed, the invariants seen after each.

Each core plays on a database of its own. LONG=1 takes a million steps instead of ten thousand.
"""

import os
import time

from backend.db import make_engine, unit_of_work
from tests.backend.quotas.machine import play
from tests.bench.figures import figure
from tests.bench.respondents import start
from tests.servers import TEMPLATE, Cluster, database_server

STEPS = 50
# Hypothesis remembers what it tried in one go, which costs more the longer it is.
IN_ONE_GO = 100
RUNS = 20_000 if os.environ.get("LONG") else 200


def _play(url: str, runs: int) -> None:
    engine = make_engine(url, pool=1)
    for _ in range(runs // IN_ONE_GO):
        play(unit_of_work(engine), runs=IN_ONE_GO, steps=STEPS)
    engine.dispose()


def _database(cluster: Cluster, number: int) -> str:
    cluster.create_database(f"operations{number}", template=TEMPLATE)
    return cluster.url(f"operations{number}")


def run() -> None:
    """Play on every core; a step after which an invariant does not hold ends with its trace."""
    cores = min(os.cpu_count() or 1, RUNS // IN_ONE_GO)
    share = RUNS // cores // IN_ONE_GO * IN_ONE_GO
    began = time.monotonic()
    with database_server() as cluster:
        urls = [_database(cluster, number) for number in range(cores)]
        playing = [start(_play, url, share) for url in urls]
        for process in playing:
            process.join()
    assert all(process.exitcode == 0 for process in playing), "an invariant did not hold"
    figure("operations", cores * share * STEPS, "random operations, each checked")
    figure("operations_s", time.monotonic() - began, "s")
