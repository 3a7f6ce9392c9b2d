"""The SMS door: what the channel's webhooks are handed to do with a message."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from backend.clock import now
from backend.conversations import service
from backend.conversations.parts import Parts
from backend.outbox import service as outbox
from backend.outbox.models import Quarantined, Sms, SmsState
from backend.safety import clean
from channels import InboundMessage, OptOutKeyword, StatusUpdate
from channels import Quarantined as DoubtfulRequest

_MOST_QUARANTINED = 10_000
# The further of two reports holds; those of the network outrank our own states.
_RANKS = {
    "queued": (1, None),
    "accepted": (1, None),
    "scheduled": (1, None),
    "sending": (2, None),
    "sent": (3, SmsState.SENT),
    "canceled": (4, SmsState.FAILED),
    "failed": (5, SmsState.FAILED),
    "undelivered": (6, SmsState.UNDELIVERED),
    "delivered": (7, SmsState.DELIVERED),
    "read": (8, SmsState.DELIVERED),
}
_RANK_OF_STATE = {
    SmsState.SENT: 3,
    SmsState.FAILED: 5,
    SmsState.UNDELIVERED: 6,
    SmsState.DELIVERED: 7,
}


class SmsDoor:
    """Keeps inbound SMS, status reports and doubtful requests, each in one unit of work."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def on_message(self, message: InboundMessage) -> None:
        """Keep an SMS before Twilio is answered; its turn runs as a job."""

        def keep(session: Session) -> None:
            conversation = service.open_sms(
                session,
                contact=message.sender,
                landlord=self._parts.settings.landlord or None,
                now=now(),
            )
            if message.opt_out is OptOutKeyword.STOP:
                contact = {"channel": conversation.channel.value, "contact": conversation.contact}
                outbox.opt_out(session, **contact, scope=outbox.EVERYTHING, words="OptOutType")
            text = clean(message.text) or ("[photo]" if message.media else "?")
            service.receive(
                session,
                conversation.id,
                text,
                provider_id=message.provider_id,
                knows=self._parts.knows,
                readers=self._parts.readers,
                now=now(),
            )

        await self._parts.unit(keep)

    async def on_status(self, update: StatusUpdate) -> None:
        """Take a delivery report; a late, weaker one changes nothing."""
        await self._parts.unit(lambda session: _advance(session, update, now()))

    async def on_quarantine(self, request: DoubtfulRequest) -> None:
        """Keep a doubtful request unprocessed, as long as there is room."""

        def keep(session: Session) -> None:
            if (
                session.exec(select(func.count()).select_from(Quarantined)).one()
                < _MOST_QUARANTINED
            ):
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
    if sms is None and (update.reference or "").isdigit():
        query = select(Sms).where(col(Sms.id) == int(update.reference or 0))
        sms = session.exec(query.with_for_update()).first()
    rank, state = _RANKS.get(update.status.value, (0, None))
    if sms is None or state is None or rank <= _RANK_OF_STATE.get(sms.state, 0):
        return
    sms.provider_sid, sms.state, sms.updated_at = update.provider_id, state, moment
    sms.error = str(update.error_code) if update.error_code else None
