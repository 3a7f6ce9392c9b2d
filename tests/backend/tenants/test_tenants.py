"""Who a tenant is."""

import re

from sqlmodel import Session, select

from backend.agents import demo as agents
from backend.tenants import demo, service
from backend.tenants.models import Person


def test_the_demonstration_is_loaded_once_with_numbers_that_ring_nowhere(session: Session) -> None:
    agents.load(session)
    demo.load(session)
    demo.load(session)

    people = session.exec(select(Person)).all()
    assert len(people) == len(demo.TENANTS)
    assert {p.landlord for p in people} == {"office64", "rochefort"}
    assert all(re.fullmatch(r"\+33639980\d{3}", p.phone or "") for p in people)


def test_a_tenant_is_known_by_the_telephone_within_the_landlord(session: Session) -> None:
    agents.load(session)
    demo.load(session)

    found = service.by_phone(session, "+33639980108", "rochefort")

    assert found is not None
    assert service.agency_of(session, found) is not None
    assert service.by_phone(session, "+33639980108", "office64") is None
    assert service.by_phone(session, None, None) is None
    assert service.agency_of(session, None) is None


def test_a_number_that_two_share_is_nobody_s(session: Session) -> None:
    for name in ("A", "B"):
        session.add(Person(landlord="office64", name=name, phone="+33639980999"))
    session.flush()

    assert service.by_phone(session, "+33639980999", "office64") is None
