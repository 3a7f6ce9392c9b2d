"""What the page of a request shows of the work: its orders, who could do it, the weekly sheets."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.agents.models import Agent
from backend.pages.views import PARIS
from backend.sollicitations.models import Sollicitation
from backend.tenants import service as tenants
from backend.tenants.models import Person, Residence
from backend.workorders import service as work
from backend.workorders.states import OrderState, moves_from

GREEN = "espaces-verts"


def beside(session: Session, agent: Agent, one: Sollicitation, now: datetime) -> dict[str, Any]:
    """Return the orders of a request with where they may go, and what was mown where it is."""
    home = _home(session, one) if one.category == GREEN else None
    today = now.astimezone(PARIS).date()
    return {
        "orders": [
            (order, contractor, moves_from(OrderState(order.state)))
            for order, contractor in work.of_request(session, one.id or 0)
        ],
        "contractors": work.contractors(session, agent.landlord),
        "sheets": work.sheets(session, home.id or 0, today=today) if home else [],
    }


def _home(session: Session, one: Sollicitation) -> Residence | None:
    if one.landlord is None:
        return None
    person = session.get(Person, one.person_id) if one.person_id else None
    found = tenants.residence_at(session, one.landlord, one.address)
    return found or tenants.residence_of(session, person)
