"""Running turns: the wait for Rasa holds neither a thread nor a connection."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

import structlog
from anyio import CapacityLimiter, Semaphore, WouldBlock, fail_after, move_on_after, to_thread
from pydantic import ValidationError
from sqlmodel import Session

from backend.clock import Clock, now
from backend.config import Settings
from backend.conversations import queries, service
from backend.conversations.answering import Afterword
from backend.conversations.rasa_client import RasaClient, RasaUnavailable
from backend.conversations.service import Answered, Leased, Received
from backend.db import Lanes, UnitOfWork
from backend.replies import Outcome, Turn, from_payloads

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
_FIRST_LOOK, _LAST_LOOK = 0.02, 0.3
_UNCLAIMED = timedelta(seconds=5)
_SWEEP = 100
# Rasa takes one turn after the other: more of them would only wait there, within their time.
_AT_RASA = 16


class Turns:
    """Answers inbound messages, each in one turn, in the order of their conversation."""

    def __init__(
        self,
        begin: UnitOfWork,
        rasa: RasaClient,
        settings: Settings,
        lanes: Lanes,
        *,
        afterwords: Sequence[Afterword] = (),
        clock: Clock = now,
    ) -> None:
        self._begin, self._rasa, self._settings, self._clock = begin, rasa, settings, clock
        self._lanes, self._afterwords = lanes, afterwords
        self._at_rasa = Semaphore(_AT_RASA)

    async def _unit(
        self, work: Callable[[Session], Result], limiter: CapacityLimiter | None = None
    ) -> Result:
        def run() -> Result:
            with self._begin() as session:
                return work(session)

        return await to_thread.run_sync(run, limiter=limiter or self._lanes.work)

    async def take(
        self, keep: Callable[[Session, timedelta | None], Received], *, within: timedelta
    ) -> Answered | None:
        """Keep a message and answer it; None when that takes too long.

        `keep` is given how long to lease the turn for, where Rasa has room for one more: the turn
        then begins in the same unit of work. No lease is held while waiting for room.
        """
        async with self._room(timedelta(0)) as has_room:
            lease = self._settings.turn_lease if has_room else None
            received = await self._unit(lambda session: keep(session, lease))
            answered = await self._finish(received.leased) if received.leased else None
        return answered or await self.answer(received.inbound_id, within=within)

    @asynccontextmanager
    async def _room(self, within: timedelta) -> AsyncIterator[bool]:
        """Hold a place at Rasa; or say that none came free in that time."""
        has_room = False
        try:
            self._at_rasa.acquire_nowait()
            has_room = True
        except WouldBlock:
            with move_on_after(within.total_seconds()):
                await self._at_rasa.acquire()
                has_room = True
        try:
            yield has_room
        finally:
            if has_room:
                self._at_rasa.release()

    async def answer(self, inbound_id: int, *, within: timedelta) -> Answered | None:
        """Run the turn of a message, or wait for who runs it; None when that takes too long."""
        ends, pause = time.monotonic() + within.total_seconds(), _FIRST_LOOK
        while True:
            answered = await self._unit(lambda session: service.answer_to(session, inbound_id))
            answered = answered or await self.run(inbound_id)
            if answered is not None or time.monotonic() > ends:
                return answered
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LAST_LOOK)

    async def run(self, inbound_id: int) -> Answered | None:
        """Run one turn if it is free and next in its conversation; return the answer if any."""

        def lease(session: Session) -> Leased | Answered | None:
            leased = service.lease(
                session, inbound_id, now=self._clock(), duration=self._settings.turn_lease
            )
            return leased or service.answer_to(session, inbound_id)

        # A crowd waits longer than Rasa may take for one turn: the answer is worth it.
        async with self._room(self._settings.turn_lease) as has_room:
            found = await self._unit(lease)
            if isinstance(found, Leased):
                return await self._finish(found, has_room=has_room)
            return found

    async def _finish(self, leased: Leased, *, has_room: bool = True) -> Answered | None:
        outcome = await self._ask(leased) if has_room else service.unavailable(leased.turn)

        def settle(session: Session) -> Answered | None:
            answered = service.settle(
                session, leased, outcome, afterwords=self._afterwords, now=self._clock()
            )
            return answered or service.answer_to(session, leased.turn.inbound)

        return await self._unit(settle)

    async def _ask(self, leased: Leased) -> Outcome:
        turn = leased.turn
        try:
            with fail_after(self._settings.turn_timeout.total_seconds()):
                said = await self._rasa.say(turn)
            outcome = from_payloads(said)
        except (RasaUnavailable, TimeoutError, ValidationError) as error:
            log.warning("turn without the bot", inbound=turn.inbound, error=type(error).__name__)
            return service.unavailable(turn)
        return outcome if outcome.utterances else service.speechless()

    async def perform(
        self, name: str, turn: Turn, serve: Callable[[Session], Outcome], *, once: bool = False
    ) -> Outcome:
        """Run an action's service call in a unit of work of its own, within its time."""
        with fail_after(self._settings.action_timeout.total_seconds()):
            return await self._unit(
                lambda session: service.perform(session, name, turn, serve, once=once),
                self._lanes.actions,
            )

    async def sweep(self) -> None:
        """Run the turns that a crash left without anybody to run them."""
        moment = self._clock()
        left = await self._unit(
            lambda session: queries.abandoned(
                session, before=moment - _UNCLAIMED, now=moment, limit=_SWEEP
            )
        )
        for inbound_id in left:
            await self.run(inbound_id)

    async def job(self, inbound_id: int) -> None:
        """Run a turn as a job; one that somebody else runs is left to the sweep."""
        await self.answer(inbound_id, within=self._settings.turn_lease)
