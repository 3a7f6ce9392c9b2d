"""An agent has a deposit link sent; what comes by it is for the agency concerned."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.agents.models import Agency, Agent
from backend.attachments.models import Attachment, Kind
from backend.attachments.reading import CleanFile
from backend.conversations.models import Author, Conversation, Message
from backend.db import UnitOfWork
from backend.deposits import service
from backend.deposits.models import DepositLink, Purpose
from backend.outbox.models import Sms
from backend.sollicitations.models import Sollicitation
from tests.backend.attachments.files import image
from tests.backend.console.conftest import Browser
from tests.backend.console.talks import PHONE, by_sms, request
from tests.backend.conversations.people import NOW

PHOTO = CleanFile(Kind.IMAGE, image(), image())
ACCESS = "/console/demandeurs"


def link(begin: UnitOfWork) -> DepositLink:
    with begin() as session:
        return session.exec(select(DepositLink)).one()


def dropped(begin: UnitOfWork) -> str:
    """Drop a photo with the link that was sent; return its address on the desk."""
    with begin() as session:
        said = session.exec(select(Message).where(Message.author == Author.SYSTEM)).one()
        token = said.text.split("/depot/")[1].split()[0]
        kept = service.keep(session, token, PHOTO, "avis.jpg", client_id="1", now=NOW)
        return f"/console/attachments/{kept.id}"


def test_who_is_not_signed_in_sends_nothing(begin: UnitOfWork, stranger: Browser) -> None:
    filed = request(begin, by_sms(begin))

    answer = stranger.post(f"/console/depots/demandes/{filed.id}")

    assert answer.headers["location"].startswith("/console/login")


def test_another_landlords_request_and_access_are_not_found(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    filed = request(begin, by_sms(begin))
    bearn.post(ACCESS, {"reference": "064-1", "phone": "06 39 98 00 42"})

    assert rochefort.post(f"/console/depots/demandes/{filed.id}").status_code == 404
    assert rochefort.post("/console/depots/demandeurs/1").status_code == 404


@pytest.mark.parametrize("purpose", [Purpose.REQUEST, Purpose.TAX_NOTICE])
def test_the_link_of_a_request_leaves_on_the_tenants_channel(
    begin: UnitOfWork, bearn: Browser, purpose: Purpose
) -> None:
    filed = request(begin, by_sms(begin))

    answer = bearn.post(f"/console/depots/demandes/{filed.id}", {"purpose": purpose})

    assert answer.headers["location"].endswith("?notice=link-sent")
    assert (link(begin).purpose, link(begin).sollicitation_id) == (purpose, filed.id)
    with begin() as session:
        sms = session.exec(select(Sms)).one()
    assert (sms.to, "/depot/" in sms.body, filed.code in sms.body) == (PHONE, True, True)


def test_a_purpose_that_is_no_requests_is_refused(begin: UnitOfWork, bearn: Browser) -> None:
    filed = request(begin, by_sms(begin))

    answer = bearn.post(f"/console/depots/demandes/{filed.id}", {"purpose": "applicant"})

    assert answer.status_code == 422


def test_where_nobody_can_be_written_to_the_agent_hears_it(
    begin: UnitOfWork, bearn: Browser
) -> None:
    filed = request(begin)
    bearn.post(ACCESS, {"reference": "064-1"})

    for there in (f"demandes/{filed.id}", "demandeurs/1"):
        answer = bearn.post(f"/console/depots/{there}")
        assert answer.headers["location"].endswith("?notice=nobody-to-write")


def test_a_telephone_that_writes_to_another_landlord_is_not_written_to(
    begin: UnitOfWork, bearn: Browser
) -> None:
    by_sms(begin, landlord="rochefort")
    bearn.post(ACCESS, {"reference": "064-1", "phone": "06 39 98 00 42"})

    bearn.post("/console/depots/demandeurs/1")

    with begin() as session:
        assert session.exec(select(Sms)).all() == []


def test_an_applicants_link_works_as_long_as_the_papers_are_waited_for(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    bearn.post(ACCESS, {"reference": "064-1", "phone": "06 39 98 00 42"})

    bearn.post("/console/depots/demandeurs/1")

    assert link(begin).expires_at == NOW + timedelta(hours=48)
    there = dropped(begin)
    assert there in bearn.get(ACCESS).text
    assert bearn.get(there).headers["content-disposition"].startswith("attachment;")
    with begin() as session:
        session.exec(select(Conversation)).one().landlord = None
    assert rochefort.get(there).status_code == 404


def test_the_files_of_a_request_are_served_to_its_agency_and_to_supervisors(
    begin: UnitOfWork, bearn: Browser, cote: Browser
) -> None:
    filed = request(begin, by_sms(begin))
    bearn.post(f"/console/depots/demandes/{filed.id}")
    there = dropped(begin)
    with begin() as session:
        agencies = [Agency(landlord="office64", name=name) for name in ("Béarn", "Côte")]
        session.add_all(agencies)
        session.flush()
        for login, agency in zip(("bearn", "cote"), agencies, strict=True):
            session.exec(select(Agent).where(Agent.login == login)).one().agency_id = agency.id
        session.get_one(Sollicitation, filed.id).agency_id = agencies[0].id

    page = f"/console/sollicitations/{filed.id}"
    assert (bearn.get(there).status_code, cote.get(there).status_code) == (200, 404)
    assert there in bearn.get(page).text
    assert cote.get(page).status_code == 404
    with begin() as session:
        assert session.exec(select(Attachment)).one().sollicitation_id == filed.id
