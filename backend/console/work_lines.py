"""What the page of a request shows of the work: its orders, who could do it, the weekly sheets."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.agents.models import Agent
from backend.handover.boundary import homes_seen_by
from backend.pages.views import PARIS
from backend.sollicitations.models import Sollicitation
from backend.workorders import service as work
from backend.workorders import sheets
from backend.workorders.states import OrderState, moves_from


def beside(session: Session, agent: Agent, one: Sollicitation, now: datetime) -> dict[str, Any]:
    """Return the orders of a request with where they may go, and what was mown where it is."""
    home = sheets.home_of(session, one) if one.category == sheets.GREEN else None
    home = sheets.home(session, homes_seen_by(agent), home.id or 0) if home else None
    today = now.astimezone(PARIS).date()
    return {
        "orders": [
            (order, contractor, moves_from(OrderState(order.state)))
            for order, contractor in work.of_request(session, one.id or 0)
        ],
        "contractors": work.contractors(session, agent.landlord),
        "sheets": sheets.latest(session, home.id or 0, today=today) if home else [],
    }
