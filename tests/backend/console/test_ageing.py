"""What waits longest, and what is late, before the rest."""

import re
from datetime import timedelta

from sqlmodel import select

from backend.agents.models import Agency
from backend.clocks.models import RequestClock
from backend.clocks.promises import dump_week
from backend.db import UnitOfWork
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.sollicitations.states import State
from tests.backend.clocks.test_working import OFFICE
from tests.backend.console import talks
from tests.backend.console.conftest import Browser, at_desk
from tests.backend.conversations.people import NOW

HERE = "/console/anciennete"


def old(begin: UnitOfWork, days: int, *, late: bool | None = None, **given: object) -> str:
    """A request that was filed some days ago, with a promise that is over or not; its code."""
    filed = talks.request(begin, **given)  # type: ignore[arg-type]
    with begin() as session:
        one = session.get_one(Sollicitation, filed.id)
        one.opened_at = one.updated_at = NOW - timedelta(days=days)
        session.add(
            SollicitationEvent(
                sollicitation_id=one.id or 0, at=one.opened_at, by="bot", to_state=State.RECEIVED
            )
        )
        if late is not None:
            session.add(
                RequestClock(
                    sollicitation_id=one.id or 0,
                    entry="office64-espaces-verts-correction",
                    days=5,
                    week=dump_week(OFFICE),
                    started_at=one.opened_at,
                    due_at=NOW + timedelta(hours=-1 if late else 1),
                )
            )
    return filed.code


def codes(page: str) -> list[str]:
    return re.findall(r'class="code" href="[^"]+">([^<]+)<', page)


def test_what_is_late_comes_first_then_the_oldest(begin: UnitOfWork, bearn: Browser) -> None:
    young, older, late = old(begin, 1), old(begin, 40), old(begin, 8, late=True)
    old(begin, 90, state=State.DONE)
    old(begin, 90, landlord="rochefort")

    page = bearn.get(HERE).text

    assert codes(page) == [late, older, young]
    assert "En retard" in page
    # Without the 11th of November, and with hours missing on both ends.
    assert "26 j ouvrés" in page


def test_the_list_is_narrowed_to_what_is_late_to_a_role_and_to_what_nobody_has(
    begin: UnitOfWork, bearn: Browser
) -> None:
    with begin() as session:
        agency = session.exec(select(Agency.id).where(Agency.landlord == "office64")).one()
    late = old(begin, 8, late=True, agency_id=agency, role="sector_manager")
    old(begin, 9, late=False, agency_id=agency)
    lost = old(begin, 2, role="litigation")

    assert codes(bearn.get(f"{HERE}?late=true").text) == [late]
    assert codes(bearn.get(f"{HERE}?agency=none").text) == [lost]
    assert codes(bearn.get(f"{HERE}?role=litigation").text) == [lost]
    assert codes(bearn.get(f"{HERE}?agency={agency}&role=sector_manager").text) == [late]
    assert codes(bearn.get("/console/sollicitations?role=litigation").text) == [lost]


def test_the_supervisor_reads_how_many_are_how_old(begin: UnitOfWork, bearn: Browser) -> None:
    for days in (1, 10, 40):
        old(begin, days)
    old(begin, 10, late=True, role="sector_manager")

    page = at_desk(bearn.app, bearn.runner, "chef").get("/console/supervision").text

    rows = {
        name: cells
        for name, *cells in re.findall(
            r'<th scope="row">([^<]+)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>'
            r"<td[^>]*>(\d+)</td>",
            page,
        )
    }
    assert rows["Gestionnaire de secteur"] == ["1", "1", "0", "1"]
    assert rows["à attribuer"] == ["3", "1", "1", "0"]


def test_a_request_shows_its_agency_its_role_and_what_is_promised(
    begin: UnitOfWork, bearn: Browser
) -> None:
    old(begin, 8, late=True, role="tranquillity_officer")
    [code] = codes(bearn.get(HERE).text)
    found = re.search(r'href="(/console/sollicitations/\d+)"', bearn.get(HERE).text)
    assert found is not None

    page = bearn.get(found[1]).text

    assert code in page
    assert "à attribuer" in page
    assert "Chargé de prévention et tranquillité" in page
    assert "En retard" in page
