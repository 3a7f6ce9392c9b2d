"""When the landlord's people answer next, in words."""

from datetime import datetime

from backend.answers.phrases import moment
from knowledge.errors import ContactNotFound
from knowledge.hours import closing, next_opening
from knowledge.model import Knowledge, Means
from knowledge.query import contact_with_hours


def next_answered(
    knowledge: Knowledge, landlord: str | None, language: str, now: datetime
) -> str | None:
    """Return in words when the landlord's people answer next; None while they do, or unknown."""
    if landlord is None:
        return None
    try:
        point, _ = contact_with_hours(knowledge, landlord, profile="tenant", means=Means.TELEPHONE)
    except ContactNotFound:
        return None
    opens = None if closing(point, now) else next_opening(point, now)
    return moment(opens, now, language) if opens else None
