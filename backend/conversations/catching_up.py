"""What came in while nobody answered Twilio's webhooks, or was lost on the way: asked for again."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from anyio import to_thread
from sqlmodel import Session, col, select

from backend.clock import Clock
from backend.conversations.models import CaughtUp, Channel, Message
from backend.db import UnitOfWork
from channels import InboundMessage, SmsInbox
from channels.errors import OutcomeUnknown

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
# Twilio's list may lag, and its clock differ from ours.
_OVERLAP = timedelta(minutes=15)


class CatchUp:
    """Takes in what the provider has and we have not, by the very path of the webhooks.

    What a webhook brings late, or meanwhile, has the same provider's id and is kept once.
    """

    def __init__(
        self,
        begin: UnitOfWork,
        inbox: SmsInbox,
        take: Callable[[InboundMessage], Awaitable[None]],
        *,
        own_number: str,
        clock: Clock,
    ) -> None:
        self._begin, self._inbox, self._take, self._clock = begin, inbox, take, clock
        self._own_number = own_number

    async def run(self) -> None:
        """Look once; what cannot be listed or taken now is looked for again the next time."""
        moment = self._clock()
        since = await self._unit(self._until)
        try:
            found = await to_thread.run_sync(self._inbox.since, (since or moment) - _OVERLAP)
        except OutcomeUnknown:
            log.warning("inbound sms cannot be listed")
            return
        missing = await self._unit(lambda session: self._unknown(session, found))
        for message in missing:
            await self._take(message)
        if missing:
            log.warning("inbound sms recovered", number=len(missing))
        await self._unit(lambda session: self._note(session, moment))

    def _until(self, session: Session) -> datetime | None:
        known = session.get(CaughtUp, self._own_number)
        return known.until if known else None

    def _unknown(
        self, session: Session, found: Sequence[InboundMessage]
    ) -> Sequence[InboundMessage]:
        """Return what we have not; a message of pictures alone is known by its first one."""
        ids = [i for m in found for i in (m.provider_id, f"{m.provider_id}:media:0")]
        query = select(Message.provider_id).where(
            Message.channel == Channel.SMS, col(Message.provider_id).in_(ids)
        )
        known = {(i or "").removesuffix(":media:0") for i in session.exec(query)}
        own = {self._own_number}
        return [m for m in found if m.sender and not m.is_loop(own) and m.provider_id not in known]

    def _note(self, session: Session, moment: datetime) -> None:
        session.merge(CaughtUp(number=self._own_number, until=moment))

    async def _unit(self, work: Callable[[Session], Result]) -> Result:
        def run() -> Result:
            with self._begin() as session:
                return work(session)

        return await to_thread.run_sync(run)
