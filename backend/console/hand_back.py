"""Coming and going of a person, told to Rasa: outside of any transaction, and never in the way."""

import structlog

from backend.conversations.models import Conversation
from backend.conversations.rasa_client import RasaClient, RasaUnavailable
from backend.replies import Utterance
from backend.sollicitations import service as sollicitations

log = structlog.get_logger(__name__)
CAME, WENT = "person_came", "person_went"


async def note_arrival(rasa: RasaClient, conversation: Conversation) -> None:
    """Write into Rasa's memory that a person takes part from now on."""
    await _note(rasa, conversation, CAME)


async def open_question(rasa: RasaClient, conversation: Conversation) -> Utterance | None:
    """Note that the person leaves; return the question of the form that was interrupted.

    Without Rasa there is no question: the tenant writes, and the form goes on by itself.
    """
    await _note(rasa, conversation, WENT)
    try:
        left = await rasa.interrupted(conversation.id)
    except RasaUnavailable as error:
        log.warning("hand-back without the bot", error=str(error))
        return None
    if left is None:
        return None
    return sollicitations.ask(left.slots, left.asked, conversation.language)


async def _note(rasa: RasaClient, conversation: Conversation, happened: str) -> None:
    try:
        await rasa.note(conversation.id, happened, conversation.epoch)
    except RasaUnavailable as error:
        log.warning("rasa was not told", happened=happened, error=str(error))
