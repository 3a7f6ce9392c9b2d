"""What a conversation's stream says of it where the feed's events are there no more."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.clock import now
from backend.conversations import queries
from backend.conversations.models import Conversation
from backend.conversations.writing import event_of, state_of, topic_of
from backend.feed.models import FeedEvent

_LONGEST = 5_000


def whole(session: Session, conversation_id: str) -> Sequence[FeedEvent]:
    """Return everything that was said, in order, and who owns the conversation now."""
    said = queries.history(session, conversation_id, limit=_LONGEST)
    state = state_of(session.get_one(Conversation, conversation_id))
    topic = topic_of(conversation_id)
    return [
        *(
            FeedEvent(topic=topic, kind="message", payload=event_of(one), created_at=one.created_at)
            for one in said
        ),
        FeedEvent(topic=topic, kind="state", payload=state, created_at=now()),
    ]
