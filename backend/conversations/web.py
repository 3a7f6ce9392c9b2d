"""The web door: what the chat's interface and its page without scripts both do."""

from datetime import timedelta

from sqlmodel import Session

from backend import safety
from backend.clock import now
from backend.conversations import service
from backend.conversations.errors import (
    EmptyMessage,
    MessageTooLong,
    StillAnswering,
    UnknownLandlord,
)
from backend.conversations.models import Conversation
from backend.conversations.parts import Parts
from backend.i18n import LANGUAGES

LONGEST_MESSAGE = 5_000


def open_one(
    session: Session,
    parts: Parts,
    *,
    address: str,
    landlord: str | None,
    language: str | None,
    drawn: tuple[str, str] | None = None,
) -> tuple[Conversation, str]:
    """Open a conversation, counted for who asks; raises UnknownLandlord or TooManyRequests.

    Without a landlord, it is the deployment's only one, or unknown. `drawn` before: opened once.
    """
    parts.opening.count(address)
    landlord = landlord or parts.settings.landlord or None
    if landlord is not None and landlord not in parts.landlords:
        raise UnknownLandlord
    spoken = language if language in LANGUAGES else None
    return service.open_web(
        session, landlord=landlord, language=spoken or "fr", now=now(), drawn=drawn
    )


async def say(
    parts: Parts,
    conversation_id: str,
    text: str,
    *,
    token: str,
    client_id: str,
    language: str | None,
) -> service.Answered:
    """Keep a message, then answer it; the wait for Rasa holds no thread and no connection."""
    _check_readable(text)

    def keep(session: Session, lease: timedelta | None) -> service.Received:
        return service.receive(
            session,
            conversation_id,
            text,
            token=token,
            provider_id=f"{conversation_id}:{client_id}",
            client_id=client_id,
            language=language if language in LANGUAGES else None,
            knows=parts.knows,
            readers=parts.readers,
            lease_for=lease,
            now=now(),
        )

    within = parts.settings.turn_timeout + parts.settings.turn_lease
    answered = await parts.turns.take(keep, within=within)
    if answered is None:
        raise StillAnswering
    return answered


def _check_readable(text: str) -> None:
    if safety.is_blank(text):
        raise EmptyMessage
    if len(text) > LONGEST_MESSAGE:
        raise MessageTooLong(LONGEST_MESSAGE)
