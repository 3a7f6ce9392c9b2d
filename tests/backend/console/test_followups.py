"""What follows from a request, on its page and in the list."""

import re

from sqlmodel import select

from backend.db import UnitOfWork
from backend.followups.models import FollowUp, State
from tests.backend.console import talks
from tests.backend.console.conftest import Browser

PAGE = "/console/suites"


def planned(begin: UnitOfWork) -> list[FollowUp]:
    with begin() as session:
        return list(session.exec(select(FollowUp).order_by("id")))


def test_a_follow_up_is_planned_shown_and_ended(begin: UnitOfWork, bearn: Browser) -> None:
    filed = talks.request(begin)
    told = {"sollicitation": str(filed.id), "rule": "bel-check", "day": "2026-11-23"}

    assert bearn.post(PAGE, told).headers["location"].endswith("notice=saved-access")
    page = bearn.get(f"/console/sollicitations/{filed.id}").text
    assert "Constat après un échange BEL" in page
    assert re.search(r"prévu le\s+1 déc", page)
    assert filed.code in bearn.get(PAGE).text
    [one] = planned(begin)
    bearn.post(f"{PAGE}/{one.id}/cancel", {})

    assert planned(begin)[0].state is State.CANCELLED
    assert "Rien n’est prévu" in bearn.get(PAGE).text


def test_a_day_that_is_past_is_told_so(begin: UnitOfWork, bearn: Browser) -> None:
    filed = talks.request(begin)
    told = {"sollicitation": str(filed.id), "rule": "bel-check", "day": "2026-01-01"}

    assert bearn.post(PAGE, told).headers["location"].endswith("notice=follow-up-over")
    assert planned(begin) == []


def test_a_consent_is_never_planned_by_an_agent(begin: UnitOfWork, bearn: Browser) -> None:
    filed = talks.request(begin)
    told = {"sollicitation": str(filed.id), "rule": "papernest", "day": "2026-11-23"}

    assert bearn.post(PAGE, told).status_code == 404
    assert 'value="papernest"' not in bearn.get(f"/console/sollicitations/{filed.id}").text


def test_another_landlords_follow_up_is_not_found(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    filed = talks.request(begin)
    told = {"sollicitation": str(filed.id), "rule": "bel-check", "day": "2026-11-23"}
    bearn.post(PAGE, told)
    [one] = planned(begin)

    assert rochefort.post(f"{PAGE}/{one.id}/done", {}).status_code == 404
    assert rochefort.post(PAGE, told).status_code == 404
    assert filed.code not in rochefort.get(PAGE).text
