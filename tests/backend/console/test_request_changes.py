"""What an agent does with a request, and what its tenant is told of it."""

from collections.abc import Sequence

import pytest
from sqlmodel import select

from backend.agents.models import Agency, Agent
from backend.conversations import ownership
from backend.db import UnitOfWork
from backend.sollicitations import service
from backend.sollicitations.models import Sollicitation
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW, web

LIST = "/console/sollicitations"


def send(browser: Browser, one: Sollicitation, action: str, **fields: str) -> str:
    """Send a form of the request's page; return the notice that it leads to."""
    answer = browser.post(f"{LIST}/{one.id}/{action}", fields)
    return answer.headers["location"].partition("notice=")[2]


def now_of(begin: UnitOfWork, one: Sollicitation) -> Sollicitation:
    with begin() as session:
        return session.get_one(Sollicitation, one.id)


def kinds(begin: UnitOfWork, one: Sollicitation) -> Sequence[str]:
    with begin() as session:
        return [e.kind.value for e in service.events(session, one.id or 0)]


def agencies(begin: UnitOfWork) -> tuple[int, int]:
    """Give the Béarn agent an agency of their own; return it and another of the landlord's."""
    with begin() as session:
        own, other = (Agency(landlord="office64", name=name) for name in ("Béarn", "Côte"))
        session.add_all((own, other))
        session.flush()
        session.exec(select(Agent).where(Agent.login == "bearn")).one().agency_id = own.id
        return own.id or 0, other.id or 0


def test_merging_shows_first_what_will_be_told_then_tells_it_once(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = web(begin)
    kept, first, second = (talks.request(begin, t) for t in (web(begin), talk, talk))
    codes = f"{first.code}, {second.code.lower()}"

    page = bearn.get(f"{LIST}/{kept.id}/merge", params={"codes": codes}).text
    assert f"Votre demande {first.code} : le même problème" in page
    assert talks.said(begin, talk) == []

    assert send(bearn, kept, "merge", codes=codes) == "noted-told"
    assert len(talks.said(begin, talk)) == 1
    assert now_of(begin, second).merged_into == kept.id
    shown = bearn.get(f"{LIST}/{kept.id}").text
    assert first.code in shown
    assert f"/console/conversations/{talk.id}" in shown


def test_the_tenants_of_merged_requests_are_told_by_their_own_code_and_never_asked_apart(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk, theirs = web(begin), web(begin)
    kept, other = talks.request(begin, talk), talks.request(begin, theirs)
    send(bearn, kept, "merge", codes=other.code)

    send(bearn, kept, "state", to="done")

    told = [m.text for m in talks.said(begin, theirs)]
    assert len(told) == 2
    assert other.code in told[1]
    assert kept.code not in told[1]
    assert talks.said(begin, talk)[-1].text.startswith("Est-ce réglé")


def test_a_merged_request_is_split_off_again(begin: UnitOfWork, bearn: Browser) -> None:
    kept, other = talks.request(begin), talks.request(begin)
    send(bearn, kept, "merge", codes=other.code)

    assert "Séparer de nouveau" in bearn.get(f"{LIST}/{other.id}").text
    assert send(bearn, other, "split-off") == "noted"
    assert now_of(begin, other).state == "received"


def test_splitting_tells_the_tenant_the_second_code(begin: UnitOfWork, bearn: Browser) -> None:
    talk = web(begin)
    one = talks.request(begin, talk)
    assert "avec le nouveau code" in bearn.get(f"{LIST}/{one.id}/split").text

    told = send(bearn, one, "split", category="chauffage", description="Radiateur froid")

    assert told == "noted-told"
    with begin() as session:
        [second] = service.split_from(session, one.id or 0)
    assert second.code in talks.said(begin, talk)[-1].text
    assert second.code in bearn.get(f"{LIST}/{one.id}").text


def test_reassigning_needs_its_reason_and_a_target_of_the_landlord(
    begin: UnitOfWork, bearn: Browser, chef: Browser, people: dict[str, int]
) -> None:
    own, other = agencies(begin)
    one = talks.request(begin, agency_id=own)

    assert send(bearn, one, "assign", agency=str(other)) == "reason"
    assert send(bearn, one, "assign", agency="99999", note="x") == "wrong-target"
    agent = str(people["rochefort"])
    assert send(bearn, one, "assign", agency=str(own), agent=agent, note="x") == "wrong-target"
    assert kinds(begin, one) == []
    agent = str(people["cote"])
    assert send(bearn, one, "assign", agency=str(other), agent=agent, note="sa rue") == "noted"

    now = now_of(begin, one)
    assert (now.agency_id, now.assigned_to, now.state) == (other, people["cote"], "assigned")
    assert kinds(begin, one) == ["assignment", "state"]
    assert "sa rue" in chef.get(f"{LIST}/{one.id}").text


def test_who_gives_a_request_away_goes_back_to_what_they_still_see(
    begin: UnitOfWork, bearn: Browser
) -> None:
    own, other = agencies(begin)
    one = talks.request(begin, agency_id=own)

    there = bearn.post(f"{LIST}/{one.id}/assign", {"agency": str(other), "note": "sa rue"})

    assert there.headers["location"] == f"{LIST}?notice=noted"
    assert one.code not in bearn.get(LIST).text
    assert bearn.get(f"{LIST}/{one.id}").status_code == 404


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("state", {"to": "done"}),
        ("assign", {"note": "x"}),
        ("correct", {"category": "loyer", "priority": "1", "note": "x"}),
        ("merge", {"codes": "OTHER"}),
        ("split", {"category": "loyer", "description": "x"}),
        ("reopen", {"note": "x"}),
        ("split-off", {}),
    ],
)
def test_who_helps_another_agency_reads_and_notes_and_changes_nothing(
    begin: UnitOfWork, bearn: Browser, action: str, fields: dict[str, str], people: dict[str, int]
) -> None:
    own, other = agencies(begin)
    talk, mine = talks.waiting(begin), talks.request(begin, agency_id=own)
    one = talks.request(begin, talk, agency_id=other)
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)

    given = {k: v.replace("OTHER", mine.code) for k, v in fields.items()}
    assert send(bearn, one, action, **given) == "other-agency"

    assert kinds(begin, one) == []
    assert "suivie par une autre agence" in bearn.get(f"{LIST}/{one.id}").text
    assert send(bearn, one, "note", note="Clé chez le gardien") == "noted"


