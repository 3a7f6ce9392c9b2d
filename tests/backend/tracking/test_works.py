"""After the digits: the work that is ordered, and the appointments that are still to come."""

from datetime import date, timedelta

import pytest

from backend.agents.models import Agency
from backend.appointments.models import Appointment, AppointmentSlot, State
from backend.db import UnitOfWork
from backend.workorders import service
from backend.workorders.models import Contractor, ContractorKind
from backend.workorders.service import Task
from backend.workorders.states import OrderState
from tests.backend.conversations.people import NOW
from tests.backend.tracking.conftest import PHONE, Filing, Visitor


def order(begin: UnitOfWork, request: int) -> int:
    """Issue an order for a request; return its number."""
    with begin() as session:
        who = Contractor(landlord="office64", name="Régie", kind=ContractorKind.TEAM)
        session.add(who)
        session.flush()
        task = Task(who.id or 0, "secret du bon", contact="Mme Lafont")
        service.issue(session, request, task, landlord="office64", by="bearn", now=NOW)
        return service.of_request(session, request)[-1][0].id or 0


def book(begin: UnitOfWork, *, landlord: str = "office64", who: str = PHONE, days: int = 2) -> None:
    """Somebody has an appointment in some days."""
    starts_at = NOW + timedelta(days=days)
    with begin() as session:
        agency = Agency(landlord=landlord, name=f"Agence {landlord} {who[-4:]}")
        session.add(agency)
        session.flush()
        slot = AppointmentSlot(
            agency_id=agency.id or 0, service="lease", starts_at=starts_at, capacity=1, booked=1
        )
        session.add(slot)
        session.flush()
        given = {"code": f"RDV-{landlord[:4]}-{who[-4:]}", "ends_at": starts_at, "booked_at": NOW}
        session.add(
            Appointment(
                landlord=landlord,
                agency_id=agency.id or 0,
                service="lease",
                slot_id=slot.id or 0,
                starts_at=starts_at,
                who=who,
                booked_by="bearn",
                state=State.BOOKED,
                **given,
            )
        )


def test_a_planned_day_is_shown_to_who_gave_the_digits_and_to_nobody_else(
    visitor: Visitor, filed: Filing, begin: UnitOfWork
) -> None:
    request = filed()
    number = order(begin, request.id or 0)
    with begin() as session:
        service.move(
            session, number, OrderState.PLANNED, by="b", now=NOW, planned_on=date(2026, 12, 3)
        )

    shown = visitor.open(request.code, "1212").text

    assert "3 décembre 2026" in shown
    assert "Régie" in shown
    assert "secret du bon" not in shown
    assert "Lafont" not in shown
    assert "3 décembre 2026" not in visitor.open(request.code, "9999").text


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (OrderState.DONE, "Faite"),
        (OrderState.NOT_DONE, "N’a pas pu se faire"),
        (OrderState.CANCELLED, None),
    ],
)
def test_every_end_of_the_work_is_shown_but_a_cancelled_order(
    visitor: Visitor, filed: Filing, begin: UnitOfWork, to: OrderState, words: str | None
) -> None:
    request = filed()
    number = order(begin, request.id or 0)
    with begin() as session:
        service.move(session, number, to, by="b", now=NOW, note="personne sur place")

    shown = visitor.open(request.code, "1212").text

    assert ("Interventions" in shown, words is None or words in shown) == (words is not None, True)
    assert "personne sur place" not in shown


def test_only_the_telephone_s_own_appointments_to_come_are_shown_without_their_code(
    visitor: Visitor, filed: Filing, begin: UnitOfWork
) -> None:
    book(begin)
    book(begin, landlord="rochefort", days=3)
    book(begin, who="+33639983434")

    shown = visitor.open(filed().code, "1212").text

    assert "25 novembre 2026" in shown
    assert "Agence\u00a0: Agence office64 1212" in shown
    assert "RDV-" not in shown
    assert "rochefort" not in shown
    assert "3434" not in shown


def test_what_is_past_is_no_appointment_any_more(
    visitor: Visitor, filed: Filing, begin: UnitOfWork
) -> None:
    book(begin, days=-1)

    assert "Agence\u00a0:" not in visitor.open(filed().code, "1212").text
