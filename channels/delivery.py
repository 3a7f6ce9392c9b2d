"""How far a message got. Reports come in any order, doubled or never: the furthest one holds."""

from dataclasses import dataclass
from enum import StrEnum


class DeliveryStatus(StrEnum):
    """Twilio's own words, from the weakest to the strongest statement about one message.

    The order of the members is their rank. A report of the handset outweighs a failure that
    the network had assumed, whichever of the two comes first.
    """

    SCHEDULED = "scheduled"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    RECEIVING = "receiving"
    RECEIVED = "received"
    SENDING = "sending"
    SENT = "sent"
    PARTIALLY_DELIVERED = "partially_delivered"
    CANCELED = "canceled"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"
    READ = "read"

    @property
    def rank(self) -> int:
        """Its place in the order; no two are equal, so the order of arrival cannot matter."""
        return _RANKS[self]

    @property
    def is_final(self) -> bool:
        """True when nothing more is expected from the network."""
        return self.rank >= DeliveryStatus.CANCELED.rank

    @property
    def is_failure(self) -> bool:
        """True when the tenant did not get the message."""
        return self in _FAILURES


_RANKS = {status: rank for rank, status in enumerate(DeliveryStatus)}
_FAILURES = (DeliveryStatus.CANCELED, DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """One status callback; `reference` is the id that we gave when sending, where it is there."""

    provider_id: str
    status: DeliveryStatus
    reference: str | None = None
    error_code: int | None = None


def advance(current: DeliveryStatus | None, new: DeliveryStatus) -> DeliveryStatus:
    """Return the further of the two: a late, weaker report never takes a message back."""
    if current is None or new.rank > current.rank:
        return new
    return current
