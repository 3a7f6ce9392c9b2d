"""What a company does without an account: a link is given, opened, and ends by itself.

The functions take a session and never commit. A link shows one order, or where it is of none the
weekly sheets of its contractor; never who the tenant is beside what the order says.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col

from backend import tokens
from backend.attachments.reading import CleanFile
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Residence
from backend.workorders import queries, service, sheets
from backend.workorders.errors import TooManyPhotos, WorkLinkUnknown
from backend.workorders.models import Contractor, OrderPhoto, Phase, WorkLink, WorkOrder
from backend.workorders.states import OrderState

HERE = "/bon"
BY = "contractor"
MOST_PHOTOS = 20


@dataclass(frozen=True)
class Opened:
    """What a link opens: an order of a contractor or none, and the residences for its sheets."""

    link: WorkLink
    contractor: Contractor
    order: WorkOrder | None
    homes: Sequence[Residence]


def give(
    session: Session,
    contractor: Contractor,
    *,
    order_id: int | None = None,
    days: int,
    by: str,
    now: datetime,
) -> str:
    """Give a link and end the one before; return its token, which is kept nowhere."""
    for old in queries.live_links(session, contractor.id or 0, order_id, now=now):
        old.expires_at = now
        session.add(old)
    token = tokens.draw()
    link = WorkLink(
        token_hash=tokens.hashed(token),
        contractor_id=contractor.id or 0,
        order_id=order_id,
        given_by=by,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    return token


def opened(session: Session, token: str, *, now: datetime) -> Opened:
    """Return what a token opens.

    Raises WorkLinkUnknown for an unknown token, for one whose time is over, and for an order that
    was cancelled.
    """
    link = queries.link_by_hash(session, tokens.hashed(token))
    if link is None or link.expires_at <= now:
        raise WorkLinkUnknown
    contractor = session.get_one(Contractor, link.contractor_id)
    if link.order_id is None:
        return Opened(
            link,
            contractor,
            None,
            queries.homes(session, col(Residence.landlord) == contractor.landlord),
        )
    order = queries.locked(session, link.order_id)
    if order is None or order.state is OrderState.CANCELLED:
        raise WorkLinkUnknown
    filed = session.get_one(Sollicitation, order.sollicitation_id)
    home = sheets.home_of(session, filed) if filed.category == sheets.GREEN else None
    return Opened(link, contractor, order, [home] if home else [])


def keep_photos(
    session: Session,
    order: WorkOrder,
    photos: Sequence[tuple[Phase, CleanFile]],
    *,
    by: str,
    now: datetime,
) -> int:
    """Keep photos of an order, each once; return how many are new. Raises TooManyPhotos."""
    known = {one.id for one in queries.order_photos(session, order.id or 0)}
    new = {_number(order, *one): one for one in photos}
    new = {number: one for number, one in new.items() if number not in known}
    if len(known) + len(new) > MOST_PHOTOS:
        raise TooManyPhotos
    for number, (phase, file) in new.items():
        session.add(
            OrderPhoto(
                id=number,
                order_id=order.id or 0,
                phase=phase,
                content=file.content,
                thumbnail=file.thumbnail or b"",
                at=now,
            )
        )
    if new:
        service.note_photos(session, order, len(new), by=by, now=now)
    return len(new)


def _number(order: WorkOrder, phase: Phase, file: CleanFile) -> str:
    return hashlib.sha256(f"{order.id} {phase} ".encode() + file.content).hexdigest()[:32]


def photos_of(session: Session, order_id: int) -> dict[Phase, list[str]]:
    """Return the numbers of an order's photos, before and after."""
    found = queries.order_photos(session, order_id)
    return {phase: [one.id for one in found if one.phase == phase] for phase in Phase}
