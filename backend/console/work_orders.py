"""Work orders from the console: issued from a request, moved, printed; the weekly sheets."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.attachments.errors import REFUSALS, AttachmentNotFound, FileTooLarge, TooManyFiles
from backend.attachments.models import Kind
from backend.attachments.reading import CleanFile, read
from backend.attachments.serving import picture
from backend.config import Settings
from backend.console import handling, requests_queries
from backend.console.errors import ConsoleRoute, WrongTarget
from backend.console.handling import Doing
from backend.console.identity import Identity, Sender
from backend.console.request_changes import REFUSED, Number, Words, tried
from backend.console.requests import HERE as REQUESTS
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.errors import AppError
from backend.handover.boundary import homes_seen_by
from backend.notices import service as notices
from backend.pages.views import PARIS
from backend.safety import clean
from backend.workorders import links, posting, sheets
from backend.workorders import service as work
from backend.workorders.errors import OrderIncomplete
from backend.workorders.models import Contractor, Phase, SheetPhoto, WeeklySheet, WorkOrder
from backend.workorders.service import Task
from backend.workorders.states import OrderMoveNotAllowed, OrderState

ORDERS = "/console/bons"
SHEETS = "/console/espaces-verts"
_MOST_PHOTOS = 8

router = APIRouter(prefix="/console", include_in_schema=False, route_class=ConsoleRoute)
REFUSED.update({OrderMoveNotAllowed: "not-allowed", OrderIncomplete: "incomplete"})
_UNREADABLE: dict[type[AppError], str] = dict.fromkeys(REFUSALS, "bad-photo")
Short = Annotated[str, Form(max_length=500)]
Photos = Annotated[list[UploadFile] | None, File()]


@router.post("/sollicitations/{sollicitation_id}/orders")
def issue(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    contractor: Number = "",
    what: Words = "",
    place: Short = "",
    contact: Short = "",
    access: Short = "",
) -> Response:
    """Issue an order for a request."""
    doing = Doing(known.agent, parts.clock())
    told = [clean(given).strip() for given in (what, place, contact, access)]
    task = Task(int(contractor or 0), *told)

    def act() -> int:
        handling.changeable(session, doing, sollicitation_id)
        news = work.issue(
            session,
            sollicitation_id,
            task,
            landlord=known.agent.landlord,
            by=known.agent.login,
            now=doing.now,
        )
        return notices.tell(session, news, now=doing.now)

    return tried(request, parts, known, act, back=f"{REQUESTS}/{sollicitation_id}")


@router.get("/bons/{order_id}")
def show(
    order_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show one order, to be printed."""
    return order_page(request, session, parts, known, work.find(session, order_id))


def order_page(
    request: Request,
    session: Session,
    parts: Parts,
    known: SignedIn,
    order: WorkOrder,
    *,
    link: str = "",
) -> HTMLResponse:
    """Return the page of an order, with the link that was just given for it."""
    one = requests_queries.request(session, known.agent, order.sollicitation_id, parts.clock())
    contractor = session.get_one(Contractor, order.contractor_id)
    return parts.page(
        request,
        known,
        "work_order.html",
        order=order,
        one=one,
        contractor=contractor,
        landlord=parts.landlord_name(one.landlord),
        photos=links.photos_of(session, order.id or 0),
        may_link=order.state is not OrderState.CANCELLED,
        way=posting.way_of(contractor.contact),
        may_send=posting.may_send(session, contractor),
        link=link,
    )


@router.post("/bons/{order_id}/state")
def move(
    order_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    to: Annotated[OrderState, Form()],
    planned_on: Annotated[date | None, Form()] = None,
    note: Words = "",
) -> Response:
    """Move an order; the tenant is told of a planned date."""
    doing = Doing(known.agent, parts.clock(), note)
    order = work.find(session, order_id)

    def act() -> int:
        handling.changeable(session, doing, order.sollicitation_id)
        day = planned_on if to is OrderState.PLANNED else None
        news = work.move(
            session,
            order_id,
            to,
            by=known.agent.login,
            now=doing.now,
            planned_on=day,
            note=doing.why,
        )
        return notices.tell(session, news, now=doing.now)

    return tried(request, parts, known, act, back=f"{REQUESTS}/{order.sollicitation_id}")


@router.get("/espaces-verts")
def sheet_form(
    request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show the form of a weekly sheet."""
    return sheet_page(request, session, parts, known)


def sheet_page(
    request: Request,
    session: Session,
    parts: Parts,
    known: SignedIn,
    *,
    link: str = "",
    linked: Contractor | None = None,
) -> HTMLResponse:
    """Return the form of a weekly sheet, with the link that was just given to a company."""
    landlord = known.agent.landlord
    return parts.page(
        request,
        known,
        "weekly_sheet.html",
        homes=sheets.homes(session, homes_seen_by(known.agent)),
        contractors=work.contractors(session, landlord),
        today=parts.clock().astimezone(PARIS).date(),
        link=link,
        linked=linked,
    )


@router.post("/espaces-verts")
def enter_sheet(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    day: Annotated[date, Form()],
    residence: Number = "",
    contractor: Number = "",
    done: Words = "",
    before: Photos = None,
    after: Photos = None,
) -> Response:
    """Keep a weekly sheet with its photos."""
    home = sheets.home(session, homes_seen_by(known.agent), int(residence or 0))
    sent = [(Phase.BEFORE, p) for p in before or ()] + [(Phase.AFTER, p) for p in after or ()]

    def act() -> int:
        if home is None:
            raise WrongTarget
        sheets.enter(
            session,
            landlord=home.landlord,
            residence_id=home.id or 0,
            contractor_id=int(contractor or 0),
            day=day,
            done=clean(done),
            photos=_read(sent, parts.settings),
            by=known.agent.login,
            now=parts.clock(),
        )
        return 0

    try:
        return tried(request, parts, known, act, back=SHEETS)
    except tuple(_UNREADABLE):
        return parts.told(request, known, SHEETS, "bad-photo")


def _read(
    sent: Sequence[tuple[Phase, UploadFile]], settings: Settings
) -> list[tuple[Phase, CleanFile]]:
    """Return the photos without anything but their pixels; raises what an attachment raises."""
    sent = [(phase, file) for phase, file in sent if file.filename]
    if len(sent) > _MOST_PHOTOS:
        raise TooManyFiles(_MOST_PHOTOS)
    largest = settings.attachment_megabytes * 1024 * 1024
    found = []
    for phase, file in sent:
        data = file.file.read(largest + 1)
        if len(data) > largest:
            raise FileTooLarge(largest)
        photo = read(
            data,
            most_pixels=settings.attachment_megapixels * 1_000_000,
            longest_side=settings.attachment_longest_side,
        )
        if photo.kind is Kind.IMAGE:
            found.append((phase, photo))
    return found


def _seen(session: Session, known: SignedIn, sheet: WeeklySheet) -> bool:
    return sheets.home(session, homes_seen_by(known.agent), sheet.residence_id) is not None


@router.get("/espaces-verts/photos/{photo_id}")
def photo(photo_id: str, session: SessionDep, known: Identity) -> Response:
    """Give the small picture of a sheet's photo, to who may see the residence."""
    found = session.get(SheetPhoto, photo_id)
    sheet = session.get(WeeklySheet, found.sheet_id) if found else None
    if found is None or sheet is None or not _seen(session, known, sheet):
        raise AttachmentNotFound
    return picture(found.thumbnail)
