"""What a process looks at every few seconds: where there is nothing, nothing is written."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import psycopg
import structlog
from psycopg.conninfo import conninfo_to_dict, make_conninfo

log = structlog.get_logger(__name__)

# An SMS that is being handed over may be written down as accepted meanwhile.
_GRACE = 3.0
# A network that is gone without a word is noticed within a minute: all sweeps wait on it.
_NOTICED = "keepalives_idle=30 keepalives_interval=10 keepalives_count=3 tcp_user_timeout=60000"
Sweep = Callable[[], Awaitable[None]]
_TAKE = "SELECT pg_try_advisory_lock(hashtext('sweep'), hashtext(%s))"
_GIVE_BACK = "SELECT pg_advisory_unlock(hashtext('sweep'), hashtext(%s))"


class Sweeps:
    """The sweeps of one process, each under a lock of the database that dies with the process."""

    def __init__(self, dsn: str) -> None:
        self._dsn = make_conninfo(dsn, **conninfo_to_dict(_NOTICED))
        self._sweeps: list[tuple[int, str, Sweep]] = []
        self._connection: psycopg.AsyncConnection | None = None
        self._connecting = asyncio.Lock()

    def every(self, seconds: int, name: str, run: Sweep) -> None:
        """Run something every few seconds, in one process at a time."""
        self._sweeps.append((seconds, name, run))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sweep until the context is left; what is being done then has a moment to end."""
        over = asyncio.Event()
        tasks = [asyncio.create_task(self._repeat(over, *one)) for one in self._sweeps]
        try:
            yield
        finally:
            over.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await asyncio.gather(*tasks, return_exceptions=True)
            if self._connection is not None:
                await self._connection.close()

    async def _repeat(self, over: asyncio.Event, seconds: int, name: str, run: Sweep) -> None:
        """Run at each multiple of the seconds; a failure is told, and the next one tries again."""
        while not await _within(seconds - time.time() % seconds, over):
            try:
                await self.once(name, run)
            except Exception:
                log.exception("a sweep failed", sweep=name)

    async def once(self, name: str, run: Sweep) -> bool:
        """Run it now, unless another process does; return whether it ran here."""
        connection = await self._connected()
        row = await (await connection.execute(_TAKE, [name])).fetchone()
        if row is None or not row[0]:
            return False
        try:
            await run()
        finally:
            # With the connection the lock is gone as well.
            if not connection.closed:
                await connection.execute(_GIVE_BACK, [name])
        return True

    async def _connected(self) -> psycopg.AsyncConnection:
        async with self._connecting:
            if self._connection is None or self._connection.closed:
                self._connection = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
            return self._connection


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Wait for something, so long at most; return whether it happened."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
