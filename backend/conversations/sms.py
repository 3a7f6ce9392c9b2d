"""The SMS door: what the channel's webhooks are handed to do with a message."""

import re
from datetime import datetime
from typing import Protocol

from sqlmodel import Session, col, func, select

from backend.clock import now
from backend.conversations import service, writing
from backend.conversations.models import Channel
from backend.conversations.parts import Parts
from backend.outbox import service as outbox
from backend.outbox.models import Quarantined, Sms, SmsState
from backend.safety import OptOut, OptOutKind, OptOutScope, clean
from channels import DeliveryStatus, InboundMessage, OptOutKeyword, StatusUpdate, advance
from channels import Quarantined as DoubtfulRequest
from channels.sms.twilio_codes import Consequence, consequence

# Twilio's HELP asks for an answer like any other message.
_WISHES: dict[OptOutKeyword | None, OptOut] = {
    OptOutKeyword.STOP: OptOut(OptOutKind.STOP, OptOutScope.ALL),
    OptOutKeyword.START: OptOut(OptOutKind.START, OptOutScope.ALL),
}
_MOST_QUARANTINED = 10_000
_OUR_ID = re.compile(r"[0-9]{1,9}")
# What a report of the network makes of our own state, and where our own state stands among them.
_REPORTED = {
    DeliveryStatus.SENT: SmsState.SENT,
    DeliveryStatus.CANCELED: SmsState.FAILED,
    DeliveryStatus.FAILED: SmsState.FAILED,
    DeliveryStatus.UNDELIVERED: SmsState.UNDELIVERED,
    DeliveryStatus.DELIVERED: SmsState.DELIVERED,
    DeliveryStatus.READ: SmsState.DELIVERED,
}
_STANDS = {
    SmsState.SENT: DeliveryStatus.SENT,
    SmsState.FAILED: DeliveryStatus.FAILED,
    SmsState.UNDELIVERED: DeliveryStatus.UNDELIVERED,
    SmsState.DELIVERED: DeliveryStatus.DELIVERED,
}


class KeepsMedia(Protocol):
    """Keeps what came with an SMS, to be fetched later; another room's."""

    def __call__(
        self, session: Session, conversation_id: str, message: InboundMessage, *, now: datetime
    ) -> None: ...


class SmsDoor:
    """Keeps inbound SMS, status reports and doubtful requests, each in one unit of work."""

    def __init__(self, parts: Parts, keep_media: KeepsMedia) -> None:
        self._parts, self._keep_media = parts, keep_media

    async def on_message(self, message: InboundMessage) -> None:
        """Read an SMS at once, in a unit of work of its own."""
        await self._parts.unit(lambda session: self.take(session, message))

    def take(self, session: Session, message: InboundMessage) -> None:
        """Read an SMS in the caller's unit of work, once per provider's id; its turn is a job."""
        conversation = service.open_sms(
            session,
            contact=message.sender,
            landlord=self._parts.settings.landlord or None,
            now=now(),
        )
        text = clean(message.text)
        if text or not message.media:
            service.receive(
                session,
                conversation.id,
                text or "?",
                provider_id=message.provider_id,
                wish=_WISHES.get(message.opt_out),
                knows=self._parts.knows,
                readers=self._parts.readers,
                now=now(),
            )
        if message.media:
            self._keep_media(session, conversation.id, message, now=now())

    async def on_status(self, update: StatusUpdate) -> None:
        """Take a delivery report; a late, weaker one changes nothing."""
        await self._parts.unit(lambda session: self.report(session, update))

    def report(self, session: Session, update: StatusUpdate) -> None:
        """Take a delivery report in the caller's unit of work."""
        _advance(session, update, now())

    async def on_quarantine(self, request: DoubtfulRequest) -> None:
        """Keep a doubtful request unprocessed, as long as there is room."""

        def keep(session: Session) -> None:
            waiting = select(func.count()).where(col(Quarantined.settled_at).is_(None))
            if session.exec(waiting).one() < _MOST_QUARANTINED:
                form = request.body.decode("utf-8", "replace").replace("\x00", "")
                session.add(
                    Quarantined(
                        path=request.url, form=form, reason=request.reason, received_at=now()
                    )
                )

        await self._parts.unit(keep)


def _advance(session: Session, update: StatusUpdate, moment: datetime) -> None:
    query = select(Sms).where(Sms.provider_sid == update.provider_id)
    sms = session.exec(query.with_for_update()).first()
    if sms is None and _OUR_ID.fullmatch(update.reference or ""):
        query = select(Sms).where(col(Sms.id) == int(update.reference or 0))
        sms = session.exec(query.with_for_update()).first()
    state = _REPORTED.get(update.status)
    if sms is None or state is None:
        return
    stands = _STANDS.get(sms.state)
    if advance(stands, update.status) is stands:
        return
    sms.provider_sid, sms.state, sms.updated_at = update.provider_id, state, moment
    sms.error = str(update.error_code) if update.error_code else None
    if update.status.is_failure and consequence(update.error_code) is Consequence.OPTED_OUT:
        outbox.opted_out_at_provider(session, channel=Channel.SMS.value, contact=sms.to)
    writing.publish_delivery(session, sms.conversation_id)
