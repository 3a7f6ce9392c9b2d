"""A company's page: the order that it has, and what it says of it, without an account.

Whoever holds the link sees the order and nothing of the tenant beside it. Everything works as plain
forms; what was said is told by the page that comes back.
"""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from backend import safety
from backend.attachments.bench import Files, FilesDep
from backend.attachments.errors import REFUSALS, FileTooLarge, FileTypeRefused
from backend.attachments.models import Kind
from backend.attachments.reading import CleanFile
from backend.attachments.upload import Incoming
from backend.clock import Clock
from backend.conversations.parts import Parts, PartsDep
from backend.errors import AppError, TooManyRequests
from backend.notices import service as notices
from backend.pages.contractor_view import ContractorView
from backend.pages.link_view import LinkDoors, go
from backend.pages.tracking import address_of
from backend.pages.views import PARIS, Views
from backend.workorders import links, sheets
from backend.workorders import service as work
from backend.workorders.errors import OrderIncomplete, TooManyPhotos, WorkLinkUnknown
from backend.workorders.links import BY, HERE, Opened
from backend.workorders.models import Phase, WorkOrder
from backend.workorders.states import OrderMoveNotAllowed, OrderState

_AT_ONCE = 5
_LONGEST = 1_000

Words = Annotated[str, Form(max_length=5 * _LONGEST)]
Day = Annotated[date | None, Form()]
Acts = Callable[[Session, Opened], None]
# What the page that comes back says of a refusal; nothing was changed by it.
_REFUSED: dict[type[AppError], str] = {
    OrderIncomplete: "incomplete",
    OrderMoveNotAllowed: "not-allowed",
    TooManyPhotos: "too-many",
    TooManyRequests: "too-many",
    **dict.fromkeys(REFUSALS, "bad-photo"),
}


class Doors(LinkDoors[ContractorView]):
    """The routes of the page."""

    unknown = WorkLinkUnknown

    async def show(self, token: str, request: Request, parts: PartsDep) -> Response:
        """Show what a link opens, or the one page of those that open nothing."""

        def draw(session: Session) -> Response:
            found = links.opened(session, token, now=self._clock())
            return self._view.show(request, session, found)

        return await self._shown(request, parts, draw)

    async def plan(
        self, token: str, request: Request, parts: PartsDep, day: Day = None
    ) -> Response:
        """Say on which day somebody comes; the tenant is told."""
        today = self._clock().astimezone(PARIS).date()

        def act(session: Session, found: Opened) -> None:
            if day is None or day < today:
                raise OrderIncomplete
            self._move(session, found, OrderState.PLANNED, planned_on=day)

        return await self._done(token, request, parts, act, "planned")

    async def finish(self, token: str, request: Request, parts: PartsDep) -> Response:
        """Say that it is done; the tenant is asked whether it is."""

        def act(session: Session, found: Opened) -> None:
            self._move(session, found, OrderState.DONE)

        return await self._done(token, request, parts, act, "done")

    async def fail(
        self, token: str, request: Request, parts: PartsDep, reason: Words = ""
    ) -> Response:
        """Say that it could not be done, and why; the tenant is told that, not why."""
        why = safety.clean(reason).strip()[:_LONGEST]

        def act(session: Session, found: Opened) -> None:
            self._move(session, found, OrderState.NOT_DONE, note=why)

        return await self._done(token, request, parts, act, "not-done")

    def _move(
        self,
        session: Session,
        found: Opened,
        to: OrderState,
        *,
        planned_on: date | None = None,
        note: str | None = None,
    ) -> None:
        """Move the order and tell its tenant; said twice, it is said once."""
        order = _order_of(found)
        if order.state == to and planned_on in (None, order.planned_on):
            return
        now = self._clock()
        told = work.move(
            session, order.id or 0, to, by=BY, now=now, planned_on=planned_on, note=note
        )
        notices.tell(session, told, now=now)

    async def add_photos(
        self, token: str, phase: Phase, request: Request, parts: PartsDep, files: FilesDep
    ) -> Response:
        """Keep photos of the work, before or after."""
        incoming = Incoming(request, files.largest, files=_AT_ONCE)
        try:
            files.sending.count(address_of(request))
            await parts.unit(lambda session: links.opened(session, token, now=self._clock()))
            async with aclosing(incoming.uploads()) as uploads:
                photos = [(phase, await _photo(files, one.data)) async for one in uploads]
        except WorkLinkUnknown as error:
            await incoming.let_pass()
            return self._view.gone(request, error.status)
        except tuple(_REFUSED) as refused:
            await incoming.let_pass()
            return _back(request, token, _REFUSED[type(refused)])

        def act(session: Session, found: Opened) -> None:
            links.keep_photos(session, _order_of(found), photos, by=BY, now=self._clock())

        return await self._done(token, request, parts, act, "photos")

    async def enter_sheet(
        self,
        token: str,
        request: Request,
        parts: PartsDep,
        residence: Annotated[int, Form()],
        day: Day = None,
        done: Words = "",
    ) -> Response:
        """Keep what was done at a residence in the week of a day."""

        def act(session: Session, found: Opened) -> None:
            if day is None or residence not in [home.id for home in found.homes]:
                raise OrderIncomplete
            sheets.enter(
                session,
                landlord=found.contractor.landlord,
                residence_id=residence,
                contractor_id=found.contractor.id or 0,
                day=day,
                done=safety.clean(done),
                photos=(),
                by=BY,
                now=self._clock(),
            )

        return await self._done(token, request, parts, act, "sheet")

    async def _done(
        self, token: str, request: Request, parts: Parts, act: Acts, said: str
    ) -> Response:
        """Do it for who holds the link, and come back to the page with what is said of it."""

        def unit(session: Session) -> Response:
            act(session, links.opened(session, token, now=self._clock()))
            return _back(request, token, said)

        try:
            return await self._shown(request, parts, unit)
        except tuple(_REFUSED) as refused:
            return _back(request, token, _REFUSED[type(refused)])


async def _photo(files: Files, data: bytes) -> CleanFile:
    """Return a photo with nothing but its pixels; raises what an attachment raises."""
    if len(data) > files.largest:
        raise FileTooLarge(files.largest)
    found = await files.read(data)
    if found.kind is not Kind.IMAGE:
        raise FileTypeRefused
    return found


def _order_of(found: Opened) -> WorkOrder:
    if found.order is None:
        raise WorkLinkUnknown
    return found.order


def _back(request: Request, token: str, said: str) -> RedirectResponse:
    """Return to the page, which says what was done."""
    return go(request, f"{HERE}/{token}", said=said)


def router(*, views: Views, clock: Clock, links: Sequence[tuple[str, str]]) -> APIRouter:
    """Return the routes under `/bon`."""
    doors = Doors(ContractorView(views, clock, links), clock)
    routes = APIRouter(prefix=HERE, include_in_schema=False)
    routes.add_api_route("/{token}", doors.show, methods=["GET"])
    for step, door in (
        ("prevu", doors.plan),
        ("fait", doors.finish),
        ("pas-fait", doors.fail),
        ("photos/{phase}", doors.add_photos),
        ("fiche", doors.enter_sheet),
    ):
        routes.add_api_route(f"/{{token}}/{step}", door, methods=["POST"])
    return routes
