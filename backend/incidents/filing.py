"""Filing for a tenant where the bot does not: by telephone, at the desk, by a system."""

from datetime import datetime

from sqlmodel import Session

from backend.clocks import service as clocks
from backend.incidents import service
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import Told
from knowledge import Knowledge


def file_for(
    session: Session,
    knowledge: Knowledge,
    told: Told,
    *,
    by: str,
    channel: str,
    now: datetime,
) -> Sollicitation:
    """File a request, start its clock, and count it among the reports of its building."""
    filed = sollicitations.file_for(session, told, by=by, channel=channel, now=now)
    clocks.begin(
        session,
        knowledge,
        filed.id or 0,
        landlord=filed.landlord,
        category=filed.category,
        description=filed.description,
        now=now,
    )
    service.report(session, filed)
    return filed
