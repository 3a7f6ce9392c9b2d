"""SMS through Twilio: texts and their cost, signatures, sending, and the two webhooks."""

import re

INBOUND_PATH = "/channels/sms/inbound"
STATUS_PATH = "/channels/sms/status"
REFERENCE_FIELD = "m"
"""Our own id in the query of the status address: `…/status?m=<id>`."""
_SERVICE = re.compile(r"MG[0-9a-fA-F]+")


def is_name(sender: str) -> bool:
    """Whether a sender is a name ("Bailleur"): nobody can answer it, nor send it STOP."""
    return any(char.isalpha() for char in sender) and not _SERVICE.fullmatch(sender)
