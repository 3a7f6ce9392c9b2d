"""The allocation officers' page: a code shown once, the papers' clock, the refusals to read."""

import re

import pytest
from sqlmodel import select

from backend.applicants import codes
from backend.applicants.models import ApplicantAccess, ProposalRefusal
from backend.db import UnitOfWork
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

PAGE = "/console/demandeurs"
CODE = re.compile(r"DEM-[0-9A-Z]{4}-[0-9A-Z]{4}")


def accesses(begin: UnitOfWork) -> list[ApplicantAccess]:
    with begin() as session:
        return list(session.exec(select(ApplicantAccess).order_by("id")))


def open_one(browser: Browser, **more: str) -> str:
    """Open an access; return the page that shows its code."""
    answer = browser.post(PAGE, {"reference": "064-2026-7", **more})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_who_is_not_signed_in_is_asked_to(stranger: Browser) -> None:
    assert stranger.get(PAGE).headers["location"].startswith("/console/login")


def test_a_code_is_shown_once_and_kept_as_a_hash(begin: UnitOfWork, bearn: Browser) -> None:
    shown = CODE.findall(open_one(bearn, papers="true", phone="06 39 98 00 42"))

    [kept] = accesses(begin)
    assert len(shown) == 1
    assert codes.symbols_of(shown[0]) not in kept.code_hash
    assert kept.phone == "+33639980042"
    assert kept.papers_due_at is not None
    assert not CODE.search(bearn.get(PAGE).text)


@pytest.mark.parametrize("phone", ["05 59 43 86 54", "123", "un deux trois"])
def test_a_number_that_gets_no_sms_is_refused(
    begin: UnitOfWork, bearn: Browser, phone: str
) -> None:
    answer = bearn.post(PAGE, {"reference": "064-2026-7", "phone": phone})

    assert answer.status_code == 422
    assert "ne reçoit pas de SMS" in answer.text
    assert accesses(begin) == []


def test_another_landlords_access_is_not_found(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    open_one(bearn)
    [kept] = accesses(begin)

    assert rochefort.post(f"{PAGE}/{kept.id}/revoke", {}).status_code == 404
    assert "064-2026-7" not in rochefort.get(PAGE).text
    assert accesses(begin)[0].revoked_at is None


def test_another_landlords_refusal_is_not_found_and_stays_to_be_read(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    open_one(bearn)
    [kept] = accesses(begin)
    talk = talks.waiting(begin)
    with begin() as session:
        refusal = ProposalRefusal(
            access_id=kept.id or 0,
            conversation_id=talk.id,
            inbound_id=talks.said(begin, talk)[0].id or 0,
            reason="trop loin du travail",
            warned_at=NOW,
            written_at=NOW,
        )
        session.add(refusal)
        session.flush()
        there = f"{PAGE}/refusals/{refusal.id}/read"

    assert "trop loin du travail" not in rochefort.get(PAGE).text
    assert rochefort.post(there, {}).status_code == 404
    assert "trop loin du travail" in bearn.get(PAGE).text
    assert bearn.post(there, {}).status_code == 303
    assert "trop loin du travail" not in bearn.get(PAGE).text


def test_no_clock_runs_for_a_landlord_whose_sources_give_no_delay(
    begin: UnitOfWork, rochefort: Browser
) -> None:
    open_one(rochefort, papers="true")
    [kept] = accesses(begin)

    assert kept.papers_due_at is None
    assert rochefort.post(f"{PAGE}/{kept.id}/papers", {}).status_code == 409


def test_the_clock_starts_stops_and_the_access_closes(begin: UnitOfWork, bearn: Browser) -> None:
    open_one(bearn)
    [kept] = accesses(begin)

    for step, field in (
        ("papers", "papers_due_at"),
        ("received", "papers_received_at"),
        ("revoke", "revoked_at"),
    ):
        assert getattr(accesses(begin)[0], field) is None
        assert bearn.post(f"{PAGE}/{kept.id}/{step}", {}).status_code == 303
        assert getattr(accesses(begin)[0], field) is not None
