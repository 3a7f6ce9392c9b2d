"""The built-in telephone network: takes SMS as Twilio would, and shows them on a page."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from backend.clock import now
from backend.feed.service import publish
from backend.outbox.models import SimulatedSms


def topic_of(number: str) -> str:
    """Return the feed's topic of a simulated telephone."""
    return f"telephone:{number}"


class Simulator:
    """An SmsSender that keeps what it takes; the same reference is taken once."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Session]]) -> None:
        self._begin = begin

    def send(self, to: str, body: str, reference: str) -> str:
        """Take a message; return its id."""
        row = {
            "sid": f"SM{uuid4().hex}",
            "reference": reference,
            "to": to,
            "body": body,
            "sent_at": now(),
        }
        with self._begin() as session:
            session.execute(insert(SimulatedSms).values(**row).on_conflict_do_nothing())
            taken = session.exec(
                select(SimulatedSms).where(SimulatedSms.reference == reference)
            ).one()
            publish(session, topic_of(to), "sms", {"sid": taken.sid, "body": taken.body})
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


def inbox(session: Session, number: str) -> list[SimulatedSms]:
    """Return what a simulated telephone has received, oldest first."""
    query = select(SimulatedSms).where(SimulatedSms.to == number)
    return list(session.exec(query.order_by(col(SimulatedSms.sent_at)).limit(200)))
