"""The built-in telephone network: takes SMS as Twilio would, and shows them on a page."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select

from backend.clock import now
from backend.outbox.models import SimulatedSms


class Simulator:
    """An SmsSender that keeps what it takes: as with a real network, twice sent is twice there."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Session]]) -> None:
        self._begin = begin

    def send(self, to: str, body: str, reference: str) -> str:
        """Take a message; return its id."""
        taken = SimulatedSms(
            sid=f"SM{uuid4().hex}", reference=reference, to=to, body=body, sent_at=now()
        )
        with self._begin() as session:
            session.add(taken)
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
