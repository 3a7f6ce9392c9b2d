"""Sending an SMS exactly once: commit the attempt, ask the provider before any second one.

No request to the provider is made inside a transaction. What is not known after that is told
to an agent (`uncertain`); it is never sent again in silence.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from anyio import to_thread
from sqlmodel import Session, col, func, select

from backend import jobs
from backend.clock import Clock, now
from backend.conversations.models import Channel, Conversation, State
from backend.db import UnitOfWork
from backend.outbox import service
from backend.outbox.models import Purpose, Sms, SmsState
from channels import SmsSender
from channels.errors import (
    NotAccepted,
    OutcomeUnknown,
    ProviderUnavailable,
    RecipientOptedOut,
    SendError,
)

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
UNSENT = (SmsState.QUEUED, SmsState.SENDING)
ANSWERS_OF_THE_BOT = (Purpose.REPLY,)
HEARD_BY_STOP = (Purpose.REPLY, Purpose.AGENT, Purpose.NOTICE)
_MOST_ATTEMPTS = 8
_FORGOTTEN = timedelta(seconds=30)
_LOOK_BACK = timedelta(minutes=10)


@dataclass(frozen=True)
class Attempt:
    """One attempt that is committed: what is sent, and whether one was made before."""

    sms_id: int
    to: str
    body: str
    before: datetime | None
    known: tuple[str, ...]


class Sending:
    """Sends what the outbox holds, through one provider."""

    def __init__(
        self, begin: UnitOfWork, sender: SmsSender, *, settle_time: timedelta, clock: Clock = now
    ) -> None:
        self._begin, self._sender, self._clock = begin, sender, clock
        self._settle_time = settle_time
        self._under_way: set[int] = set()

    async def _unit(self, work: Callable[[Session], Result]) -> Result:
        def run() -> Result:
            with self._begin() as session:
                return work(session)

        return await to_thread.run_sync(run)

    async def job(self, sms_id: int) -> None:
        """Send one SMS, or say in its state why not; a job and the sweep never do it both."""
        if sms_id in self._under_way:
            return
        self._under_way.add(sms_id)
        try:
            await self._job(sms_id)
        finally:
            self._under_way.discard(sms_id)

    async def _job(self, sms_id: int) -> None:
        attempt = await self._unit(lambda session: self._attempt(session, sms_id))
        if attempt is None:
            return
        if attempt.before is not None:
            found = await self._look_for(attempt, attempt.before)
            if found is not None:
                await self._unit(lambda session: _sent(session, sms_id, found, self._clock()))
                return
            if await self._unit(lambda session: self._suppressed(session, sms_id)):
                return
        await self._send(attempt)

    def _attempt(self, session: Session, sms_id: int) -> Attempt | None:
        sms = session.get(Sms, sms_id, with_for_update=True)
        if sms is None or sms.state not in UNSENT:
            return None
        moment = self._clock()
        if sms.not_before is not None and sms.not_before > moment:
            return None
        if sms.state is SmsState.QUEUED and self._suppressed(session, sms_id):
            return None
        if sms.attempt >= _MOST_ATTEMPTS:
            _end(sms, SmsState.UNCERTAIN, "too many attempts", moment)
            return None
        before = sms.attempted_at if sms.state is SmsState.SENDING else None
        sms.state, sms.attempt = SmsState.SENDING, sms.attempt + 1
        sms.attempted_at = sms.attempted_at or moment
        sms.updated_at = moment
        return Attempt(sms_id, sms.to, sms.body, before, _known(session, sms))

    def _suppressed(self, session: Session, sms_id: int) -> bool:
        """Hold back what may not leave any more: nothing of it is at the provider."""
        sms = session.get_one(Sms, sms_id, with_for_update=True)
        reason = _forbidden(session, sms)
        if reason is not None:
            _end(sms, SmsState.SUPPRESSED, reason, self._clock())
        return reason is not None

    async def _look_for(self, attempt: Attempt, before: datetime) -> str | None:
        """Ask the provider for an earlier attempt, once it must be in its list."""
        wait = (before + self._settle_time - self._clock()).total_seconds()
        await asyncio.sleep(max(0.0, wait))
        since = before - _LOOK_BACK
        return await to_thread.run_sync(
            lambda: self._sender.find(attempt.to, attempt.body, since, known=attempt.known)
        )

    async def _send(self, attempt: Attempt) -> None:
        reference = str(attempt.sms_id)
        try:
            sid = await to_thread.run_sync(self._sender.send, attempt.to, attempt.body, reference)
        except (NotAccepted, ProviderUnavailable) as error:
            await self._unit(partial(self._again, attempt=attempt, error=error))
            return
        except OutcomeUnknown:
            log.warning("sms outcome unknown", sms=attempt.sms_id)
            await self._unit(lambda session: self._later(session, attempt))
            return
        except SendError as error:
            await self._unit(partial(self._refused, attempt=attempt, error=error))
            return
        await self._unit(lambda session: _sent(session, attempt.sms_id, sid, self._clock()))

    def _again(self, session: Session, *, attempt: Attempt, error: SendError) -> None:
        """The provider surely did not take it: it is as if this attempt had not been made."""
        sms = session.get_one(Sms, attempt.sms_id, with_for_update=True)
        if attempt.before is None:
            sms.state, sms.attempted_at = SmsState.QUEUED, None
        sms.error, sms.updated_at = error.type, self._clock()
        wait = error.retry_after or min(60.0, 2.0**sms.attempt)
        self._defer(session, sms, timedelta(seconds=wait))

    def _refused(self, session: Session, *, attempt: Attempt, error: SendError) -> None:
        """The provider will never take it; that a person said STOP there is STOP here too."""
        sms = session.get_one(Sms, attempt.sms_id, with_for_update=True)
        _end(sms, SmsState.FAILED, f"{error.type} {error.code or ''}".strip(), self._clock())
        if isinstance(error, RecipientOptedOut):
            contact = {"channel": Channel.SMS.value, "contact": sms.to}
            service.opt_out(session, **contact, scope=service.EVERYTHING, words="at the provider")

    def _later(self, session: Session, attempt: Attempt) -> None:
        self._defer(session, session.get_one(Sms, attempt.sms_id), self._settle_time)

    def _defer(self, session: Session, sms: Sms, wait: timedelta) -> None:
        at = self._clock() + wait
        jobs.defer(session, jobs.SEND_SMS, sms.id or 0, lock=f"sms:{sms.to}", at=at)

    async def sweep(self) -> None:
        """Take up what has no job any more: a crash left it, or its job failed for good."""

        def forgotten(session: Session) -> list[int]:
            due = func.greatest(col(Sms.updated_at), col(Sms.not_before))
            query = select(Sms.id).where(
                col(Sms.state).in_(UNSENT), due < self._clock() - _FORGOTTEN
            )
            return [i for i in session.exec(query.order_by(col(Sms.id)).limit(50)) if i]

        for sms_id in await self._unit(forgotten):
            await self.job(sms_id)


def _forbidden(session: Session, sms: Sms) -> str | None:
    """Return why an SMS may not leave at this moment; None when it may."""
    conversation = session.get_one(
        Conversation, sms.conversation_id, with_for_update={"read": True}
    )
    silent = service.is_opted_out(session, channel=conversation.channel.value, contact=sms.to)
    if silent and sms.purpose in HEARD_BY_STOP:
        return "opted out"
    taken_over = conversation.epoch != sms.epoch and conversation.state is State.AGENT
    if taken_over and sms.purpose in ANSWERS_OF_THE_BOT:
        return "a person took over"
    return None


def _known(session: Session, sms: Sms) -> tuple[str, ...]:
    """Return the provider's ids of the same words to the same number that are other messages."""
    query = select(Sms.provider_sid).where(
        Sms.to == sms.to, Sms.body == sms.body, col(Sms.provider_sid).is_not(None)
    )
    return tuple(sid for sid in session.exec(query) if sid)


def _sent(session: Session, sms_id: int, sid: str, moment: datetime) -> None:
    sms = session.get_one(Sms, sms_id, with_for_update=True)
    sms.provider_sid, sms.updated_at = sid, moment
    if sms.state in UNSENT:
        sms.state, sms.error = SmsState.SENT, None


def _end(sms: Sms, state: SmsState, reason: str, moment: datetime) -> None:
    sms.state, sms.error, sms.updated_at = state, reason, moment
