"""The knowledge in force, kept up to date in one process while it serves."""

import asyncio
import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import structlog
from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import SQLAlchemyError

from backend.answers.phrases import hours_since
from backend.clock import Clock, now
from backend.db import UnitOfWork
from backend.feed.hub import Hub
from backend.library import days, service, weeks
from backend.library.edition import Edition
from backend.library.models import Amendment
from knowledge import KnowledgeError, KnowledgeInvalid, load
from knowledge.days import Days, Weeks, with_days, with_weeks
from knowledge.hours import PARIS
from knowledge.model import Knowledge
from knowledge.query import tenant_entries
from knowledge.search import Searcher

log = structlog.get_logger(__name__)
_LOOK_AGAIN = 2.0

Fingerprint = frozenset[tuple[str, int, int]]


@dataclass(frozen=True)
class Refused:
    """Files that were not taken in, since when, and why."""

    since: datetime
    problems: tuple[str, ...]


class Library:
    """Gives the knowledge in force: the files', the amendments, the weeks and exceptional days.

    What reads it takes an attribute. `follow` keeps up with the files and the amendments; what
    breaks a rule is refused with its reasons, and the last good knowledge stays in force.
    """

    def __init__(
        self,
        root: Path,
        begin: UnitOfWork,
        *,
        files: Edition | None = None,
        required: Collection[str] = (),
        clock: Clock = now,
    ) -> None:
        self._root, self._begin, self._clock = root, begin, clock
        self._required = required
        self._seen = self._taken = fingerprint(root)
        self._files = self._edition = files or read(root, required)
        self._applied: tuple[object, ...] = (self._files, (), (), (), self._today())
        self._searches = False
        self.refused: Refused | None = None
        self.left_out: Mapping[int, tuple[str, ...]] = {}
        self._lane = CapacityLimiter(1)

    @property
    def knowledge(self) -> Knowledge:
        """Every entry in force."""
        return self._edition.knowledge

    @property
    def tenants(self) -> Searcher:
        """The searcher over what a tenant may be told."""
        return self._edition.tenants

    @property
    def desk(self) -> Searcher:
        """The searcher over everything, restricted entries too: who shows it leaves them out."""
        return self._edition.desk

    @property
    def edition(self) -> Edition:
        """The state in force now, for who reads twice and must read the same."""
        return self._edition

    @property
    def files(self) -> Knowledge:
        """What the files say, without the amendments."""
        return self._files.knowledge

    def look(self) -> None:
        """Take in what has changed since the last look; for a thread, as it reads and computes."""
        found, settled = fingerprint(self._root), self._seen
        self._seen = found
        # Files that are still being written are left for the next look.
        if found != self._taken and found == settled:
            self._taken = found
            self._take_files()
        with self._begin() as session:
            kept = service.in_force(session, self._today())
            numbers, exceptions = days.in_force(session, self._today())
            others, begun = weeks.in_force(session)
        # What has begun by today is part of the state: a week begins without being written.
        state = (self._files, tuple(one.id or 0 for one in kept), numbers, others, self._today())
        if state != self._applied:
            self._applied = state
            self._apply(kept, begun, exceptions)

    def _take_files(self) -> None:
        try:
            files = read(self._root, self._required)
        except Exception as error:
            # Files may be wrong in any way, and what reads them must go on with the last good ones.
            self.refused = Refused(self._clock(), _problems(error))
            log.error("knowledge refused", problems=self.refused.problems)
            return
        if self._searches:
            files.prepare()
        self.refused, self._files = None, files
        log.info("knowledge read", entries=len(files.knowledge.entries))

    def _apply(
        self,
        kept: Sequence[Amendment],
        begun: Mapping[str, Weeks],
        exceptions: Mapping[str, Days],
    ) -> None:
        knowledge, self.left_out = service.applied(self._files.knowledge, kept)
        knowledge = with_weeks(knowledge, begun, self._today(), hours_since)
        knowledge = with_days(knowledge, exceptions)
        is_changed = knowledge is not self._files.knowledge
        self._edition = self._files.amended(knowledge) if is_changed else self._files
        for number, reasons in self.left_out.items():
            log.warning("amendment left out", amendment=number, problems=reasons)

    def _today(self) -> date:
        return self._clock().astimezone(PARIS).date()

    async def start(self, *, searches: bool = True) -> None:
        """Be ready before anything is served; without `searches`, no index is made ahead."""
        self._searches = searches
        await self._look_aside()
        if searches:
            await to_thread.run_sync(lambda: self.tenants)

    async def follow(self, hub: Hub) -> None:
        """Keep up with the files and the amendments for ever; the feed only says "look"."""
        woken = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(hub, woken))
            if self._searches:
                tasks.create_task(to_thread.run_sync(self.edition.prepare, abandon_on_cancel=True))
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), _LOOK_AGAIN)
                woken.clear()
                await self._look_aside()

    async def _look_aside(self) -> None:
        """Look in a thread; a database that is away is for the next look."""
        with contextlib.suppress(SQLAlchemyError):
            await to_thread.run_sync(self.look, limiter=self._lane)

    async def _listen(self, hub: Hub, woken: asyncio.Event) -> None:
        last = 0
        while True:
            with contextlib.suppress(SQLAlchemyError):
                async for event in hub.stream(service.TOPIC, last):
                    last = event.id or last
                    woken.set()
            await asyncio.sleep(_LOOK_AGAIN)


def read(root: Path, required: Collection[str]) -> Edition:
    """Return what the files say; raises KnowledgeError where a required entry is missing."""
    edition = Edition(load(root))
    missing = set(required) - {entry.id for entry in tenant_entries(edition.knowledge)}
    if missing:
        raise KnowledgeError(f"entries are missing: {', '.join(sorted(missing))}")
    return edition


def fingerprint(root: Path) -> Fingerprint:
    """Return what tells whether a file was changed, added or taken away."""
    found = set()
    for path in root.rglob("*.yaml"):
        with contextlib.suppress(OSError):
            told = path.stat()
            found.add((str(path), told.st_mtime_ns, told.st_size))
    return frozenset(found)


def _problems(error: Exception) -> tuple[str, ...]:
    if isinstance(error, KnowledgeInvalid):
        return tuple(map(str, error.problems))
    return (f"{type(error).__name__}: {error}",)
