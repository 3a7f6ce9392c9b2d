"""Reads who somebody says they are, right after they were asked; the bot goes on from there.

The form's actions may not write, so it is done before the bot reads the message.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from backend.conversations.models import Author, Conversation, Message, State
from backend.i18n import LANGUAGES, render
from backend.recognition import service, telling
from backend.replies import Outcome
from backend.tracking.service import Tries

QUESTION = "identity_ask"


class Recognition:
    """Recognises who answers the question; it never says anything itself."""

    def __init__(self, tries: Tries) -> None:
        self._tries = tries

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Note who writes, where it was just asked and told; the message is left to the bot."""
        claim = telling.read(message.text)
        if claim and conversation.state is State.BOT and _was_asked(session, message):
            service.check(session, conversation, claim, self._tries, now=now)
        return None


def _was_asked(session: Session, message: Message) -> bool:
    query = select(Message.text).where(
        Message.conversation_id == message.conversation_id,
        Message.author != Author.TENANT,
        col(Message.id) < message.id,
    )
    last = session.exec(query.order_by(col(Message.id).desc()).limit(1)).first()
    return last in {render(QUESTION, {}, language) for language in LANGUAGES}
