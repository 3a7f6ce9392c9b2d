"""Asking a tenant whether it is repaired, and taking the answer.

The functions take a session and never commit.
"""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from backend.conversations.models import Author, Conversation, Message
from backend.replies import Act, Button, Outcome, SollicitationRef, Utterance
from backend.satisfaction.models import Satisfaction
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State

# Somebody came and did something: papers, money and neighbours end otherwise.
TECHNICAL = frozenset(
    "plomberie chauffage electricite serrurerie ascenseur parties-communes espaces-verts"
    " nuisibles proprete".split()
)
SOLVED = Button("1", response="button_solved")
NOT_SOLVED = Button("2", response="button_not_solved")
NOTES = tuple(Button(str(note), title=str(note)) for note in range(1, 6))
_WAITS = timedelta(days=14)


def question(filed: Sollicitation) -> Utterance | None:
    """Return what a tenant is asked whose request is done; None for what nobody repairs."""
    if filed.category not in TECHNICAL or filed.state != State.DONE:
        return None
    return Utterance(
        Act.TRACK,
        "satisfaction_solved",
        {"code": filed.code},
        buttons=(SOLVED, NOT_SOLVED),
        sollicitation=SollicitationRef(filed.category, filed.code, filed.state),
    )


def asked(
    session: Session,
    filed: Sollicitation,
    conversation: Conversation,
    message: Message,
    *,
    now: datetime,
) -> None:
    """Note that the question was put, once for each time that the request was done."""
    done = sollicitations.last_move(session, filed.id or 0)
    row = {
        "sollicitation_id": filed.id,
        "event_id": done.id,
        "asked_at": now,
        "message_id": message.id,
    }
    statement = insert(Satisfaction).values(**row).on_conflict_do_nothing()
    kept = session.execute(statement.returning(col(Satisfaction.id))).scalar_one_or_none()
    if kept is not None:
        conversation.satisfaction_id = kept


def pending(
    session: Session, conversation: Conversation, message: Message, *, now: datetime
) -> Satisfaction | None:
    """Return the question that a message answers: the last thing that was said before it."""
    if conversation.satisfaction_id is None:
        return None
    found = session.get(Satisfaction, conversation.satisfaction_id, with_for_update=True)
    before = select(Message.id).where(
        Message.conversation_id == conversation.id,
        Message.author != Author.TENANT,
        col(Message.id) < message.id,
    )
    last = session.exec(before.order_by(col(Message.id).desc()).limit(1)).first()
    if found is None or found.message_id != last or found.asked_at < now - _WAITS:
        return None
    return found


def solve(found: Satisfaction, *, now: datetime) -> Outcome:
    """Take a yes, and ask for the note."""
    found.solved, found.answered_at = True, now
    return Outcome((Utterance(Act.TRACK, "satisfaction_note", buttons=NOTES),))


def reopen(session: Session, found: Satisfaction, *, now: datetime) -> Outcome:
    """Take a no: the same request goes on, before the others; closed or not meanwhile."""
    found.solved, found.answered_at = False, now
    filed = sollicitations.not_solved(session, found.sollicitation_id, now=now)
    said = Utterance(
        Act.TRACK,
        "satisfaction_reopened",
        {"code": filed.code},
        sollicitation=SollicitationRef(filed.category, filed.code, filed.state),
    )
    return Outcome((said,))


def rate(found: Satisfaction, note: int) -> Outcome:
    """Keep a note, from 1 to 5."""
    found.note = note
    return Outcome((Utterance(Act.SMALLTALK, "satisfaction_thanks"),))
