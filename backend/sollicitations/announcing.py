"""What a landlord's systems are told of an event: references and states, never who the tenant is.

What is personal goes beside it, for the systems that asked for it.
"""

from typing import Any

from sqlmodel import Session

from backend.sollicitations.models import EventKind, Sollicitation, SollicitationEvent
from backend.sollicitations.states import State, is_open
from backend.webhooks import service as webhooks
from backend.webhooks.models import Kind

_OURS = frozenset({"tenant", "bot"})


def announce(session: Session, filed: Sollicitation, event: SollicitationEvent) -> None:
    """Tell the landlord's systems of an event, in the unit of work that it is written in."""
    if filed.landlord is None:
        return
    webhooks.announce(
        session,
        _kind(event),
        landlord=filed.landlord,
        data=_references(filed, event),
        personal=_personal(filed, event),
        now=event.at,
    )


def _kind(event: SollicitationEvent) -> Kind:
    if event.from_state is None:
        return Kind.FILED
    if event.from_state == event.to_state:
        return Kind.CHANGED
    if event.to_state == State.CLOSED:
        return Kind.CLOSED
    was_over = not is_open(State(event.from_state))
    return Kind.REOPENED if was_over and is_open(State(event.to_state)) else Kind.STATE_CHANGED


def _references(filed: Sollicitation, event: SollicitationEvent) -> dict[str, Any]:
    return {
        "code": filed.code,
        "reference": filed.reference,
        "landlord": filed.landlord,
        "category": filed.category,
        "agency": filed.agency_id,
        "role": filed.role,
        "priority": filed.priority,
        "state": event.to_state,
        "from_state": event.from_state,
        "what": event.kind or EventKind.STATE,
        "by": event.by if event.by in _OURS else "system" if ":" in event.by else "agent",
        "opened_at": filed.opened_at.isoformat(),
    }


def _personal(filed: Sollicitation, event: SollicitationEvent) -> dict[str, Any]:
    return {
        "description": filed.description,
        "address": filed.address,
        "place": filed.place,
        "contact_name": filed.contact_name,
        "contact_phone": filed.contact_phone,
        "note": event.note,
    }
