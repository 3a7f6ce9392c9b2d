"""What is said to a tenant who sends a file: by Loge itself, since the bot cannot see it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend.attachments import queries
from backend.attachments.models import Attachment
from backend.conversations.models import Conversation, State
from backend.replies import Act, Button, Outcome, SollicitationRef, Utterance
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State as RequestState

# A photo sent so soon after a request is of what it tells.
_LATELY = timedelta(hours=2)
_OVER = (RequestState.DONE, RequestState.CLOSED, RequestState.CANCELLED)
_REPORT = Button("signaler un problème", response="button_report")
_GO_ON = Button("passer", response="button_go_on")
_PERSON = Button("conseiller", response="button_person")


def answer(
    session: Session, conversation: Conversation, attachment: Attachment, *, now: datetime
) -> Outcome | None:
    """Return what is said of a file that was kept, and link it; None where a person answers."""
    if conversation.state is State.AGENT:
        return None
    attachment.waits = True
    if conversation.state is State.QUEUED:
        return Outcome((Utterance(Act.HANDOFF, "attachment_for_person"),))
    question = open_question(session, conversation.id)
    if question is not None:
        return Outcome((question,))
    filed = _filed_lately(session, conversation.id, now)
    if filed is not None:
        attachment.sollicitation_id, attachment.waits = filed.id, False
        return Outcome((_joined(filed),))
    return Outcome((Utterance(Act.CLARIFY, "attachment_kept", buttons=(_REPORT, _PERSON)),))


def open_question(session: Session, conversation_id: str) -> Utterance | None:
    """Return the question of the form that is open, put again; None when no form is.

    The bot's last word tells it: a form that is open has just asked something.
    """
    last = queries.last_of_bot(session, conversation_id)
    asked = (last and last.reply) or {}
    if asked.get("act") != Act.SOLLICITATION or not asked.get("asks"):
        return None
    request = SollicitationRef(**asked.get("sollicitation", {}))
    if asked["asks"] == "photo":
        # It is what was asked for; the form goes on when its tenant says so.
        return Utterance(
            Act.SOLLICITATION,
            "attachment_photo",
            buttons=(_GO_ON,),
            sollicitation=request,
            asks="photo",
        )
    return Utterance(
        Act.SOLLICITATION,
        "attachment_in_form",
        {"question": asked["text"]},
        buttons=tuple(Button(b["payload"], title=b["title"]) for b in asked["buttons"]),
        sollicitation=request,
        asks=asked["asks"],
    )


def _filed_lately(session: Session, conversation_id: str, now: datetime) -> Sollicitation | None:
    filed = sollicitations.for_conversation(session, conversation_id)
    if filed and filed[0].state not in _OVER and filed[0].opened_at > now - _LATELY:
        return filed[0]
    return None


def _joined(filed: Sollicitation) -> Utterance:
    return Utterance(
        Act.SOLLICITATION,
        "attachment_joined",
        {"code": filed.code},
        buttons=(_PERSON,),
        sollicitation=sollicitations.reference_of(filed),
    )
