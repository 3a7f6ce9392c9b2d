"""The demonstration's incident: the intercom of one building, which two tenants follow."""

from datetime import UTC, datetime

from sqlmodel import Session, select

from backend.incidents import service
from backend.incidents.models import Incident
from backend.sollicitations import queries

CODES = ("P61V8-3E8F2-T", "ZJPP0-RK1PN-3")
BY = "demonstration"
_OPENED = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
_TOLD = datetime(2026, 11, 19, 14, 5, tzinfo=UTC)
_TEXT = "L’interphone de l’entrée est en panne. Une équipe s’en occupe."


def load(session: Session) -> None:
    """Write what is missing of the demonstration; done twice, it changes nothing."""
    if session.exec(select(Incident.id).where(Incident.opened_by == BY)).first() is not None:
        return
    filed = [one for code in CODES if (one := queries.by_code(session, code)) is not None]
    if len(filed) < len(CODES):
        return
    incident = service.open_from(session, filed[0], by=BY, now=_OPENED)
    for one in filed[1:]:
        service.join(session, one, incident.id or 0)
    service.write(session, incident, _TEXT, by=BY, urgent=False, reached=len(filed), now=_TOLD)
    session.flush()
