"""SMS through Twilio: texts and their cost, signatures, sending, and the two webhooks."""

INBOUND_PATH = "/channels/sms/inbound"
STATUS_PATH = "/channels/sms/status"
REFERENCE_FIELD = "m"
"""Our own id in the query of the status address: `…/status?m=<id>`."""
