"""The demonstration: whole after its first start, and the same after the second."""

from datetime import date

from sqlmodel import Session, func, select

from backend import demo
from backend.agents.models import Agent
from backend.appointments.models import Appointment, CallBack
from backend.clock import now
from backend.handover import canned
from backend.handover.models import CannedAnswer
from backend.incidents import service as incidents
from backend.incidents.models import Incident
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.workorders.models import WorkOrder

TABLES = (
    Appointment,
    CallBack,
    CannedAnswer,
    Incident,
    Sollicitation,
    SollicitationEvent,
    WorkOrder,
)


def counted(session: Session) -> dict[str, int]:
    return {t.__name__: session.exec(select(func.count()).select_from(t)).one() for t in TABLES}


def test_no_screen_of_the_demonstration_is_empty_and_nothing_is_doubled(session: Session) -> None:
    demo.load(session)
    first = counted(session)
    demo.load(session)

    assert counted(session) == first
    assert 0 not in first.values()
    incident = session.exec(select(Incident)).one()
    assert len(incidents.followers(session, incident)) == 2
    planned = set(session.exec(select(WorkOrder.planned_on)))
    assert planned == {None, date(2026, 12, 3)}


def test_the_demonstration_s_answers_are_ones_that_a_supervisor_could_have_written(
    session: Session,
) -> None:
    demo.load(session)
    chief = session.exec(select(Agent).where(Agent.login == "superviseur")).one()
    shown = canned.listed(session, chief.landlord)

    for one in shown:
        canned.add(session, chief, title=one.title, text=one.text, now=now())
    canned.remove(session, chief, shown[0].id or 0, now=now())
    left = len(canned.listed(session, chief.landlord))
    demo.load(session)

    assert len(canned.listed(session, chief.landlord)) == left == 2 * len(shown) - 1
