"""The deposit page: whoever holds the link drops photos or papers, and sees nothing else.

It works as plain forms; its script sends the same form file by file, with progress.
"""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlmodel import Session

from backend.attachments.bench import Files, FilesDep
from backend.attachments.errors import FileTooLarge
from backend.attachments.upload import Incoming, Upload
from backend.clock import Clock
from backend.conversations.parts import Parts, PartsDep
from backend.deposits import service
from backend.deposits.errors import DepositLinkUnknown
from backend.deposits.service import HERE, Deposit
from backend.error_handlers import problem
from backend.errors import AppError
from backend.library.edition import Holds
from backend.pages.deposit_view import DepositView
from backend.pages.link_view import LinkDoors, go
from backend.pages.tracking import address_of
from backend.pages.views import Views

_AT_ONCE = 5


class _Dropping:
    """The files of one form: those that were taken, and those that were not."""

    def __init__(self, parts: Parts, files: Files, clock: Clock, token: str) -> None:
        self.parts, self.files, self.clock, self.token = parts, files, clock, token
        self.refused: list[tuple[str, AppError]] = []

    async def opened(self) -> Deposit:
        """Return what the token opens; raises DepositLinkUnknown."""
        return await _opened(self.parts, self.token, self.clock)

    async def take(self, upload: Upload) -> None:
        """Keep one file, or remember why not; the others are not its business."""
        try:
            if len(upload.data) > self.files.largest:
                raise FileTooLarge(self.files.largest)
            file = await self.files.read(upload.data)
            named, now = {"name": upload.name, "client_id": upload.client_id}, self.clock()

            def keep(session: Session) -> None:
                service.keep(session, self.token, file, **named, now=now)

            await self.parts.unit(keep)
        except AppError as error:
            self.refused.append((upload.name, error))

    def told(self, request: Request) -> Response:
        """Return what the script is told of its one file."""
        if not self.refused:
            return JSONResponse({"taken": True})
        _, error = self.refused[0]
        return problem(request, error.type, error.status, **error.data)


class Doors(LinkDoors[DepositView]):
    """The routes of the page."""

    unknown = DepositLinkUnknown

    async def show(
        self, token: str, request: Request, parts: PartsDep, files: FilesDep
    ) -> Response:
        """Show the page of a link, or the one page of those that open nothing."""

        def draw(session: Session) -> Response:
            found = service.opened(session, token, now=self._clock())
            return self._view.show(request, found, files)

        return await self._shown(request, parts, draw)

    async def drop(
        self, token: str, request: Request, parts: PartsDep, files: FilesDep
    ) -> Response:
        """Take the files of a form; the page comes back, or a word for the script."""
        incoming = Incoming(request, files.largest, files=_AT_ONCE)
        by_script = request.headers.get("accept", "").startswith("application/json")
        dropping = _Dropping(parts, files, self._clock, token)
        try:
            files.sending.count(address_of(request))
            found = await dropping.opened()
            request.state.language = self._view.language(request, found)
            async for upload in incoming.uploads():
                await dropping.take(upload)
        except AppError as error:
            await incoming.let_pass()
            dropping.refused.append(("", error))
        if by_script:
            return dropping.told(request)
        return await self._shown_again(request, dropping)

    async def finish(self, token: str, request: Request, parts: PartsDep) -> Response:
        """Close the link: everything is there."""
        try:
            await parts.unit(lambda session: service.finish(session, token, now=self._clock()))
        except DepositLinkUnknown:
            return self._view.gone(request)
        return _back(request)

    async def _shown_again(self, request: Request, dropping: _Dropping) -> Response:
        if not dropping.refused:
            return _back(request)
        try:
            found = await dropping.opened()
        except DepositLinkUnknown:
            return self._view.gone(request)
        refused = self._view.worded(request, found, dropping.refused)
        status = dropping.refused[0][1].status
        return self._view.show(request, found, dropping.files, refused=refused, status=status)


def router(
    *, views: Views, library: Holds, clock: Clock, links: Sequence[tuple[str, str]]
) -> APIRouter:
    """Return the routes under `/depot`."""
    doors = Doors(DepositView(views, library, clock, links), clock)
    routes = APIRouter(prefix=HERE, include_in_schema=False)
    routes.add_api_route("/{token}", doors.show, methods=["GET"])
    routes.add_api_route("/{token}", doors.drop, methods=["POST"])
    routes.add_api_route("/{token}/fin", doors.finish, methods=["POST"])
    return routes


def _back(request: Request) -> RedirectResponse:
    """Return to the page."""
    return go(request, f"{HERE}/{request.path_params['token']}")


async def _opened(parts: Parts, token: str, clock: Clock) -> Deposit:
    return await parts.unit(lambda session: service.opened(session, token, now=clock()))
