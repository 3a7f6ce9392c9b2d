"""Running turns: the wait for Rasa holds neither a thread nor a connection."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from anyio import CapacityLimiter, fail_after, to_thread
from pydantic import ValidationError
from sqlmodel import Session

from backend.clock import Clock, now
from backend.config import Settings
from backend.conversations import queries, service
from backend.conversations.rasa_client import RasaClient, RasaUnavailable
from backend.conversations.service import Answered, Leased
from backend.db import Lanes, UnitOfWork
from backend.replies import Outcome, Turn, from_payloads

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
_FIRST_LOOK, _LAST_LOOK = 0.02, 0.3
_UNCLAIMED = timedelta(seconds=5)
_SWEEP = 100


class Turns:
    """Answers inbound messages, each in one turn, in the order of their conversation."""

    def __init__(
        self,
        begin: UnitOfWork,
        rasa: RasaClient,
        settings: Settings,
        lanes: Lanes,
        *,
        clock: Clock = now,
    ) -> None:
        self._begin, self._rasa, self._settings, self._clock = begin, rasa, settings, clock
        self._lanes = lanes

    async def _unit(
        self, work: Callable[[Session], Result], limiter: CapacityLimiter | None = None
    ) -> Result:
        def run() -> Result:
            with self._begin() as session:
                return work(session)

        return await to_thread.run_sync(run, limiter=limiter or self._lanes.work)

    async def answer(
        self, inbound_id: int, *, leased: Leased | None = None, within: timedelta
    ) -> Answered | None:
        """Run the turn of a message, or wait for who runs it; None when that takes too long.

        `leased` is the turn where the caller has taken it with the message.
        """
        ends, pause = time.monotonic() + within.total_seconds(), _FIRST_LOOK
        answered = await (self._finish(leased) if leased else self.run(inbound_id))
        while answered is None and time.monotonic() <= ends:
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LAST_LOOK)
            answered = await self.run(inbound_id)
        return answered

    async def run(self, inbound_id: int) -> Answered | None:
        """Run one turn if it is free and next in its conversation; return the answer if any."""

        def lease(session: Session) -> Leased | Answered | None:
            leased = service.lease(
                session, inbound_id, now=self._clock(), duration=self._settings.turn_lease
            )
            return leased or service.answer_to(session, inbound_id)

        found = await self._unit(lease)
        return await self._finish(found) if isinstance(found, Leased) else found

    async def _finish(self, leased: Leased) -> Answered | None:
        outcome = await self._ask(leased)

        def settle(session: Session) -> Answered | None:
            answered = service.settle(session, leased, outcome, now=self._clock())
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
