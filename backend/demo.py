"""The demonstration: invented people and tenants, loaded at each start, doubled never."""

from sqlmodel import Session

from backend import clock
from backend.agents import demo as agents
from backend.appointments import demo as appointments
from backend.campaigns import demo as campaigns
from backend.handover import demo as handover
from backend.incidents import demo as incidents
from backend.sollicitations import demo as sollicitations
from backend.tenants import demo as tenants
from backend.workorders import demo as workorders


def load(session: Session) -> None:
    """Write what is missing of the demonstration's data."""
    agents.load(session)
    handover.load(session)
    tenants.load(session)
    sollicitations.load(session)
    workorders.load(session)
    incidents.load(session)
    appointments.load(session, clock.now())
    campaigns.load(session, clock.now())


def accounts() -> list[tuple[str, str]]:
    """Return the demonstration's logins with their password."""
    return agents.accounts()
