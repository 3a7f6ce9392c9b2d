"""The page that a telephone system opens: whose number it is, and the way to close the call."""

import re

from sqlmodel import select

from backend.calls.models import PhoneCall
from backend.db import UnitOfWork
from backend.tenants.models import Person
from tests.backend.console import talks
from tests.backend.console.conftest import Browser

POP = "/console/pop?caller="


def tenant(begin: UnitOfWork, landlord: str = "office64") -> None:
    with begin() as session:
        session.add(Person(landlord=landlord, name="Jeanne Duclos", phone=talks.PHONE))


def test_who_is_not_signed_in_is_asked_to(stranger: Browser) -> None:
    assert stranger.get(POP + talks.PHONE).status_code == 303


def test_the_file_appears_however_the_number_is_written(begin: UnitOfWork, bearn: Browser) -> None:
    tenant(begin)
    talks.request(begin, contact_phone=talks.PHONE)

    for written in ("0639980042", "%2B33639980042", "+33639980042", "06 39 98 00 42"):
        page = bearn.get(POP + written).text
        assert "Jeanne Duclos" in page, written
        assert re.search(r'value="plomberie" selected', page)


def test_another_landlords_tenant_and_requests_do_not_appear(
    begin: UnitOfWork, bearn: Browser
) -> None:
    tenant(begin, "rochefort")
    talks.request(begin, landlord="rochefort", contact_phone=talks.PHONE)

    page = bearn.get(POP + talks.PHONE).text

    assert "Jeanne Duclos" not in page
    assert "Aucune demande" in page


def test_a_hidden_number_opens_a_page_too(bearn: Browser) -> None:
    page = bearn.get(POP + "anonymous")

    assert page.status_code == 200
    assert "numéro masqué" in page.text


def test_the_page_writes_nothing_until_the_call_is_closed(
    begin: UnitOfWork, bearn: Browser
) -> None:
    tenant(begin)
    page = bearn.get(POP + talks.PHONE).text
    began = re.search(r'name="began" value="([^"]+)"', page)[1]  # type: ignore[index]
    with begin() as session:
        assert session.exec(select(PhoneCall)).first() is None

    form = {"caller": talks.PHONE, "began": began, "qualification": "loyer", "first_level": "yes"}
    told = bearn.post("/console/appels", form)

    assert told.headers["location"].endswith("notice=call-closed")
    assert "Loyer" in bearn.get("/console/appels").text


def test_a_request_is_two_clicks_away(begin: UnitOfWork, bearn: Browser) -> None:
    tenant(begin)
    form = {"caller": talks.PHONE, "qualification": "plomberie", "note": "ça fuit", "then": "file"}

    there = bearn.post("/console/appels", form).headers["location"]

    assert there.startswith("/console/sollicitations/")
    assert "ça fuit" in bearn.get(there).text


def test_a_call_without_a_subject_stays_open(begin: UnitOfWork, bearn: Browser) -> None:
    told = bearn.post("/console/appels", {"caller": talks.PHONE})

    assert told.headers["location"].endswith("notice=call-not-qualified")
    with begin() as session:
        assert session.exec(select(PhoneCall)).first() is None
