"""A conversation moves to another channel: same owner, same place in the queue, one history."""

from datetime import datetime

from sqlmodel import Session

from backend.conversations import ownership, queries, writing
from backend.conversations.errors import TelephoneBusy
from backend.conversations.models import Channel, Conversation


def to_telephone(
    session: Session, conversation: Conversation, phone: str, *, now: datetime
) -> None:
    """Let a conversation, held by the caller, go on by SMS with a telephone that was verified.

    What the bot alone had with this telephone ends. Raises TelephoneBusy where a person is waited
    for or there: that conversation is not ended over their heads.
    """
    if conversation.channel is Channel.SMS and conversation.contact == phone:
        return
    other = queries.open_for(session, Channel.SMS, phone)
    if other is not None and not ownership.end_with_bot(session, other.id, now=now):
        raise TelephoneBusy
    conversation.channel, conversation.contact = Channel.SMS, phone
    conversation.updated_at = now
    session.flush()
    writing.publish_state(session, conversation)
