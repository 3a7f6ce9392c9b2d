"""What the desk reads of the SMS of some conversations: where each stands, and why it failed."""

import re
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from backend.outbox.models import Sms, SmsState
from channels.sms.twilio_codes import Consequence, consequence

_CODE = re.compile(r"\d{5}$")

# From the best news to the worst: an SMS in parts stands where its worst part stands.
_GRAVITY = (
    SmsState.DELIVERED,
    SmsState.SENT,
    SmsState.SENDING,
    SmsState.QUEUED,
    SmsState.SUPPRESSED,
    SmsState.UNCERTAIN,
    SmsState.UNDELIVERED,
    SmsState.FAILED,
)


def of(session: Session, conversation_ids: Sequence[str]) -> Mapping[int, SmsState]:
    """Return where the SMS of each message stands: where its worst part does."""
    query = select(Sms.message_id, Sms.state).where(col(Sms.conversation_id).in_(conversation_ids))
    worst: dict[int, SmsState] = {}
    for message_id, state in session.exec(query):
        known = worst.get(message_id)
        if known is None or _GRAVITY.index(state) > _GRAVITY.index(known):
            worst[message_id] = SmsState(state)
    return worst


def failures(session: Session, conversation_ids: Sequence[str]) -> Mapping[int, Consequence]:
    """Return what the failure of each message asks of us, where the provider gave a code."""
    query = select(Sms.message_id, Sms.error).where(
        col(Sms.conversation_id).in_(conversation_ids),
        col(Sms.state).in_((SmsState.FAILED, SmsState.UNDELIVERED)),
    )
    coded = {i: _CODE.search(error or "") for i, error in session.exec(query)}
    return {i: consequence(int(code[0])) for i, code in coded.items() if code}
