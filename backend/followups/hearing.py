"""Reads the answer to what somebody was asked to agree to: a plain yes, or anything else.

Read before the bot, and only where the question is the last thing that was said. Only a plain yes
is a consent.
"""

from datetime import datetime

from sqlmodel import Session

from backend.conversations.models import Conversation, Message, State
from backend.conversations.queries import last_said
from backend.followups import service
from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.library.edition import Holds
from backend.replies import Act, Outcome, Utterance


class Consents:
    """Hears a consent; None leaves a message to the bot."""

    def __init__(self, library: Holds) -> None:
        self._library = library

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Return what is said to an answer."""
        answer = consent.read(message.text)
        if conversation.state is not State.BOT or answer not in (Answer.YES, Answer.NO):
            return None
        found = service.open_consent(session, conversation.id)
        last = last_said(session, message) if found else None
        if found is None or last is None or last.id != found.message_id:
            return None
        given = answer is Answer.YES
        knowledge, words = self._library.knowledge, message.text
        service.agree(session, found, given=given, words=words, knowledge=knowledge, now=now)
        response = "followup_agreed" if given else "followup_declined"
        return Outcome((Utterance(Act.SMALLTALK, response),))
