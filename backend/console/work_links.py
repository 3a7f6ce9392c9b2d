"""The links with which companies work without an account, and the photos that they send."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.attachments.errors import AttachmentNotFound
from backend.attachments.serving import picture
from backend.audit import service as audit
from backend.console import handling, requests_queries, work_orders
from backend.console.errors import ConsoleRoute, OtherAgency, WrongTarget
from backend.console.handling import Doing
from backend.console.identity import Identity, Sender
from backend.console.request_changes import Number
from backend.console.screens import PartsDep
from backend.console.work_orders import ORDERS, SHEETS
from backend.db import SessionDep
from backend.workorders import links, posting
from backend.workorders import service as work
from backend.workorders.errors import AddressRefused, NotReached
from backend.workorders.models import Contractor, OrderPhoto

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.post(ORDERS + "/{order_id}/lien")
def for_order(
    order_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    by_sms: Annotated[str, Form()] = "",
) -> Response:
    """Give the company of an order its link, shown once or sent; the link before ends."""
    order = work.find(session, order_id)
    doing = Doing(known.agent, parts.clock())
    try:
        handling.changeable(session, doing, order.sollicitation_id)
    except OtherAgency:
        return parts.told(request, known, f"{ORDERS}/{order_id}", "other-agency")
    contractor = session.get_one(Contractor, order.contractor_id)
    if by_sms and not posting.may_send(session, contractor):
        return parts.told(request, known, f"{ORDERS}/{order_id}", NotReached.type)
    token = links.give(
        session,
        contractor,
        order_id=order_id,
        days=parts.settings.work_link_days,
        by=known.agent.login,
        now=doing.now,
    )
    address = f"{parts.settings.public_base}{links.HERE}/{token}"
    if not by_sms:
        return work_orders.order_page(request, session, parts, known, order, link=address)
    who = parts.landlord_name(contractor.landlord)
    posting.send(session, order, contractor, who=who, link=address, now=doing.now)
    return parts.told(request, known, f"{ORDERS}/{order_id}", "link-sent")


@router.post("/console/entreprises/{contractor_id}/adresse")
def address(
    contractor_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    contact: Annotated[str, Form(max_length=300)] = "",
    order: Number = "",
) -> Response:
    """Keep where a company is written to."""
    found = session.get(Contractor, contractor_id)
    if found is None or found.landlord != known.agent.landlord:
        raise WrongTarget
    back, before = f"{ORDERS}/{int(order or 0)}", found.contact
    try:
        posting.keep(session, found, contact)
    except AddressRefused as refused:
        return parts.told(request, known, back, refused.type)
    audit.write(
        session,
        landlord=found.landlord,
        by=known.agent.login,
        what="company-address",
        about=found.name,
        now=parts.clock(),
        old={"contact": before},
        new={"contact": found.contact},
    )
    return parts.told(request, known, back, "company-address-kept")


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
def photo(photo_id: str, session: SessionDep, parts: PartsDep, known: Identity) -> Response:
    """Give the small picture of an order's photo, to who may see the order."""
    found = session.get(OrderPhoto, photo_id)
    if found is None:
        raise AttachmentNotFound
    order = work.find(session, found.order_id)
    requests_queries.request(session, known.agent, order.sollicitation_id, parts.clock())
    return picture(found.thumbnail)
