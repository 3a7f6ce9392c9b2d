"""Reads who somebody says they are, right after they were asked; the bot goes on from there.

The form's actions may not write, so it is done before the bot reads the message.
"""

from datetime import datetime

from sqlmodel import Session

from backend.conversations.models import Conversation, Message, State
from backend.conversations.queries import last_said
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
    last = last_said(session, message)
    asked = {render(QUESTION, {}, language) for language in LANGUAGES}
    return last is not None and last.text in asked
