"""Work orders and weekly sheets in the console."""

from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from backend.db import UnitOfWork
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Residence
from backend.workorders import demo
from backend.workorders.models import Contractor, SheetPhoto
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.console.test_request_changes import agencies, send
from tests.backend.conversations.people import web

LIST, SHEETS = "/console/sollicitations", "/console/espaces-verts"


@pytest.fixture
def company(begin: UnitOfWork) -> str:
    with begin() as session:
        demo.load(session)
        query = select(Contractor.id).where(Contractor.name == "Plomberie des Exemples")
        return str(session.exec(query).one())


def plan(browser: Browser, order: int, **fields: str) -> str:
    answer = browser.post(f"/console/bons/{order}/state", fields)
    return answer.headers["location"].partition("notice=")[2]


def test_an_order_is_issued_planned_and_printed(
    begin: UnitOfWork, bearn: Browser, company: str
) -> None:
    talk = web(begin)
    one = talks.request(begin, talk)

    issued = send(bearn, one, "orders", contractor=company, what="Changer le joint", access="hall")
    assert issued == "noted-told"
    assert plan(bearn, 1, to="planned") == "incomplete"
    assert plan(bearn, 1, to="planned", planned_on="2026-12-03") == "noted-told"

    assert "jeudi 3 décembre 2026" in talks.said(begin, talk)[-1].text
    page = bearn.get("/console/bons/1").text
    assert "Plomberie des Exemples" in page
    assert "Changer le joint" in page
    shown = bearn.get(f"{LIST}/{one.id}").text
    assert "Bon n° 1" in shown
    assert "Plomberie des Exemples · Planifié" in shown


def test_an_order_is_nothing_to_other_agencies_and_landlords(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser, company: str
) -> None:
    own, other = agencies(begin)
    mine, theirs = talks.request(begin, agency_id=own), talks.request(begin, agency_id=other)
    given = {"contractor": company, "what": "Changer le joint"}

    assert send(bearn, theirs, "orders", **given) == "other-agency"
    assert send(bearn, mine, "orders", **given) == "noted"
    assert rochefort.get("/console/bons/1").status_code == 404
    assert rochefort.post("/console/bons/1/state", {"to": "done"}).status_code == 404
    assert bearn.get("/console/bons/99").status_code == 404


def jpeg() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "JPEG")
    return drawn.getvalue()


def test_a_weekly_sheet_stands_beside_a_mowing_complaint(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser, company: str
) -> None:
    with begin() as session:
        home = Residence(
            landlord="office64", name="Les Tilleuls", address="14 rue des Tilleuls", commune="Pau"
        )
        session.add(home)
    one: Sollicitation = talks.request(begin, category="espaces-verts")
    sheet = {"residence": str(home.id), "contractor": company, "day": "2026-11-18"}
    sheet |= {"done": "Tonte devant le bâtiment"}
    photo = {"before": ("avant.jpg", jpeg(), "image/jpeg")}

    assert "Les Tilleuls" in bearn.get(SHEETS).text
    answer = bearn.post(SHEETS, sheet, files=photo)
    assert answer.headers["location"].endswith("notice=noted")
    fake = {"before": ("avant.jpg", b"<svg/>", "image/jpeg")}
    assert bearn.post(SHEETS, sheet, files=fake).headers["location"].endswith("notice=bad-photo")
    assert rochefort.post(SHEETS, sheet).headers["location"].endswith("notice=wrong-target")

    page = bearn.get(f"{LIST}/{one.id}").text
    assert "Tonte devant le bâtiment" in page
    with begin() as session:
        [kept] = session.exec(select(SheetPhoto)).all()
    assert f"{SHEETS}/photos/{kept.id}" in page
    assert bearn.get(f"{SHEETS}/photos/{kept.id}").headers["content-type"] == "image/jpeg"
    assert rochefort.get(f"{SHEETS}/photos/{kept.id}").status_code == 404
