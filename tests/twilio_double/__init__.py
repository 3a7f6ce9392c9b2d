"""A stateful double of Twilio's Messages API: a telephone network that one can break.

    with TwilioDouble() as twilio:
        sender = TwilioSender(twilio.account_sid, twilio.auth_token, "+33939000001",
                              "https://loge.example.org", twilio.url)
        twilio.script([too_many(retry_after=3), hang(accepted=True)])
        ...
        assert [message.body for message in twilio.accepted] == ["Bonjour"]

It is spoken to by the official client over a real socket, so it also serves as a process of
its own: `python -m tests.twilio_double --port 9999`, scripted under /_control.
"""

from tests.twilio_double.network import Served, SmsMessage
from tests.twilio_double.outcomes import (
    Outcome,
    accept,
    fail,
    garble,
    hang,
    refuse,
    reset,
    too_many,
)
from tests.twilio_double.server import TwilioDouble

__all__ = [
    "Outcome",
    "Served",
    "SmsMessage",
    "TwilioDouble",
    "accept",
    "fail",
    "garble",
    "hang",
    "refuse",
    "reset",
    "too_many",
]
