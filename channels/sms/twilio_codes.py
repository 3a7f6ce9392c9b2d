"""What Twilio's error codes mean for us, when a message is refused and when it failed later.

A code that is not here is treated by its HTTP status, and as "ask a person" when it comes in a
status callback. With a Messaging Service, Twilio accepts first and reports later what it would
have refused at once (support article 223181868): a code means the same in both places. Read in
November 2026, at https://www.twilio.com/docs/api/errors/<code> where nothing else is said:

21408  The country is not switched on: "enable SMS permissions" (support article 223181868).
21610  The person opted out and must text START first: never again. Twilio's page was not to be
       read; as help.sleekflow.io/en_US/sms/troubleshooting-your-twilio-sms-channel cites it.
21612  This To cannot be reached from this From. Cited by the same page, not read at Twilio's.
21614  No mobile number: a landline, or not valid. 21635: a landline, refused before sending.
30002  Our account was suspended before the message left.
30003  The handset is off, without signal or roaming; a landline is possible. It may pass.
30005  The number is unknown or out of service. Twilio's page was not to be read; as the incident
       page of waytohealth.atlassian.net (WTHST, 140804097) has it.
30006  A landline, or a carrier that a short code cannot reach: do not try again.
30007  Filtered by Twilio or the carrier, as spam for instance.
30008  The carrier gives no reason, says help.chekkit.io/article/148-common-sms-mms-error-messages;
       Twilio's page was not to be read. So nothing is concluded: an agent sees it.
30017  The carrier's MMS traffic is congested, after Twilio's own tries.
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
    Consequence.TEMPORARY: (21611, 30001, 30003, 30017),
    Consequence.BLOCKED: (30004, 30007),
    Consequence.UNKNOWN: (30008,),
    Consequence.OUR_SETUP: (
        *(20003, 20005, 20404),  # credentials, account not active, no such account
        *(21601, 21606, 21659, 21660),  # a From that is not ours or cannot send SMS
        *(21703, 21704, 21705),  # a Messaging Service that is empty or does not exist
        *(21408, 21608, 21612),  # country switched off, trial account, no route
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
