"""The chat without scripts as it is drawn: the messages, what is offered, what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from backend.attachments.bench import Files
from backend.conversations.models import Author, Message, State
from backend.errors import AppError
from backend.pages.landlords import LandlordCard
from backend.pages.linking import linked
from backend.pages.plain_talk import Said
from backend.pages.texts import chat_texts
from backend.pages.views import HIDDEN, Views, day_and_time
from backend.replies import Act

_WHO = {Author.BOT: "robot", Author.AGENT: "person", Author.SYSTEM: "service"}
_TOLD = {State.QUEUED: "state_queued", State.AGENT: "state_agent", State.CLOSED: "state_closed"}


@dataclass(frozen=True)
class Bubble:
    """One message as it is drawn."""

    kind: str
    text: Markup
    language: str
    at: str
    reply: dict[str, Any]
    attachment: dict[str, Any] | None

    @property
    def is_own(self) -> bool:
        """Whether the reader wrote it."""
        return self.kind == "own"

    @property
    def is_urgent(self) -> bool:
        """Whether it tells what to do in a danger."""
        return bool(self.reply.get("act") == Act.EMERGENCY)

    @property
    def easy(self) -> Markup:
        """The same for who reads with difficulty; "" where it is not written."""
        return linked(self.reply.get("easy") or "")

    @property
    def sources(self) -> list[dict[str, Any]]:
        """Where its facts come from."""
        return list(self.reply.get("sources") or ())

    @property
    def code(self) -> str:
        """The tracking code that it gives; "" for none."""
        given = (self.reply.get("sollicitation") or {}).get("code") or ""
        return given if self.reply.get("act") in (Act.SOLLICITATION, Act.TRACK) else ""


def bubble(message: Message, language: str) -> Bubble:
    """Return a message as it is drawn for a reader."""
    reply = message.reply or {}
    urgent = reply.get("act") == Act.EMERGENCY
    return Bubble(
        kind=_WHO.get(message.author, "own"),
        text=linked(message.text, urgent=urgent),
        language=reply.get("language") or language,
        at=day_and_time(message.created_at, language),
        reply=reply,
        attachment=message.attachment,
    )


def first_unread(messages: Sequence[Message]) -> int:
    """Return where the reader goes on: what answers their last message, else that message."""
    own = [n for n, message in enumerate(messages) if message.author is Author.TENANT]
    return min(own[-1] + 1, len(messages) - 1) if own else 0


def keyboard(asks: str) -> dict[str, str]:
    """Return what a telephone's keyboard and memory offer for a question of a form."""
    offered = {
        "phone": {"inputmode": "tel", "autocomplete": "tel"},
        "name": {"autocomplete": "name", "autocapitalize": "words"},
        "address": {"autocomplete": "street-address", "autocapitalize": "words"},
        "code": {"autocapitalize": "characters"},
    }
    return {"data-asks": asks, **offered.get(asks, {})}


@dataclass(frozen=True)
class Frame:
    """What stays around the conversation: whose it is, in which language, under which address."""

    landlord: LandlordCard | None
    language: str
    address: str
    addresses: dict[str, str]


class PlainView:
    """Draws the page in its states."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def show(
        self,
        frame: Frame,
        said: Said,
        files: Files,
        *,
        held: str = "",
        draft: str = "",
        refused: AppError | None = None,
    ) -> HTMLResponse:
        """Return the page; `held` stands in its forms where the browser takes no cookie."""
        gettext = self._views.texts(frame.language)
        texts = chat_texts(gettext)
        bubbles = [bubble(message, frame.language) for message in said.messages]
        last = bubbles[-1].reply if bubbles else {}
        waits = bool(bubbles) and bubbles[-1].is_own and said.state in (State.BOT, State.QUEUED)
        return self._views.page(
            "plain.html",
            language=frame.language,
            status=refused.status if refused else 200,
            headers=HIDDEN,
            frame=frame,
            landlord=frame.landlord,
            texts=texts,
            bubbles=bubbles,
            unread=first_unread(said.messages),
            offered=last.get("buttons", ()),
            keyboard=keyboard(last.get("asks") or ""),
            state=said.state.value,
            status_text=texts["robot_writes"]
            if waits
            else texts.get(_TOLD.get(said.state, ""), ""),
            held=held,
            draft=draft,
            form_id=uuid4().hex,
            refused=gettext(refused.type) if refused else "",
            largest=files.largest // (1024 * 1024),
        )
