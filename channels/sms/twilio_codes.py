"""What Twilio's error codes mean for us, when a message is refused and when it failed later.

From https://www.twilio.com/docs/api/errors/<code>; a code that is not here is treated by its
HTTP status, and as "ask a person" when it comes in a status callback. 30007, 30017 and 21408 were
read there in November 2026. 30008 is left out on purpose: elsewhere it is told as the carrier's
error without a reason, and Twilio's own page for it could not be read.
"""

from enum import StrEnum

from channels.errors import (
    NotAccepted,
    OutcomeUnknown,
    ProviderUnavailable,
    RecipientOptedOut,
    RefusedForGood,
    SendError,
    UnreachableRecipient,
)


class Consequence(StrEnum):
    """What a failed delivery asks of us."""

    OPTED_OUT = "opted-out"
    """The person said STOP: enter it, never send again."""

    NO_SMS = "no-sms"
    """A landline, or a number that does not exist: use another channel, correct the number."""

    TEMPORARY = "temporary"
    """The handset is off or the network is full: a later message may arrive."""

    BLOCKED = "blocked"
    """The carrier filters our texts or this person blocks us: an alert, no second try."""

    OUR_SETUP = "our-setup"
    """Our account, sender or permissions: an operator must act."""

    UNKNOWN = "unknown"
    """The carrier does not say: shown to an agent."""


_CONSEQUENCES = {
    Consequence.OPTED_OUT: (21610,),
    Consequence.NO_SMS: (21211, 21214, 21217, 21614, 21635, 30005, 30006),
    # 30017: congestion of the carrier's MMS, after Twilio's own tries (…/errors/30017).
    Consequence.TEMPORARY: (21611, 30001, 30003, 30017),
    # 30007: filtered by Twilio or by the carrier, as spam for instance (…/errors/30007).
    Consequence.BLOCKED: (30004, 30007),
    Consequence.OUR_SETUP: (
        *(20003, 20005, 20404),  # credentials, account not active, no such account
        *(21601, 21606, 21659, 21660),  # a From that is not ours or cannot send SMS
        *(21703, 21704, 21705),  # a Messaging Service that is empty or does not exist
        # 21408: a destination that is switched off in Messaging Geo Permissions, or that Twilio
        # does not serve (…/errors/21408); trial account; route between From and To.
        *(21408, 21608, 21612),
        *(30002, 63038),  # suspended, daily limit
    ),
}
_BY_CODE = {code: what for what, codes in _CONSEQUENCES.items() for code in codes}

# These concern one destination: the next message to somebody else may well pass.
_ONE_DESTINATION = (21408, 21608, 21612)


def consequence(code: int | None) -> Consequence:
    """Return what the error code of a failed message asks of us."""
    return _BY_CODE.get(code or 0, Consequence.UNKNOWN)


def refusal(status: int, code: int | None, retry_after: float | None = None) -> SendError:
    """Return the error for Twilio's answer to a message that it did not accept."""
    what = _BY_CODE.get(code or 0)
    error: type[SendError] = RefusedForGood
    if status == 429 or what is Consequence.TEMPORARY:
        error = NotAccepted
    elif status >= 500 or status in (408, 425) or status < 400 or code == 20500:
        error = OutcomeUnknown
    elif what is Consequence.OPTED_OUT:
        error = RecipientOptedOut
    elif what is Consequence.NO_SMS:
        error = UnreachableRecipient
    elif code not in _ONE_DESTINATION and (status in (401, 403) or what is Consequence.OUR_SETUP):
        error = ProviderUnavailable
    return error(f"Twilio answered {status}.", code=code, retry_after=retry_after)
