"""What can go wrong at the edge.

ChannelError
├── InvalidNumber         a text that is no telephone number
├── RequestRefused        a request of the provider that is answered with a problem
│   ├── BadSignature          it does not prove where it comes from
│   ├── ForeignAccount        it is another account's
│   ├── UnreadableRequest     what it must hold is not there
│   ├── NotAForm              another content type
│   └── RequestTooLarge       more bytes than a message can have
├── MediaRefused          what came with a message may not be fetched, now or later
├── MediaUnavailable      it cannot be fetched now
└── SendError             says whether the same message may be sent again
    ├── NotAccepted           the provider surely did not take it        resend: safe
    ├── ProviderUnavailable   refused for our account, not for this one  resend: safe, once repaired
    ├── OutcomeUnknown        it may have been taken                     resend: only after a check
    ├── UnreachableRecipient  this number cannot get an SMS              resend: never
    ├── RecipientOptedOut     this person said STOP                      resend: never
    └── RefusedForGood        refused for another lasting reason         resend: never

No message of an error holds a number or a text: they end up in logs.
"""

from enum import StrEnum
from typing import ClassVar


class Resend(StrEnum):
    """May the same message be sent a second time?"""

    SAFE = "safe"
    AFTER_CHECK = "after-check"
    NEVER = "never"


class ChannelError(Exception):
    """Something at the edge; `type` and `status` are stable, for those who render it."""

    type: ClassVar[str] = "channel-error"
    status: ClassVar[int] = 502


class RequestRefused(ChannelError):
    """A webhook request that is not taken; its text is for whoever runs the provider's side."""

    type, status = "unreadable-request", 400


class BadSignature(RequestRefused):
    """The request does not prove that it comes from the provider; `present` says it tried."""

    type, status = "bad-signature", 403

    def __init__(self, detail: str, *, present: bool) -> None:
        super().__init__(detail)
        self.present = present


class ForeignAccount(RequestRefused):
    """The request is signed, but belongs to an account that is not ours."""

    type, status = "foreign-account", 403


class UnreadableRequest(RequestRefused):
    """Something that the provider always sends is missing or has an impossible form."""


class NotAForm(RequestRefused):
    """The provider sends forms; anything else is not the provider."""

    type, status = "not-a-form", 415


class RequestTooLarge(RequestRefused):
    """More bytes than any message has."""

    type, status = "request-too-large", 413


class InvalidNumber(ChannelError):
    """The text is no telephone number that can be called."""

    type, status = "invalid-number", 422


class MediaRefused(ChannelError):
    """What came with a message is not fetched: another host, too large, not what it says."""

    type, status = "media-refused", 422


class MediaUnavailable(ChannelError):
    """What came with a message cannot be fetched now; it may be, later."""

    type, status = "media-unavailable", 503


class SendError(ChannelError):
    """A message was not sent, or may not have been; `code` is the provider's own."""

    resend: ClassVar[Resend] = Resend.NEVER

    def __init__(
        self, detail: str, *, code: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.retry_after = retry_after

    @property
    def resend_is_safe(self) -> bool:
        """True when sending again cannot make the tenant get the message twice."""
        return self.resend is Resend.SAFE


class NotAccepted(SendError):
    """The provider surely did not take it; wait `retry_after` seconds where it says so."""

    type, status = "sms-not-accepted", 503
    resend = Resend.SAFE


class ProviderUnavailable(SendError):
    """Our account or sender is refused: every message would be, until someone repairs it.

    Nothing was taken. An operator must be told; the message stays to be sent.
    """

    type, status = "sms-provider-unavailable", 503
    resend = Resend.SAFE


class OutcomeUnknown(SendError):
    """The provider may have taken it: look for it there before anything is sent again."""

    type, status = "sms-outcome-unknown", 503
    resend = Resend.AFTER_CHECK


class UnreachableRecipient(SendError):
    """This number cannot get an SMS: a landline, or no number at all."""

    type, status = "sms-unreachable", 422
    resend = Resend.NEVER


class RecipientOptedOut(SendError):
    """This person asked for no more messages; the provider holds them back."""

    type, status = "sms-opted-out", 409
    resend = Resend.NEVER


class RefusedForGood(SendError):
    """The provider refuses this message, and would again: its text, its form, its route."""

    type, status = "sms-refused", 422
    resend = Resend.NEVER
