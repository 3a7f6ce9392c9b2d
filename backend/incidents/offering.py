"""The offer to follow what is known already, as the form carries it in its slot. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_datetime

from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.hearing.text import fold
from backend.i18n import translator
from backend.incidents.models import Incident
from backend.replies import Act, Button, Utterance
from knowledge.hours import PARIS

SLOT = "incident"
OFFERED, JOINS, APART = "offered", "joins", "apart"
FOLLOW = Button("oui", response="button_follow")
OWN = Button("non", response="button_own_request")
FOLLOW_LATER = "suivre ce problème"
_FOLLOWS = "suivre"


def offer(incident: Incident) -> dict[str, Any]:
    """Return what the form keeps of an incident that is offered."""
    return {
        "id": incident.id,
        "is": OFFERED,
        "trouble": incident.trouble,
        "entrance": incident.entrance.upper(),
        "since": incident.since.isoformat(),
    }


def is_(state: str, slots: Mapping[str, Any]) -> bool:
    """Tell where the form stands with the incident of its slot."""
    kept = slots.get(SLOT)
    return isinstance(kept, Mapping) and kept.get("is") == state


def moved(slots: Mapping[str, Any], state: str) -> dict[str, Any]:
    """Return the slot with what the tenant answered."""
    return {SLOT: {**slots[SLOT], "is": state}}


def answer(text: str) -> str | None:
    """Return what the tenant wants: to follow, one of their own, or None for neither."""
    short = consent.read(text)
    if short is Answer.YES or fold(text).strip(" .!").startswith(_FOLLOWS):
        return JOINS
    return APART if short in (Answer.NO, Answer.PASS) else None


def values(kept: Mapping[str, Any], language: str, now: datetime) -> dict[str, str]:
    """Return what is said of an incident: the trouble, since when, and at which entrance."""
    said = translator(language)
    entrance = said("incident_entrance").format(entrance=kept["entrance"])
    return {
        "trouble": said(f"trouble_{kept['trouble']}"),
        "since": _moment(datetime.fromisoformat(kept["since"]), language, now),
        "entrance": entrance if kept["entrance"] else "",
    }


def _moment(at: datetime, language: str, now: datetime) -> str:
    local = at.astimezone(PARIS)
    clock = "H 'h' mm" if language == "fr" else "H:mm"
    is_today = local.date() == now.astimezone(PARIS).date()
    pattern = clock if is_today else f"EEEE d MMMM, {clock}"
    return format_datetime(local, pattern, locale=language)


def question(kept: Mapping[str, Any], language: str, now: datetime) -> Utterance:
    """Return the offer to follow an incident, in the middle of the form."""
    return Utterance(
        Act.SOLLICITATION,
        "incident_offer",
        values(kept, language, now),
        buttons=(FOLLOW, OWN),
        asks="confirm",
    )
