"""Reads "the lift is broken, do you know?" before the bot, and the wish to follow what is known.

Only where an incident is open at the address that is told, or at the one of the telephone or of the
conversation's last request; everything else is left to the bot.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.conversations import service as conversations
from backend.conversations.models import Channel, Conversation, Message, State
from backend.hearing.communes import landlord_of
from backend.hearing.text import fold
from backend.incidents import offering, service
from backend.incidents.models import Incident
from backend.incidents.requests import RequestsOfBuildings
from backend.replies import Act, Button, Outcome, Turn, Utterance
from backend.sollicitations import service as sollicitations
from backend.tenants import service as tenants

_ASKS = re.compile(
    r"\b(?:au courant|deja (?:signale|prevenu|connu|au courant)\w*|vous (?:le )?savez"
    r"|est[- ]ce (?:connu|signale)|already (?:reported|know\w*)|aware of|(?:ya|lo) saben"
    r"|ja sabem|badakizue)\b"
)
_FOLLOW = Button(offering.FOLLOW_LATER, response="button_follow")
_STILL_SPEAKING = timedelta(hours=2)


class Buildings:
    """Tells that a trouble is known, and lets who asks follow it."""

    def __init__(self, requests: RequestsOfBuildings) -> None:
        self._requests = requests

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Return what is said; None leaves the message to the bot."""
        if conversation.state is not State.BOT:
            return None
        plain = fold(message.text).strip(" .!")
        if plain == fold(offering.FOLLOW_LATER):
            return self._follow(session, conversation, message, now)
        if not _ASKS.search(plain):
            return None
        found = _meant(session, conversation, message.text)
        return _tell(found, conversation.language, now) if found else None

    def _follow(
        self, session: Session, conversation: Conversation, message: Message, now: datetime
    ) -> Outcome | None:
        """File a request that follows the incident that was asked about just before."""
        since = now - _STILL_SPEAKING
        for words in reversed(conversations.said_before(session, message, since=since)):
            found = _meant(session, conversation, words) if _ASKS.search(fold(words)) else None
            if found is not None and not _follows(session, conversation, found):
                turn = _turn(conversation, message)
                slots = _slots(session, conversation, words, found)
                told = self._requests.file(session, turn, slots, now)
                return Outcome(told.utterances, told.effects)
        return None


def _follows(session: Session, conversation: Conversation, found: Incident) -> bool:
    filed = sollicitations.for_conversation(session, conversation.id)
    followed = (service.incident_of(session, one.id or 0) for one in filed)
    return any(one is not None and one.id == found.id for one in followed)


def _turn(conversation: Conversation, message: Message) -> Turn:
    return Turn(
        inbound=message.id or 0,
        conversation=conversation.id,
        epoch=conversation.epoch,
        landlord=conversation.landlord,
        language=conversation.language,
        state=conversation.state,
        text=message.text,
    )


def _slots(
    session: Session, conversation: Conversation, words: str, found: Incident
) -> Mapping[str, object]:
    by_sms = conversation.channel is Channel.SMS
    return {
        "category": sollicitations.names_a_problem(words),
        "description": words,
        "address": _address(session, conversation, words) or found.place,
        "phone": conversation.contact if by_sms else None,
        "confirm": True,
        offering.SLOT: {**offering.offer(found), "is": offering.JOINS},
    }


def _address(session: Session, conversation: Conversation, words: str) -> str:
    """Return the address that is told, else the one of the conversation's last request."""
    told = sollicitations.address_in(words)
    if told:
        return told
    filed = sollicitations.for_conversation(session, conversation.id)
    return filed[0].address if filed else ""


def _meant(session: Session, conversation: Conversation, words: str) -> Incident | None:
    category = sollicitations.names_a_problem(words)
    if category is None:
        return None
    address = _address(session, conversation, words)
    phone = conversation.contact if conversation.channel is Channel.SMS else None
    person = tenants.by_phone(session, phone, conversation.landlord)
    own = person.landlord if person else None
    landlord = conversation.landlord or landlord_of(address) or own
    site = service.site_of(session, landlord, address, person)
    return service.known(session, landlord, category, words, site)


def _tell(found: Incident, language: str, now: datetime) -> Outcome:
    values = offering.values(offering.offer(found), language, now)
    return Outcome((Utterance(Act.TRACK, "incident_known", values, buttons=(_FOLLOW,)),))
