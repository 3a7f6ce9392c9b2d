"""The database of a command: the landlord's own, the product's that runs, or started for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from backend.config import Settings
from backend.supervisor.postgres import Cluster, running
from backend.supervisor.run import only_supervisor


@contextmanager
def available(settings: Settings) -> Iterator[str]:
    """Give the address of a database that answers for the length of a block."""
    cluster = Cluster(settings.data_dir / "postgres")
    if settings.database_url or cluster.is_answering():
        yield settings.database_url or cluster.url()
        return
    with only_supervisor(settings), running(cluster):
        cluster.create_database()
        yield cluster.url()
