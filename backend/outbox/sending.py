"""Sending an SMS exactly once: commit that it leaves, ask the provider before it leaves again.

No request to the provider is made inside a transaction. Whoever runs an SMS takes its number
(`run`) up by one; what has an older number may not post any more. So a post is never under way
beside a look for it: the look waits until the last post must be over and listed. What is not
known after that is told to an agent (`uncertain`); it is never sent again in silence.
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
from backend.conversations.models import Channel
from backend.db import UnitOfWork
from backend.outbox import leaving, silence
from backend.outbox.models import Purpose, Sms, SmsState
from backend.outbox.pace import Pace
from channels import SmsSender
from channels.errors import (
    NotAccepted,
    OutcomeUnknown,
    ProviderUnavailable,
    RecipientOptedOut,
    SendError,
)
from channels.phone import is_landline

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
UNSENT = (SmsState.QUEUED, SmsState.SENDING)
UNPACED = Pace("", 0)
_LANDLINE = "sms-unreachable 21614"
# An answer of this age would rather puzzle than help; a person is told of it.
_GIVEN_UP = timedelta(hours=4)
_MOST_POSTS = 8
_LONGEST_WAIT = 300.0
_FORGOTTEN = timedelta(seconds=30)


@dataclass(frozen=True)
class Run:
    """One run of an SMS: its number, and when an earlier one posted it without knowing the end."""

    sms_id: int
    number: int
    to: str
    body: str
    written: datetime
    posted: datetime | None
    known: tuple[str, ...]


class Sending:
    """Sends what the outbox holds, through one provider.

    `settle_time` is how long after its beginning a post is over and in the provider's list; so it
    has to begin `begins_within` that it was marked, whatever holds this process up.
    """

    def __init__(
        self,
        begin: UnitOfWork,
        sender: SmsSender,
        *,
        settle_time: timedelta,
        begins_within: timedelta = timedelta.max,
        pace: Pace = UNPACED,
        clock: Clock = now,
    ) -> None:
        self._begin, self._sender, self._pace, self._clock = begin, sender, pace, clock
        self._settle_time, self._begins_within = settle_time, begins_within
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def _unit(self, work: Callable[[Session], Result]) -> Result:
        def run() -> Result:
            with self._begin() as session:
                return work(session)

        return await to_thread.run_sync(run)

    async def job(self, sms_id: int) -> None:
        """Send one SMS, or say in its state why not.

        A job and the sweep wait for the same run. It goes on when its job is cut off, as the
        engine does when it loses the database: the request to the provider could not be recalled.
        """
        run = self._under_way.get(sms_id)
        if run is None:
            run = self._under_way[sms_id] = asyncio.create_task(self._run(sms_id))
            run.add_done_callback(lambda _: self._under_way.pop(sms_id))
        await asyncio.shield(run)

    async def _run(self, sms_id: int) -> None:
        if self._pace.is_kept and await self._unit(partial(self._waits_its_turn, sms_id=sms_id)):
            return
        began = self._clock()
        run = await self._unit(lambda session: self._started(session, sms_id))
        if run is None:
            return
        if run.posted is not None:
            found = await self._look_for(run, run.posted)
            if found is not None:
                await self._unit(lambda session: _sent(session, sms_id, found, self._clock()))
                return
            began = self._clock()
            if not await self._unit(lambda session: self._posts_again(session, run)):
                return
        await self._post(run, began)

    def _waits_its_turn(self, session: Session, *, sms_id: int) -> bool:
        """Give what can wait its moment; True when that is later, and another job comes for it.

        A unit of work of its own: nobody else is held up by who holds the pace.
        """
        sms = session.get(Sms, sms_id)
        if sms is None or not self._pace.concerns(sms):
            return False
        session.refresh(sms, with_for_update=True)
        moment = self._clock()
        if not self._pace.concerns(sms) or (sms.not_before or moment) > moment:
            return False
        sms.run += 1
        its_turn = self._pace.take(session, sms.body, moment)
        if its_turn > moment:
            sms.not_before = its_turn
            self._defer(session, sms, its_turn - moment)
        return its_turn > moment

    def _started(self, session: Session, sms_id: int) -> Run | None:
        """Take the SMS from whoever ran it before; it leaves at once if it never left."""
        sms = session.get(Sms, sms_id, with_for_update=True)
        moment = self._clock()
        if sms is None or sms.state not in UNSENT or (sms.not_before or moment) > moment:
            return None
        sms.run += 1
        posted, known = sms.posted_at, leaving.known_elsewhere(session, sms)
        run = Run(sms_id, sms.run, sms.to, sms.body, sms.created_at, posted, known)
        return run if posted is not None or self._leaves(session, sms) else None

    def _posts_again(self, session: Session, run: Run) -> bool:
        """Say whether this run may post what is not at the provider: nobody else took it."""
        sms = session.get_one(Sms, run.sms_id, with_for_update=True)
        if sms.run != run.number or sms.state not in UNSENT:
            return False
        if sms.purpose is Purpose.CAMPAIGN:
            _end(sms, SmsState.UNCERTAIN, "a campaign is not repeated", self._clock())
            return False
        return self._leaves(session, sms)

    def _leaves(self, session: Session, sms: Sms) -> bool:
        """Mark that a post begins, unless the SMS may not leave any more: nothing of it is out."""
        moment = self._clock()
        reason = leaving.forbidden(session, sms)
        if reason is not None:
            _end(sms, SmsState.SUPPRESSED, reason, moment)
        elif is_landline(sms.to):
            _end(sms, SmsState.FAILED, _LANDLINE, moment)
        elif sms.posts >= _MOST_POSTS:
            _end(sms, SmsState.UNCERTAIN, "too many attempts", moment)
        elif moment - (sms.not_before or sms.created_at) > _GIVEN_UP:
            _end(sms, SmsState.UNCERTAIN if sms.posted_at else SmsState.FAILED, "too old", moment)
        else:
            sms.state, sms.posts = SmsState.SENDING, sms.posts + 1
            sms.posted_at = sms.updated_at = moment
        return sms.state is SmsState.SENDING

    async def _look_for(self, run: Run, posted: datetime) -> str | None:
        """Ask the provider for an earlier post, once it must be over and in its list."""
        wait = (posted + self._settle_time - self._clock()).total_seconds()
        await asyncio.sleep(max(0.0, wait))
        return await to_thread.run_sync(
            lambda: self._sender.find(run.to, run.body, run.written, known=run.known)
        )

    def _send(self, run: Run, began: datetime) -> str:
        if self._clock() - began > self._begins_within:
            raise NotAccepted("This process was held up: another may have taken the message.")
        return self._sender.send(run.to, run.body, str(run.sms_id))

    async def _post(self, run: Run, began: datetime) -> None:
        try:
            sid = await to_thread.run_sync(self._send, run, began)
        except (NotAccepted, ProviderUnavailable) as error:
            await self._unit(partial(self._again, run=run, error=error))
            return
        except OutcomeUnknown:
            log.warning("sms outcome unknown", sms=run.sms_id)
            await self._unit(lambda session: self._later(session, run))
            return
        except SendError as error:
            await self._unit(partial(self._refused, run=run, error=error))
            return
        await self._unit(lambda session: _sent(session, run.sms_id, sid, self._clock()))

    def _again(self, session: Session, *, run: Run, error: SendError) -> None:
        """The provider surely did not take it: it is as if this post had not been made."""
        sms = session.get_one(Sms, run.sms_id, with_for_update=True)
        if sms.run != run.number:
            return
        sms.posts, sms.posted_at = sms.posts - 1, run.posted
        if run.posted is None:
            sms.state = SmsState.QUEUED
        sms.error, sms.updated_at = error.type, self._clock()
        wait = error.retry_after or min(_LONGEST_WAIT, 2.0 ** min(sms.run, 10))
        self._defer(session, sms, timedelta(seconds=wait))

    def _refused(self, session: Session, *, run: Run, error: SendError) -> None:
        """The provider will never take it; that a person said STOP there is STOP here too."""
        sms = session.get_one(Sms, run.sms_id, with_for_update=True)
        _end(sms, SmsState.FAILED, f"{error.type} {error.code or ''}".strip(), self._clock())
        if isinstance(error, RecipientOptedOut):
            silence.opted_out_at_provider(session, channel=Channel.SMS.value, contact=sms.to)

    def _later(self, session: Session, run: Run) -> None:
        """The post is over, its outcome unknown: who says STOP need not wait for it."""
        sms = session.get_one(Sms, run.sms_id, with_for_update=True)
        if sms.run == run.number:
            sms.updated_at = self._clock()
        self._defer(session, sms, self._settle_time)

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


def _sent(session: Session, sms_id: int, sid: str, moment: datetime) -> None:
    sms = session.get_one(Sms, sms_id, with_for_update=True)
    sms.provider_sid, sms.updated_at = sid, moment
    if sms.state in UNSENT:
        sms.state, sms.error = SmsState.SENT, None


def _end(sms: Sms, state: SmsState, reason: str, moment: datetime) -> None:
    sms.state, sms.error, sms.updated_at = state, reason, moment
