"""What is asked of the record at the very moment at which an SMS is to leave."""

from sqlmodel import Session, col, select

from backend.conversations.models import Channel, Conversation, State
from backend.outbox import silence
from backend.outbox.models import Purpose, Sms
from backend.tenants import reaching

ANSWERS_OF_THE_BOT = (Purpose.REPLY,)


def forbidden(session: Session, sms: Sms) -> str | None:
    """Return why an SMS may not leave at this moment; None when it may."""
    conversation = session.get_one(
        Conversation, sms.conversation_id, with_for_update={"read": True}
    )
    if not silence.may_leave(session, sms, channel=Channel.SMS.value):
        return "opted out"
    if sms.purpose is Purpose.CAMPAIGN and reaching.is_reached_otherwise(
        session, sms.to, Channel.SMS.value
    ):
        return "best reached in another way"
    taken_over = conversation.epoch != sms.epoch and conversation.state is State.AGENT
    if taken_over and sms.purpose in ANSWERS_OF_THE_BOT:
        return "a person took over"
    return None


def known_elsewhere(session: Session, sms: Sms) -> tuple[str, ...]:
    """Return the provider's ids of the same words to the same number that are other messages."""
    query = select(Sms.provider_sid).where(
        Sms.to == sms.to, Sms.body == sms.body, col(Sms.provider_sid).is_not(None)
    )
    return tuple(sid for sid in session.exec(query) if sid)
