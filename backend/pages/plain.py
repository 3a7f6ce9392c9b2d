"""`/chat/simple`: the chat as a page of plain forms, for browsers without scripts.

The cookie holds one conversation of one landlord, on these pages alone; a form of another site
cannot send it. A browser that takes no cookie keeps the same in the page's forms.
"""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backend.attachments.bench import Files, FilesDep
from backend.attachments.serving import download
from backend.attachments.upload import Incoming, Written
from backend.conversations.errors import EmptyMessage
from backend.conversations.parts import Parts, PartsDep
from backend.errors import AppError
from backend.pages.landlords import LandlordCard, Landlords
from backend.pages.plain_talk import Held, Said, Talk, draw_held, read_held
from backend.pages.plain_view import Frame, PlainView
from backend.pages.views import LANGUAGE_NAMES, Views, chosen_language, safe_headers

HERE = "/chat/simple"
_KEPT_FOR = timedelta(days=30)
_LONGEST_ID = 64

Asked = Annotated[str, Query(max_length=64)]


def simple_address(language: str, landlord: LandlordCard | None) -> str:
    """Return the address of the page for a landlord, in a language."""
    more = {"landlord": landlord.id} if landlord else {}
    return f"{HERE}?{urlencode({'language': language, **more})}"


class PlainChat:
    """The routes of the page."""

    def __init__(self, views: Views, landlords: Landlords, *, is_secure: bool) -> None:
        self._view, self._landlords, self._is_secure = PlainView(views), landlords, is_secure

    async def show(
        self,
        request: Request,
        parts: PartsDep,
        files: FilesDep,
        landlord: Asked = "",
        language: str | None = None,
    ) -> Response:
        """Show the conversation, and the form that goes on with it."""
        frame = self._frame(landlord, language)
        known = self._in_cookie(request, frame)
        held = known or draw_held(frame.language)
        said = await self._talk(request, parts, files, frame, held).said() if known else Said()
        page = self._view.show(frame, said, files)
        return page if known else self._keep(page, frame, held)

    async def write(
        self,
        request: Request,
        parts: PartsDep,
        files: FilesDep,
        landlord: Asked = "",
        language: str | None = None,
    ) -> Response:
        """Take a message, a file or both; the page comes back with the answer."""
        frame = self._frame(landlord, language)
        request.state.language = frame.language
        incoming, written = Incoming(request, files.largest), Written({})
        cookie = self._in_cookie(request, frame)
        talk = self._talk(request, parts, files, frame, cookie or draw_held(frame.language))
        try:
            written = await incoming.written()
            talk.held = cookie or read_held(written.said.get("held", "")) or talk.held
            await _tell(talk, written)
        except AppError as error:
            await incoming.let_pass()
            draft = "" if written.file else written.said.get("text", "")
            held = "" if cookie else str(talk.held)
            said = await talk.said()
            return self._view.show(frame, said, files, held=held, draft=draft, refused=error)
        if not cookie:
            return self._view.show(frame, await talk.said(), files, held=str(talk.held))
        return self._keep(_back(frame), frame, talk.held)

    async def forget(
        self, request: Request, landlord: Asked = "", language: str | None = None
    ) -> Response:
        """Leave the conversation: nothing of it stays in the browser."""
        frame = self._frame(landlord, language)
        answer = RedirectResponse(frame.address, 303, safe_headers())
        answer.delete_cookie(_cookie(frame), path=HERE)
        return answer

    async def fetch(
        self,
        request: Request,
        attachment_id: str,
        parts: PartsDep,
        files: FilesDep,
        landlord: Asked = "",
    ) -> Response:
        """Give a file back to who sent it."""
        frame = self._frame(landlord, None)
        held = self._in_cookie(request, frame) or draw_held(frame.language)
        talk = self._talk(request, parts, files, frame, held)
        return download(*await talk.file(attachment_id))

    def _frame(self, landlord: str, language: str | None) -> Frame:
        spoken = chosen_language(language)
        cards = self._landlords(spoken)
        card = next((one for one in cards if one.id == landlord or len(cards) == 1), None)
        addresses = {code: simple_address(code, card) for code, _ in LANGUAGE_NAMES}
        return Frame(card, spoken, addresses[spoken], addresses)

    def _talk(self, request: Request, parts: Parts, files: Files, frame: Frame, held: Held) -> Talk:
        address = request.client.host if request.client else ""
        landlord = frame.landlord.id if frame.landlord else ""
        return Talk(parts, files, held, address=address, landlord=landlord, language=frame.language)

    def _in_cookie(self, request: Request, frame: Frame) -> Held | None:
        return read_held(request.cookies.get(_cookie(frame), ""))

    def _keep(self, answer: Response, frame: Frame, held: Held) -> Response:
        answer.set_cookie(
            _cookie(frame),
            str(held),
            max_age=int(_KEPT_FOR.total_seconds()),
            path=HERE,
            httponly=True,
            secure=self._is_secure,
            samesite="lax",
        )
        return answer


async def _tell(talk: Talk, written: Written) -> None:
    """Say the words first: they may tell of a danger, and a file may be refused."""
    text = written.said.get("say") or written.said.get("text", "")
    if text or not written.file:
        client_id = written.said.get("client_id", "")[:_LONGEST_ID]
        if not client_id:
            raise EmptyMessage
        await talk.say(text, client_id)
    if written.file:
        await talk.send(written.file)


def _cookie(frame: Frame) -> str:
    return f"loge_chat_{frame.landlord.id if frame.landlord else 'any'}"


def _back(frame: Frame) -> RedirectResponse:
    """Return to the page, at what is new, so that reloading it sends nothing again."""
    return RedirectResponse(f"{frame.address}#new", 303, safe_headers())


def router(*, views: Views, landlords: Landlords, is_secure: bool) -> APIRouter:
    """Return the routes under `/chat/simple`."""
    chat = PlainChat(views, landlords, is_secure=is_secure)
    routes = APIRouter(prefix=HERE, include_in_schema=False)
    routes.add_api_route("", chat.show, methods=["GET"], response_class=HTMLResponse)
    routes.add_api_route("", chat.write, methods=["POST"], response_class=HTMLResponse)
    routes.add_api_route("/forget", chat.forget, methods=["POST"])
    routes.add_api_route("/files/{attachment_id}", chat.fetch, methods=["GET"])
    return routes
