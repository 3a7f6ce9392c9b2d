"""The edges: what a message is when it comes in and goes out, whatever carries it.

Nothing here knows a sollicitation, a database or a rule: the backend hands in what to do.
"""

from channels.delivery import DeliveryStatus, StatusUpdate, advance
from channels.messages import (
    InboundMessage,
    Media,
    OptOutKeyword,
    OutboundMessage,
    Quarantined,
    SmsInbox,
    SmsSender,
)

__all__ = [
    "DeliveryStatus",
    "InboundMessage",
    "Media",
    "OptOutKeyword",
    "OutboundMessage",
    "Quarantined",
    "SmsInbox",
    "SmsSender",
    "StatusUpdate",
    "advance",
]
