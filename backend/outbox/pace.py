"""The pace of what can wait: each SMS is given its moment, by its segments, once.

Twilio takes messages faster than it releases them, and lets ten hours' worth wait at most; what
waits there can neither be stopped nor overtaken by an answer. So it waits here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from backend.outbox.models import Purpose, Sms
from channels.sms.text import measure

CAN_WAIT = (Purpose.NOTICE, Purpose.CAMPAIGN)
_TAKE = text(
    """
    INSERT INTO sms_pace (sender, free_at)
    VALUES (:sender, CAST(:now AS timestamptz) + CAST(:lasts AS interval))
    ON CONFLICT (sender) DO UPDATE
    SET free_at = greatest(sms_pace.free_at, CAST(:now AS timestamptz)) + CAST(:lasts AS interval)
    RETURNING free_at
    """
)


@dataclass(frozen=True)
class Pace:
    """How many segments a sender may send in a second; 0 leaves it to the provider."""

    sender: str
    per_second: float

    @property
    def is_kept(self) -> bool:
        """Whether there is a pace at all."""
        return self.per_second > 0

    def concerns(self, sms: Sms) -> bool:
        """Whether an SMS still has to be given its moment: it was never run."""
        return self.is_kept and sms.run == 0 and sms.purpose in CAN_WAIT

    def take(self, session: Session, body: str, now: datetime) -> datetime:
        """Return the moment at which a text may leave; no other is given the same."""
        lasts = timedelta(seconds=measure(body).segments / self.per_second)
        values = {"sender": self.sender, "now": now, "lasts": lasts}
        free_at: datetime = session.execute(_TAKE, values).scalar_one()
        return free_at - lasts
