"""What comes with an SMS: kept as a message at once, fetched by a job, answered or made up for.

The webhook fetches nothing. What cannot be fetched is told to the tenant, with a deposit link.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

import structlog
from anyio import to_thread
from sqlmodel import Session

from backend import jobs
from backend.attachments import service as attachments
from backend.attachments.bench import Files
from backend.attachments.reading import CleanFile
from backend.clock import Clock
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Author, Conversation, Message, State
from backend.conversations.queries import locked
from backend.db import UnitOfWork
from backend.deposits import queries
from backend.deposits.models import InboundMedia, MediaState
from backend.deposits.service import Deposits
from backend.errors import AppError
from backend.outbox.models import Purpose
from backend.replies import Outcome
from channels import InboundMessage
from channels.errors import MediaRefused, MediaUnavailable

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
_SHOWN = "[photo]"
_MOST_ATTEMPTS = 5
_SILENT = (State.AGENT, State.CLOSED)


class Fetches(Protocol):
    """Gets the bytes behind an address of the provider."""

    def fetch(self, url: str) -> bytes: ...


def keep_media(
    session: Session, conversation_id: str, message: InboundMessage, *, now: datetime
) -> None:
    """Keep that files came with an SMS, each once, with the job that fetches it."""
    for number, media in enumerate(message.media):
        alone = not message.text.strip() and number == 0
        row = InboundMedia(
            message_id=0, sms=message.provider_id, url=media.url, alone=alone, received_at=now
        )
        conversations.receive_unread(
            session,
            conversation_id,
            _SHOWN,
            provider_id=f"{message.provider_id}:media:{number}",
            attachment={"kind": "mms"},
            answer=partial(_wait, session, row),
            now=now,
        )


def _wait(
    session: Session, row: InboundMedia, conversation: Conversation, message: Message
) -> Outcome | None:
    row.message_id = message.id or 0
    session.add(row)
    session.flush()
    jobs.defer(session, jobs.FETCH_MEDIA, row.id or 0, lock=f"mms:{conversation.id}")
    return None


class Fetching:
    """Runs the jobs that fetch; each file is kept or told to be lost, once."""

    def __init__(
        self, begin: UnitOfWork, fetches: Fetches, files: Files, deposits: Deposits, *, clock: Clock
    ) -> None:
        self._begin, self._fetches, self._files = begin, fetches, files
        self._deposits, self._clock = deposits, clock

    async def job(self, media_id: int) -> None:
        """Fetch one file; what may pass is tried again later, a few times."""
        url = await self._unit(lambda session: _attempt(session, media_id))
        if url is None:
            return
        try:
            data = await to_thread.run_sync(self._fetches.fetch, url)
            file = await self._files.read(data)
        except MediaUnavailable as error:
            log.warning("media unavailable", media=media_id, why=str(error))
            await self._unit(lambda session: self._later(session, media_id))
        except (MediaRefused, AppError) as error:
            log.warning("media refused", media=media_id, why=str(error))
            await self._unit(lambda session: self._lose(session, media_id))
        else:
            await self._unit(lambda session: self._keep(session, media_id, file))

    def _keep(self, session: Session, media_id: int, file: CleanFile) -> None:
        held = _held(session, media_id)
        if held is None:
            return
        media, message, conversation = held
        media.state = MediaState.KEPT
        now = self._clock()
        said = attachments.attach(session, conversation, message, file, now=now)
        writing.publish_message(session, message)
        if media.alone and conversation.state not in _SILENT:
            _say(session, conversation, message, said, now)

    def _later(self, session: Session, media_id: int) -> None:
        media = session.get_one(InboundMedia, media_id, with_for_update=True)
        if media.attempts >= _MOST_ATTEMPTS:
            self._lose(session, media_id)
            return
        at = self._clock() + timedelta(seconds=10 * 3 ** (media.attempts - 1))
        jobs.defer(session, jobs.FETCH_MEDIA, media_id, lock=f"mms:media:{media_id}", at=at)

    def _lose(self, session: Session, media_id: int) -> None:
        """Give up, and give a link instead, once an SMS; an agent who has the talk sees it."""
        held = _held(session, media_id)
        if held is None:
            return
        media, message, conversation = held
        media.state, now = MediaState.LOST, self._clock()
        message.attachment = {"kind": "mms", "lost": True}
        writing.publish_message(session, message)
        if conversation.state in _SILENT or queries.is_lost_already(session, media):
            return
        link = self._deposits.for_message(session, conversation, now=now)
        _say(session, conversation, message, Outcome((link,)), now)

    async def _unit(self, work: Callable[[Session], Result]) -> Result:
        def run() -> Result:
            with self._begin() as session:
                return work(session)

        return await to_thread.run_sync(run)


def _attempt(session: Session, media_id: int) -> str | None:
    """Count an attempt, committed before it is made; None where there is nothing to do."""
    media = session.get(InboundMedia, media_id, with_for_update=True)
    if media is None or media.state is not MediaState.WAITING:
        return None
    media.attempts += 1
    return media.url


def _held(session: Session, media_id: int) -> tuple[InboundMedia, Message, Conversation] | None:
    """Return a file that still waits, with its message and its conversation, which are held."""
    media = session.get_one(InboundMedia, media_id)
    message = session.get_one(Message, media.message_id)
    conversation = locked(session, message.conversation_id)
    session.refresh(media, with_for_update=True)
    if conversation is None or media.state is not MediaState.WAITING:
        return None
    return media, message, conversation


def _say(
    session: Session,
    conversation: Conversation,
    message: Message,
    said: Outcome | None,
    now: datetime,
) -> None:
    writing.reply(
        session,
        conversation,
        said.utterances if said else (),
        author=Author.SYSTEM,
        inbound_id=message.id,
        purpose=Purpose.REPLY,
        now=now,
    )
