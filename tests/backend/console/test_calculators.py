"""The calculators at the desk: each one opens, tells why, and only public results are sent."""

from backend.conversations import ownership
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from knowledge.calculators import CALCULATORS, holds_for
from tests.backend.console.conftest import Browser
from tests.backend.console.talks import said, waiting
from tests.backend.conversations.people import NOW

HERE = "/console/calculateurs"
PENALTY = {"calculator": "ops-penalty", "months": "8"}


def mine(begin: UnitOfWork, people: dict[str, int]) -> Conversation:
    found = waiting(begin)
    with begin() as session:
        ownership.claim(session, found.id, agent_id=people["bearn"], now=NOW)
    return found


def test_every_calculator_of_the_landlord_opens_as_a_form(
    bearn: Browser, rochefort: Browser
) -> None:
    for browser, landlord in ((bearn, "office64"), (rochefort, "rochefort")):
        listed = browser.get(HERE).text
        for one in CALCULATORS.values():
            page = browser.get(f"{HERE}/{one.id}")
            assert (f'href="{HERE}/{one.id}"' in listed) is holds_for(one, landlord)
            assert page.status_code == (200 if holds_for(one, landlord) else 404), one.id


def test_a_result_is_told_with_its_reasons_and_sources(bearn: Browser) -> None:
    page = bearn.get(f"{HERE}/ops-penalty?months=8&compute=1").text

    assert "60,96 €" in page
    assert "/console/connaissances/" in page


def test_what_is_missing_or_unreadable_is_said_at_its_field(bearn: Browser) -> None:
    missing = bearn.get(f"{HERE}/ops-penalty?compute=1").text
    unreadable = bearn.get(f"{HERE}/ops-penalty?months=beaucoup&compute=1").text

    assert "Il manque une réponse" in missing
    assert "vérifiez le champ" in unreadable
    assert 'value="beaucoup"' in unreadable
    assert 'aria-invalid="true"' in unreadable


def test_a_result_is_sent_once_to_the_tenant_with_its_sources(
    bearn: Browser, begin: UnitOfWork, people: dict[str, int]
) -> None:
    found = mine(begin, people)
    address = f"/console/conversations/{found.id}/calculation"

    for _ in range(2):
        answer = bearn.post(address, PENALTY | {"client_id": "c1"})
        assert answer.headers["location"].endswith("notice=result-sent")

    (sent,) = [m for m in said(begin, found) if m.author is Author.AGENT]
    assert sent.reply
    assert sent.reply["sources"]
    assert "€" in sent.text


def test_nothing_is_sent_of_the_agents_own_calculators_or_to_a_colleagues_tenant(
    bearn: Browser, cote: Browser, begin: UnitOfWork, people: dict[str, int]
) -> None:
    found = mine(begin, people)
    address = f"/console/conversations/{found.id}/calculation"
    own = [one.id for one in CALCULATORS.values() if one.desk]

    told = {
        bearn.post(address, {"calculator": one}).headers["location"].partition("notice=")[2]
        for one in [*own, "no-such-rule"]
    }
    late = cote.post(address, PENALTY)

    assert told == {"not-for-tenants"}
    assert late.headers["location"].endswith("notice=not-yours")
    assert [m for m in said(begin, found) if m.author is Author.AGENT] == []
