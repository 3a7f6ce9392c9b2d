"""A simulated telephone: what it sends takes the very path of a real SMS, signature included."""

from collections.abc import Sequence
from uuid import uuid4

import httpx
from sqlmodel import Session, col, select
from starlette.types import ASGIApp

from backend.conversations.models import Author, Channel, Conversation, InboundSms, Message
from backend.outbox import simulator
from backend.outbox.models import Sms, Trouble
from backend.pages.simulator import PhoneMessage
from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign

OWN_NUMBER = "+33937000000"


class Telephone:
    """The network behind `/dev/sms`."""

    def __init__(self, app: ASGIApp, *, public_base: str, token: str) -> None:
        self._address, self._token = public_base + INBOUND_PATH, token
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app), trust_env=False)

    async def send(self, number: str, body: str) -> None:
        """Deliver an SMS of that telephone; raises when it was not taken."""
        form = {
            "MessageSid": f"SM{uuid4().hex}",
            "From": number,
            "To": OWN_NUMBER,
            "Body": body,
            "NumMedia": "0",
        }
        signature = sign(self._address, form, self._token)
        answer = await self._http.post(
            self._address, data=form, headers={"X-Twilio-Signature": signature}
        )
        answer.raise_for_status()

    def messages(self, session: Session, number: str, limit: int) -> Sequence[PhoneMessage]:
        """Return the telephone's last messages, oldest first."""
        sent = session.exec(
            select(Message)
            .join(Conversation)
            .where(Conversation.contact == number, Conversation.channel == Channel.SMS)
            .where(Message.author == Author.TENANT)
        )
        received = session.exec(select(Sms).where(Sms.to == number))
        shown = [
            PhoneMessage(f"m{m.provider_id}", "sent", m.text, m.created_at, "sent") for m in sent
        ]
        shown += [
            PhoneMessage(f"m{i.provider_id}", "sent", i.message["text"], i.received_at, "sent")
            for i in self._unread(session, number)
        ]
        shown += [
            PhoneMessage(f"s{s.id}", "received", s.body, s.created_at, s.state) for s in received
        ]
        return sorted(shown, key=lambda message: message.at)[-limit:]

    @staticmethod
    def _unread(session: Session, number: str) -> Sequence[InboundSms]:
        """Return what came and is not read yet: the next page has to show it as well."""
        sender = col(InboundSms.message)["sender"].astext
        return session.exec(select(InboundSms).where(sender == number)).all()

    def trouble(self, session: Session, number: str) -> Trouble:
        """Return how the telephone's network is broken."""
        return simulator.trouble_of(session, number)

    def break_network(self, session: Session, number: str, trouble: Trouble) -> None:
        """Break the telephone's network, or mend it."""
        simulator.break_network(session, number, trouble)