def test_another_agency_s_request_is_not_merged_into_one_s_own(
    begin: UnitOfWork, bearn: Browser
) -> None:
    own, other = agencies(begin)
    theirs, mine = talks.request(begin, agency_id=other), talks.request(begin, agency_id=own)

    assert send(bearn, mine, "merge", codes=theirs.code) == "wrong-target"
    assert now_of(begin, theirs).merged_into is None


def test_codes_of_another_landlord_are_as_unknown_as_wrong_ones(
    begin: UnitOfWork, bearn: Browser
) -> None:
    one, theirs = talks.request(begin), talks.request(begin, landlord="rochefort")

    for codes in (theirs.code, "NONSENSE", "", f"{theirs.code},{one.code}"):
        assert send(bearn, one, "merge", codes=codes) == "wrong-target"


def test_corrections_and_notes_are_kept_and_told_to_nobody(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = web(begin)
    one = talks.request(begin, talk)

    given = {"category": "chauffage", "priority": "2", "address": "3 rue des Essais"}
    assert send(bearn, one, "correct", **given) == "noted"
    assert send(bearn, one, "correct", **given) == "same"
    assert send(bearn, one, "note", note="Clé chez le gardien") == "noted"

    assert kinds(begin, one) == ["category", "priority", "address", "note"]
    assert talks.said(begin, talk) == []
    assert "Plomberie → Chauffage" in bearn.get(f"{LIST}/{one.id}").text


def test_what_is_over_is_reopened_with_a_reason(begin: UnitOfWork, bearn: Browser) -> None:
    one = talks.request(begin)
    send(bearn, one, "state", to="done")

    assert send(bearn, one, "correct", category="loyer", priority="0") == "over"
    assert send(bearn, one, "reopen") == "reason"
    assert send(bearn, one, "reopen", note="toujours cassé") == "noted"
    assert now_of(begin, one).state == "in_progress"
    assert send(bearn, one, "reopen", note="encore") == "not-allowed"


def test_another_landlord_finds_no_form(begin: UnitOfWork, rochefort: Browser) -> None:
    one = talks.request(begin)

    for action in ("merge", "split"):
        assert rochefort.get(f"{LIST}/{one.id}/{action}").status_code == 404
    assert rochefort.post(f"{LIST}/{one.id}/note", {"note": "x"}).status_code == 404
