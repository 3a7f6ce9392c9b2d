"""Work orders and weekly sheets in the console."""

import re
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from backend.attachments.models import Kind
from backend.attachments.reading import CleanFile
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.outbox.models import Purpose, Sms
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Residence
from backend.workorders import demo, links
from backend.workorders import service as work
from backend.workorders.models import Contractor, Phase, SheetPhoto, WorkLink
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.console.test_request_changes import agencies, send
from tests.backend.conversations.people import NOW, web

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

    assert bearn.post(f"{LIST}/{theirs.id}/orders", given).status_code == 404
    assert send(bearn, mine, "orders", **given) == "noted"
    assert rochefort.get("/console/bons/1").status_code == 404
    assert rochefort.post("/console/bons/1/state", {"to": "done"}).status_code == 404
    assert bearn.get("/console/bons/99").status_code == 404


def test_an_agent_gives_the_company_of_an_order_a_link_shown_once(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser, company: str
) -> None:
    own, other = agencies(begin)
    mine, theirs = talks.request(begin, agency_id=own), talks.request(begin)
    for one in (mine, theirs):
        send(bearn, one, "orders", contractor=company, what="Changer le joint")
    with begin() as session:
        session.get_one(Sollicitation, theirs.id).agency_id = other

    shown = re.search(r'value="([^"]+/bon/[^"]{22})"', bearn.post("/console/bons/1/lien").text)

    assert shown is not None
    with begin() as session:
        found = links.opened(session, shown[1].rpartition("/")[2], now=NOW)
        assert (found.order and found.order.id, found.link.given_by) == (1, "bearn")
        assert len(session.exec(select(WorkLink)).all()) == 1
    assert "/bon/" not in bearn.get("/console/bons/1").text
    assert rochefort.post("/console/bons/1/lien").status_code == 404
    assert bearn.post("/console/bons/2/lien").status_code == 404


def test_what_a_company_sends_stands_on_the_order_and_in_the_request_s_history(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser, company: str
) -> None:
    one = talks.request(begin)
    send(bearn, one, "orders", contractor=company, what="Changer le joint")
    photo = CleanFile(Kind.IMAGE, jpeg(), jpeg())
    with begin() as session:
        order = work.find(session, 1)
        links.keep_photos(session, order, [(Phase.AFTER, photo)], by=links.BY, now=NOW)
    assert plan(bearn, 1, to="not_done") == "incomplete"
    assert plan(bearn, 1, to="not_done", note="absent") == "noted"

    page = bearn.get("/console/bons/1").text
    [address] = re.findall(r'src="(/console/bons/photos/[^"]+)"', page)
    assert bearn.get(address).content == jpeg()
    assert rochefort.get(address).status_code == 404
    shown = bearn.get(f"{LIST}/{one.id}").text
    assert "photos : 1" in shown
    assert "entreprise</span>" in shown


def test_a_company_s_link_for_its_sheets_is_of_one_s_own_landlord(
    bearn: Browser, rochefort: Browser, company: str
) -> None:
    given = bearn.post(f"{SHEETS}/lien", {"contractor": company})

    assert "/bon/" in given.text
    assert rochefort.post(f"{SHEETS}/lien", {"contractor": company}).status_code >= 400


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


def address(browser: Browser, company: str, contact: str) -> str:
    answer = browser.post(
        f"/console/entreprises/{company}/adresse", {"contact": contact, "order": "1"}
    )
    return answer.headers.get("location", str(answer.status_code)).partition("notice=")[2]


@pytest.fixture
def ordered(begin: UnitOfWork, bearn: Browser, company: str) -> str:
    """The company of an order that was issued."""
    send(bearn, talks.request(begin), "orders", contractor=company, what="Changer le joint")
    return company


def sent(begin: UnitOfWork) -> list[Sms]:
    with begin() as session:
        return list(session.exec(select(Sms)))


def test_a_company_with_a_mobile_gets_its_link_by_sms_and_it_opens(
    begin: UnitOfWork, bearn: Browser, ordered: str
) -> None:
    assert address(bearn, ordered, "06 39 98 00 55") == "company-address-kept"

    answer = bearn.post("/console/bons/1/lien", {"by_sms": "yes"})

    assert answer.headers["location"].endswith("notice=link-sent")
    [sms] = sent(begin)
    assert (sms.to, sms.purpose) == ("+33639980055", Purpose.NOTICE)
    found = re.search(r"/bon/(\S{22})", sms.body)
    assert found is not None
    with begin() as session:
        assert links.opened(session, found[1], now=NOW).order is not None


@pytest.mark.parametrize("contact", ["", "travaux@exemple.fr", "05 59 00 00 00"])
def test_a_company_without_a_mobile_gets_no_sms_and_its_link_still_holds(
    begin: UnitOfWork, bearn: Browser, ordered: str, contact: str
) -> None:
    address(bearn, ordered, contact)
    with begin() as session:
        order, who = work.find(session, 1), session.get_one(Contractor, int(ordered))
        token = links.give(session, who, order_id=order.id, days=9, by="bearn", now=NOW)

    answer = bearn.post("/console/bons/1/lien", {"by_sms": "yes"})

    assert answer.headers["location"].endswith("notice=company-not-reached")
    assert sent(begin) == []
    with begin() as session:
        assert links.opened(session, token, now=NOW)


def test_a_company_that_said_stop_is_not_written_to(
    begin: UnitOfWork, bearn: Browser, ordered: str
) -> None:
    address(bearn, ordered, "+33639980055")
    with begin() as session:
        outbox.opt_out(session, channel="sms", contact="+33639980055", scope="all", words="stop")

    answer = bearn.post("/console/bons/1/lien", {"by_sms": "yes"})

    assert answer.headers["location"].endswith("notice=company-not-reached")
    assert sent(begin) == []


def test_a_link_is_not_sent_into_another_landlords_conversation(
    begin: UnitOfWork, bearn: Browser, ordered: str
) -> None:
    address(bearn, ordered, talks.PHONE)
    talks.by_sms(begin, landlord="rochefort")

    answer = bearn.post("/console/bons/1/lien", {"by_sms": "yes"})

    assert answer.headers["location"].endswith("notice=company-not-reached")
    assert sent(begin) == []


@pytest.mark.parametrize("mail", ["travaux@exemple.fr", "0639980055@exemple.fr"])
def test_a_company_with_a_mail_address_is_written_to_from_the_agents_own_mail(
    bearn: Browser, ordered: str, mail: str
) -> None:
    address(bearn, ordered, mail)

    page = bearn.post("/console/bons/1/lien").text

    assert f'href="mailto:{mail}?subject=' in page


@pytest.mark.parametrize("wrong", ["bonjour", "a@b", "x@y.fr?cc=z@y.fr", "<b>@x.fr", "1" * 250])
def test_an_address_that_is_none_is_refused(bearn: Browser, ordered: str, wrong: str) -> None:
    assert address(bearn, ordered, wrong) == "company-address-refused"


def test_another_landlords_company_is_unknown(
    begin: UnitOfWork, rochefort: Browser, ordered: str
) -> None:
    answer = rochefort.post(f"/console/entreprises/{ordered}/adresse", {"contact": talks.PHONE})

    assert answer.status_code == 422
    with begin() as session:
        assert session.get_one(Contractor, int(ordered)).contact == ""
