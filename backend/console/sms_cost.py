"""What an answer would cost as an SMS, and the very words that would leave; while it is written."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from backend.config import Settings
from backend.console.errors import ConsoleRoute
from backend.console.identity import Sender
from backend.console.screens import PartsDep
from backend.outbox.models import Purpose
from backend.outbox.service import as_sent
from channels.sms.text import Encoding, measure

_LONGEST = 4_000

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@dataclass(frozen=True)
class SmsCost:
    """The parts that would leave, what is paid for them, and what a cheaper form has changed."""

    parts: list[str]
    segments: int
    units: int
    encoding: Encoding
    price: float
    is_changed: bool


def cost_of(text: str, settings: Settings) -> SmsCost:
    """Return what a text costs as it would be sent."""
    parts = as_sent(text, Purpose.AGENT, settings) if text.strip() else []
    costs = [measure(part) for part in parts]
    ucs2 = any(cost.encoding is Encoding.UCS2 for cost in costs)
    segments = sum(cost.segments for cost in costs)
    return SmsCost(
        parts=parts,
        segments=segments,
        units=sum(cost.units for cost in costs),
        encoding=Encoding.UCS2 if ucs2 else Encoding.GSM7,
        price=segments * settings.sms_price,
        is_changed=len(parts) > 1 or "".join(parts) != text.strip(),
    )


@router.post("/console/sms/cout")
def cost(
    request: Request,
    parts: PartsDep,
    known: Sender,
    text: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> HTMLResponse:
    """Say what is written would cost; nothing is kept."""
    found = cost_of(text, parts.settings)
    return parts.page(request, known, "sms_cost.html", cost=found)
