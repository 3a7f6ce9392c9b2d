"""A landlord of two agencies, and one of everything that the first one has."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from backend.agents.models import Agency, Agent
from backend.appointments.models import CallBack
from backend.conversations import ownership
from backend.conversations.models import Conversation, State
from backend.db import UnitOfWork
from backend.followups.models import FollowUp
from backend.incidents.models import Incident, IncidentReport
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person, Residence
from backend.workorders.models import (
    Contractor,
    ContractorKind,
    OrderPhoto,
    Phase,
    SheetPhoto,
    WeeklySheet,
    WorkOrder,
)
from tests.backend.appointments.people import book, first_free
from tests.backend.console import talks
from tests.backend.console.test_files import sent
from tests.backend.conversations.people import NOW

WORDS = "le robinet de la voisine"
NAME, PHONE, PLACE, HOME = "Jeanne Voisine", "+33639980142", "3 rue du Secret", "Clos Voisin"
# What tells that something of the first agency's is on a page.
SECRETS = (WORDS, NAME, PLACE, HOME)
Ids = dict[str, int]


@pytest.fixture
def agencies(begin: UnitOfWork, people: Ids) -> Ids:
    """Two agencies of one landlord, an agent of each, and the supervisor in the first."""
    with begin() as session:
        made = {}
        for login in ("bearn", "cote"):
            agency = Agency(landlord="office64", name=f"Agence {login}")
            session.add(agency)
            session.flush()
            session.get_one(Agent, people[login]).agency_id = made[login] = agency.id or 0
        session.get_one(Agent, people["chef"]).agency_id = made["bearn"]
    return made


@pytest.fixture
def filed(begin: UnitOfWork, agencies: Ids) -> Sollicitation:
    """A request of a tenant of the first agency."""
    with begin() as session:
        home = Residence(
            landlord="office64",
            agency_id=agencies["bearn"],
            name=HOME,
            address=PLACE,
            commune="Pau",
        )
        session.add(home)
        session.flush()
        person = Person(landlord="office64", residence_id=home.id, name=NAME, phone=PHONE)
        session.add(person)
    made: Sollicitation = talks.request(
        begin,
        agency_id=agencies["bearn"],
        person_id=person.id,
        contact_name=NAME,
        contact_phone=PHONE,
        category="ascenseur",
    )
    with begin() as session:
        found = session.get_one(Sollicitation, made.id)
        found.description, found.address = WORDS, PLACE
    return made


def of(begin: UnitOfWork, agency: int | None, *, state: State, since: float = 1) -> Conversation:
    """A conversation of an agency, waiting since some minutes, or with the bot again."""
    made = talks.waiting(begin, WORDS, since=since)
    with begin() as session:
        found = session.get_one(Conversation, made.id)
        found.agency_id = agency
        if state is State.BOT:
            ownership.withdraw(session, found, now=NOW)
    return talks.again(begin, made)


@pytest.fixture
def objects(begin: UnitOfWork, people: Ids, agencies: Ids, filed: Sollicitation) -> dict[str, str]:
    """One of everything that has an agency: the first one's."""
    held = of(begin, agencies["bearn"], state=State.QUEUED)
    file = sent(begin, held).rpartition("/")[2]
    with begin() as session:
        ownership.claim(session, held.id, agent_id=people["bearn"], now=NOW)
        at = first_free(session, agencies["bearn"])[0]
        rows = _rows(session, agencies["bearn"], filed)
        session.add_all(rows.values())
        session.flush()
        _photos(session, rows)
        made = {name: str(row.id) for name, row in rows.items()}
        made["appointment_id"] = str(book(session, agencies["bearn"], at, PHONE, name=NAME).id)
    return made | {
        "conversation_id": held.id,
        "attachment_id": file,
        "sollicitation_id": str(filed.id),
        "photo_id": "photo",
    }


def _rows(session: Session, agency: int, filed: Sollicitation) -> dict[str, Any]:
    company = Contractor(landlord="office64", name="Entreprise", kind=ContractorKind.COMPANY)
    incident = Incident(
        landlord="office64",
        trouble="lift",
        site="x",
        place=PLACE,
        since=NOW,
        opened_at=NOW,
        opened_by="bearn",
    )
    session.add_all((company, incident))
    session.flush()
    session.add(
        IncidentReport(
            sollicitation_id=filed.id or 0,
            landlord="office64",
            trouble="lift",
            site="x",
            place=PLACE,
            at=NOW,
            incident_id=incident.id,
        )
    )
    return {
        "incident_id": incident,
        "call_back_id": CallBack(
            landlord="office64", phone=talks.PHONE, created_at=NOW, agency_id=agency
        ),
        "order_id": WorkOrder(
            landlord="office64",
            sollicitation_id=filed.id or 0,
            contractor_id=company.id or 0,
            what=WORDS,
            issued_by="bearn",
            issued_at=NOW,
            updated_at=NOW,
        ),
        "follow_up_id": FollowUp(
            landlord="office64",
            rule="bel-check",
            sollicitation_id=filed.id or 0,
            starts_on=date(2026, 12, 1),
            due_at=NOW,
            planned_by="bearn",
            planned_at=NOW,
        ),
    }


def _photos(session: Session, rows: dict[str, Any]) -> None:
    """A photo of the order and one of a sheet of the residence: one name, two tables."""
    home, order = session.exec(select(Residence)).one(), rows["order_id"]
    sheet = WeeklySheet(
        landlord="office64",
        residence_id=home.id or 0,
        contractor_id=order.contractor_id,
        week=date(2026, 11, 16),
        done=WORDS,
        entered_by="bearn",
        entered_at=NOW,
    )
    session.add(sheet)
    session.flush()
    given: dict[str, Any] = {"id": "photo", "phase": Phase.AFTER, "thumbnail": b"", "content": b""}
    session.add(SheetPhoto(sheet_id=sheet.id or 0, **given))
    session.add(OrderPhoto(order_id=order.id, at=NOW, **given))
