"""Reads by SMS that somebody wants to send a photo or a paper for a request that is filed.

Read before the bot: an SMS cannot carry it, so the answer is always the link.
"""

import re
from datetime import datetime

from sqlmodel import Session

from backend.attachments import service as attachments
from backend.conversations.models import Channel, Conversation, Message, State
from backend.deposits import queries
from backend.deposits.service import Deposits
from backend.hearing.text import clean, fold
from backend.replies import Act, Outcome, Utterance

_THING = (
    r"(?:photos?|fotos?|images?|imagen(?:es)?|imagens|pictures?|pics?|papiers?|papers?|papel(?:es)?"
    r"|papeis|documentos?|documents?|justificatifs?|justificantes?|pieces?|factures?|devis|files?"
    r"|argazki\w*|agiri\w*|dokumentu\w*)"
)
_SENDING = (
    r"(?:envo(?:y|i)\w*|envi(?:ar|o|e)\w*|transmet\w*|joindre|depos\w*|ajout\w*|faire passer"
    r"|sen[dt]|sending|add|mand(?:ar|o)|mandar\w*|bidal\w*|igor\w*)"
)
_WISH = re.compile(rf"\b{_SENDING}\b.{{0,40}}\b{_THING}\b|\b{_THING}\b.{{0,40}}\b{_SENDING}\b")
_HAS_ONE = re.compile(
    r"^\W*(?:j'?ai|jai|g|i have|i've got|tengo|tenho)\s+(?:deja\s+)?"
    rf"(?:une?|des|les?|la|mes|ma|mon|pris\b.{{0,10}}|a|some|una?|uma?|unas|umas)\s+{_THING}\b"
)
# Who wants something sent to them, or asks which paper and until when, asks for something else.
_OTHERWISE = re.compile(
    r"\bm ?'? ?(?:envo|transm|a envoye|avez)|\bme (?:envo|transm|faire|l[ae] |les )"
    r"|envoye[rz]? ?-?moi|send me|sent me|enviarme|mandarme|enviame|mandame|envie-me|enviar-me"
    r"|\b(?:quels?|quelles?|which|what|cuales?|quais|combien|jusqu|delai|quand|when|zein)\b|^\W*que\b"
)


def wants_to_send(text: str) -> bool:
    """Does a message say that its author wants to send a photo or a paper?"""
    plain = fold(clean(text))
    if _OTHERWISE.search(plain):
        return False
    return bool(_WISH.search(plain) or _HAS_ONE.search(plain))


class DepositsByText:
    """Reads the messages of telephones; None leaves a message to the bot."""

    def __init__(self, deposits: Deposits) -> None:
        self._deposits = deposits

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Return the link, where a request of this telephone is open and no form is."""
        if conversation.channel is not Channel.SMS or conversation.state is not State.BOT:
            return None
        if not wants_to_send(message.text) or attachments.is_asked(session, conversation.id):
            return None
        filed = queries.open_request(session, conversation)
        if filed is None:
            return None
        if self._deposits.too_many(session, conversation, now=now):
            return Outcome((Utterance(Act.CLARIFY, "deposit_too_many"),))
        return Outcome((self._deposits.for_request(session, filed, conversation, now=now),))
