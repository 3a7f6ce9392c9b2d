"""The built-in telephone network: takes SMS as Twilio would, or breaks as Twilio does."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select

from backend.clock import now
from backend.outbox.models import SimulatedSms, SimulatedTelephone, Trouble
from channels.errors import OutcomeUnknown
from channels.sms.twilio_codes import refusal

# Twilio's own answers: a status, its code, and the seconds to wait.
_REFUSALS = {
    Trouble.BUSY: (429, 20429, 5.0),
    Trouble.DOWN: (500, 20500, None),
    Trouble.OPTED_OUT: (400, 21610, None),
    Trouble.LANDLINE: (400, 21614, None),
}


def trouble_of(session: Session, number: str) -> Trouble:
    """Return how a telephone's network is broken."""
    found = session.get(SimulatedTelephone, number)
    return found.trouble if found else Trouble.NONE


def break_network(session: Session, number: str, trouble: Trouble) -> None:
    """Break a telephone's network, or mend it."""
    session.merge(SimulatedTelephone(number=number, trouble=trouble))


class Simulator:
    """An SmsSender that keeps what it takes: as with a real network, twice sent is twice there."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Session]]) -> None:
        self._begin = begin

    def send(self, to: str, body: str, reference: str) -> str:
        """Take a message and return its id, or raise what Twilio's client would."""
        taken = SimulatedSms(
            sid=f"SM{uuid4().hex}", reference=reference, to=to, body=body, sent_at=now()
        )
        with self._begin() as session:
            trouble = trouble_of(session, to)
            if trouble not in _REFUSALS:
                session.add(taken)
        if trouble is Trouble.NO_ANSWER:
            raise OutcomeUnknown("The message was taken, and its answer lost.")
        if trouble in _REFUSALS:
            raise refusal(*_REFUSALS[trouble])
        return taken.sid

    def find(
        self, to: str, body: str, since: datetime, *, known: Collection[str] = ()
    ) -> str | None:
        """Return the id of a message taken since then that is none of the known ones."""
        with self._begin() as session:
            query = select(SimulatedSms.sid).where(
                SimulatedSms.to == to,
                SimulatedSms.body == body,
                col(SimulatedSms.sent_at) >= since,
                col(SimulatedSms.sid).not_in(list(known)),
            )
            return session.exec(query).first()
