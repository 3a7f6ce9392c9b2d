"""The links with which companies work without an account, and the photos that they send."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.attachments.errors import AttachmentNotFound
from backend.attachments.serving import picture
from backend.console import handling, requests_queries, work_orders
from backend.console.errors import ConsoleRoute, OtherAgency, WrongTarget
from backend.console.handling import Doing
from backend.console.identity import Identity, Sender
from backend.console.request_changes import Number
from backend.console.screens import PartsDep
from backend.console.work_orders import ORDERS, SHEETS
from backend.db import SessionDep
from backend.workorders import links
from backend.workorders import service as work
from backend.workorders.models import Contractor, OrderPhoto

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.post(ORDERS + "/{order_id}/lien")
def for_order(
    order_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Sender
) -> Response:
    """Give the company of an order its link, shown once; the link before ends."""
    order = work.find(session, order_id)
    doing = Doing(known.agent, parts.clock())
    try:
        handling.changeable(session, doing, order.sollicitation_id)
    except OtherAgency:
        return parts.told(request, known, f"{ORDERS}/{order_id}", "other-agency")
    token = links.give(
        session,
        session.get_one(Contractor, order.contractor_id),
        order_id=order_id,
        days=parts.settings.work_link_days,
        by=known.agent.login,
        now=doing.now,
    )
    address = f"{parts.settings.public_base}{links.HERE}/{token}"
    return work_orders.order_page(request, session, parts, known, order, link=address)


@router.post(SHEETS + "/lien")
def for_sheets(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    contractor: Number = "",
) -> HTMLResponse:
    """Give a company the link with which it enters its weekly sheets, shown once."""
    found = session.get(Contractor, int(contractor or 0))
    if found is None or found.landlord != known.agent.landlord:
        raise WrongTarget
    token = links.give(
        session,
        found,
        days=parts.settings.work_link_days,
        by=known.agent.login,
        now=parts.clock(),
    )
    address = f"{parts.settings.public_base}{links.HERE}/{token}"
    return work_orders.sheet_page(request, session, parts, known, link=address, linked=found)


@router.get(ORDERS + "/photos/{photo_id}")
def photo(photo_id: str, session: SessionDep, known: Identity) -> Response:
    """Give the small picture of an order's photo; another landlord's is as unknown as none."""
    found = session.get(OrderPhoto, photo_id)
    if found is None:
        raise AttachmentNotFound
    order = work.find(session, found.order_id)
    requests_queries.request(session, known.agent.landlord, order.sollicitation_id)
    return picture(found.thumbnail)
