"""The conversation of a browser without scripts: held by a cookie, or by the page's own forms."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from backend.attachments import service as attachments
from backend.attachments.bench import Files
from backend.attachments.errors import FileTooLarge
from backend.attachments.models import Attachment
from backend.attachments.upload import Upload
from backend.clock import now
from backend.conversations import service, web
from backend.conversations.errors import ConversationClosed, ConversationNotFound, WrongToken
from backend.conversations.models import Message, State
from backend.conversations.parts import Parts

_HELD = re.compile(r"([0-9a-f]{32})\.([\w-]{43})\.([a-z]{2})")


@dataclass(frozen=True)
class Held:
    """The id and the token of a conversation, and the language that was last written in."""

    conversation: str
    token: str
    language: str

    def __str__(self) -> str:
        return f"{self.conversation}.{self.token}.{self.language}"


def read_held(text: str) -> Held | None:
    """Return what a cookie or a form holds; None for what we did not make."""
    found = _HELD.fullmatch(text)
    return Held(*found.groups()) if found else None


def draw_held(language: str) -> Held:
    """Return a conversation that is opened with its first message, however often that is sent."""
    return Held(*service.draw_web(), language)


@dataclass(frozen=True)
class Said:
    """All that was said in the conversation, and who owns it now."""

    messages: Sequence[Message] = ()
    state: State = State.BOT


class Talk:
    """Says something in the conversation that is held, in units of work of its own."""

    def __init__(
        self, parts: Parts, files: Files, held: Held, *, address: str, landlord: str, language: str
    ) -> None:
        self._parts, self._files, self.held = parts, files, held
        self._address, self._landlord, self._language = address, landlord, language

    async def say(self, text: str, client_id: str) -> None:
        """Say something, once per `client_id`; the answer is in the conversation."""

        async def do(held: Held) -> None:
            changed = held.language != self._language
            await web.say(
                self._parts,
                held.conversation,
                text,
                token=held.token,
                client_id=client_id,
                language=self._language if changed else None,
            )

        await self._within(do)
        self.held = replace(self.held, language=self._language)

    async def send(self, upload: Upload) -> None:
        """Keep a file, once per `client_id`; raises FileTooLarge or why it is not taken."""
        self._files.sending.count(self._address)
        if len(upload.data) > self._files.largest:
            raise FileTooLarge(self._files.largest)
        file = await self._files.read(upload.data)

        def keep(session: Session) -> None:
            service.authenticate(session, self.held.conversation, self.held.token)
            attachments.keep(
                session,
                self.held.conversation,
                file,
                upload.name,
                client_id=upload.client_id,
                most=self._files.most,
                now=now(),
            )

        await self._within(lambda _: self._parts.unit(keep))

    async def said(self) -> Said:
        """Return what was said; nothing where the conversation is not open yet."""

        def read(session: Session) -> Said:
            try:
                found = service.authenticate(session, self.held.conversation, self.held.token)
            except (WrongToken, ConversationNotFound):
                return Said()
            return Said(service.history(session, found.id), found.state)

        return await self._parts.unit(read)

    async def file(self, attachment_id: str) -> tuple[Attachment, bytes]:
        """Return a file of the conversation; raises AttachmentNotFound or WrongToken."""

        def read(session: Session) -> tuple[Attachment, bytes]:
            service.authenticate(session, self.held.conversation, self.held.token)
            found = attachments.of_conversation(session, self.held.conversation, attachment_id)
            return found, attachments.content(session, found)

        return await self._parts.unit(read)

    async def _within(self, do: Callable[[Held], Awaitable[None]]) -> None:
        """Do something in the conversation; it is opened first, anew where the old one is over."""
        try:
            return await do(self.held)
        except ConversationClosed:
            self.held = draw_held(self._language)
        except (WrongToken, ConversationNotFound):
            pass
        await self._parts.unit(self._open)
        await do(self.held)

    def _open(self, session: Session) -> None:
        web.open_one(
            session,
            self._parts,
            address=self._address,
            landlord=self._landlord or None,
            language=self._language,
            drawn=(self.held.conversation, self.held.token),
        )
