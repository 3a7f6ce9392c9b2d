"""Reads the answer to "is it repaired?": a figure, a yes, a no, then a note.

Read before the bot, and only where the question is the last thing that was said.
"""

import re
from datetime import datetime

from sqlmodel import Session

from backend.conversations.models import Conversation, Message, State
from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.hearing.text import fold
from backend.replies import Outcome
from backend.satisfaction import service
from backend.satisfaction.models import Satisfaction

_SOLVED = re.compile(r"(?:1|(?:oui[ ,]+)?c ?'?est (?:regle|repare|bon)|tout est regle)\W*")
_NOT_SOLVED = re.compile(
    r"(?:2\W*|(?:non|pas)\b[ ,]*(?:toujours|encore|du tout)?[ ,]*(?:pas )?(?:regle|repare|fait)?\W*"
    r"|toujours pas\b.*|ce n ?'?est pas (?:regle|repare|fait)\b.*)"
)
_NOTE = re.compile(r"\W*([1-5])(?:\s*(?:/|sur)\s*5)?\W*")


def read(
    session: Session, conversation: Conversation, message: Message, *, now: datetime
) -> Outcome | None:
    """Return what is said to an answer; None leaves the message to the bot."""
    if conversation.satisfaction_id is None or conversation.state is not State.BOT:
        return None
    found = service.pending(session, conversation, message, now=now)
    if found is None:
        return _note(session, conversation, message)
    plain = fold(message.text).strip()
    answer = consent.read(message.text)
    if _NOT_SOLVED.fullmatch(plain) or answer is Answer.NO:
        conversation.satisfaction_id = None
        return service.reopen(session, found, now=now)
    if _SOLVED.fullmatch(plain) or answer is Answer.YES:
        return service.solve(found, now=now)
    return None


def _note(session: Session, conversation: Conversation, message: Message) -> Outcome | None:
    """Read the note that was asked for after a yes; whatever else is said ends it."""
    found = session.get(Satisfaction, conversation.satisfaction_id)
    if found is None or not found.solved or found.note is not None:
        return None
    conversation.satisfaction_id = None
    told = _NOTE.fullmatch(message.text)
    return service.rate(found, int(told[1])) if told else None
