"""What a channel hands in and takes out; addresses are E.164, or raw where they cannot be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class OptOutKeyword(StrEnum):
    """What the provider itself understood and already acted on (Twilio's `OptOutType`)."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file that came with a message: an address to be checked, never fetched here."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message as the provider gave it; `provider_id` is the same for every redelivery."""

    provider_id: str
    sender: str
    recipient: str
    text: str
    media: tuple[Media, ...] = ()
    opt_out: OptOutKeyword | None = None
    messaging_service: str | None = None

    def is_loop(self, own_numbers: Collection[str]) -> bool:
        """Whether it comes from one of our own numbers: to answer it would never end."""
        return self.sender in own_numbers or self.sender == self.recipient


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to send; `reference` is our own id and comes back in every status callback."""

    to: str
    body: str
    reference: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A request that cannot be trusted or read: to be stored unprocessed and raise an alert.

    `reason` is bad-signature, foreign-account, unreadable-request or no-sender. `body` holds
    the first bytes only, so that a stranger cannot fill the disk; how many requests are kept
    is up to the caller.
    """

    reason: str
    url: str
    signature: str
    body: bytes


class SmsInbox(Protocol):
    """Lists what was sent to us, for what no webhook brought."""

    def since(self, moment: datetime) -> Sequence[InboundMessage]:
        """Return what came in since then, oldest first; raises OutcomeUnknown."""
        ...


class SmsSender(Protocol):
    """Sends one message and can be asked later whether it did."""

    def send(self, to: str, body: str, reference: str) -> str:
        """Return the provider's id of the accepted message, or raise a SendError."""
        ...

    def find(
        self, to: str, body: str, since: datetime, *, known: Collection[str] = ()
    ) -> str | None:
        """Return the provider's id of a message accepted since then, None when there is none."""
        ...
