"""The chat page, the loader that puts it into any site, and the demonstration page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from backend import clock
from backend.pages.kiosk import HERE
from backend.pages.landlords import LandlordCard, Landlords
from backend.pages.plain import simple_address
from backend.pages.texts import chat_texts, launcher_texts, transcript_texts
from backend.pages.views import (
    LANGUAGE_NAMES,
    Views,
    chosen_language,
    content_security_policy,
)
from channels.webchat import WIDGET


def site_origin(host: str) -> str:
    """Return the origin that embeds the chat, as it may be spoken to; "" for anything else."""
    parts = urlsplit(host)
    is_origin = parts.scheme in {"http", "https"} and parts.netloc and not parts.path.strip("/")
    return f"{parts.scheme}://{parts.netloc}" if is_origin else ""


def _same_chat(language: str, landlord: LandlordCard | None, **around: str) -> str:
    more = {"landlord": landlord.id if landlord else "", **around}
    return "/chat?" + urlencode({"language": language, **{k: v for k, v in more.items() if v}})


@dataclass(frozen=True)
class Terminal:
    """A screen that many people use: when its chat forgets the last one, and what it shows then."""

    idle: int
    home: str
    warning: int = 20


def _terminal(agency: str, landlord: LandlordCard | None, idle: timedelta) -> Terminal:
    """Return to the agency's first page; the chat of no agency ("0") returns to itself."""
    home = _same_chat("fr", landlord, terminal=agency)
    return Terminal(int(idle.total_seconds()), home if agency == "0" else f"{HERE}?agence={agency}")


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _shown_by_scripts(views: Views, language: str) -> dict[str, object]:
    gettext = views.texts(language)
    return {**chat_texts(gettext), "transcript": transcript_texts(gettext)}


def loader_script(views: Views) -> str:
    """Return `widget.js` with its few texts in each language."""
    texts = {code: launcher_texts(views.texts(code)) for code, _ in LANGUAGE_NAMES}
    source = (WIDGET / "widget.js").read_text(encoding="utf-8")
    return source.replace("__TEXTS__", json.dumps(texts, ensure_ascii=False))


def router(
    *,
    views: Views,
    landlords: Landlords,
    frame_ancestors: str,
    largest: int,
    idle: timedelta,
    links: Sequence[tuple[str, str]],
) -> APIRouter:
    """Return the routes `/`, `/chat` and `/widget.js`."""
    routes = APIRouter(include_in_schema=False)
    script = loader_script(views)

    @routes.get("/")
    def demonstration(language: str | None = None) -> HTMLResponse:
        spoken = chosen_language(language)
        return views.page(
            "demonstration.html",
            language=spoken,
            headers={"Content-Security-Policy": content_security_policy(frames="'self'")},
            links=links,
            here="/",
            landlords=landlords(spoken),
        )

    @routes.get("/chat")
    def chat(
        landlord: str = "",
        language: str | None = None,
        host: Annotated[str, Query(max_length=300)] = "",
        terminal: Annotated[str, Query(pattern=r"^\d{0,9}$")] = "",
    ) -> HTMLResponse:
        """Show the chat; on a terminal, whose agency may be named, it forgets its reader."""
        spoken = chosen_language(language)
        cards = landlords(spoken)
        card = next((one for one in cards if one.id == landlord), None)
        if len(cards) == 1:
            card = cards[0]
        origin = site_origin(host)
        policy = content_security_policy(frame_ancestors=frame_ancestors)
        return views.page(
            "chat.html",
            language=spoken,
            headers={"Content-Security-Policy": policy},
            landlord=card,
            host=origin,
            terminal=_terminal(terminal, card, idle) if terminal else None,
            largest=largest,
            simple=simple_address(spoken, card),
            form_id=uuid4().hex,
            now=_milliseconds(clock.now()),
            texts=_shown_by_scripts(views, spoken),
            addresses={
                code: _same_chat(code, card, host=origin, terminal=terminal)
                for code, _ in LANGUAGE_NAMES
            },
        )

    @routes.get("/widget.js")
    def widget() -> Response:
        headers = {
            "Cache-Control": "public, max-age=300",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)

    return routes
