"""The landlord's requests in the console: found, moved, and told to the tenant."""

import html
import re

import pytest
from sqlmodel import select

from backend.console.requests_list import Sort
from backend.conversations import ownership
from backend.conversations.models import Author, Conversation, Message
from backend.db import UnitOfWork
from backend.outbox.models import Purpose, Sms
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.tenants.models import Person, Residence
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW, web

LIST = "/console/sollicitations"


def move(browser: Browser, one: Sollicitation, to: str, **more: str) -> str:
    """Move a request; return where the agent is sent."""
    answer = browser.post(f"{LIST}/{one.id}/state", {"to": to, "back": f"{LIST}/{one.id}", **more})
    return answer.headers["location"]


def state_of(begin: UnitOfWork, one: Sollicitation) -> str:
    with begin() as session:
        return session.get_one(Sollicitation, one.id).state


def test_a_change_is_told_in_the_open_conversation(begin: UnitOfWork, bearn: Browser) -> None:
    talk = web(begin)
    one = talks.request(begin, talk)

    there = move(bearn, one, "in_progress")

    last = talks.said(begin, talk)[-1]
    assert there.endswith("notice=changed")
    assert last.author is Author.SYSTEM
    assert one.code in last.text
    assert (last.reply or {})["sollicitation"]["state"] == "in_progress"


def test_a_change_is_told_by_sms_even_after_the_conversation(
    begin: UnitOfWork, bearn: Browser, people: dict[str, int]
) -> None:
    talk = talks.by_sms(begin)
    one = talks.request(begin, talk)
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)
        ownership.close(session, talk.id, agent_id=people["bearn"], now=NOW)

    move(bearn, one, "done")

    with begin() as session:
        sent = session.exec(select(Sms)).one()
    assert (sent.purpose, sent.to) == (Purpose.NOTICE, talks.PHONE)
    assert one.code in sent.body


def test_a_closed_web_conversation_leaves_the_news_to_the_follow_up_page(
    begin: UnitOfWork, bearn: Browser, people: dict[str, int]
) -> None:
    talk = web(begin)
    one = talks.request(begin, talk)
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)
        ownership.close(session, talk.id, agent_id=people["bearn"], now=NOW)

    there = move(bearn, one, "done")

    assert there.endswith("notice=changed-silently")
    assert talks.said(begin, talk) == []
    assert state_of(begin, one) == "done"


def test_a_request_made_elsewhere_is_told_to_the_telephone_that_it_names(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = talks.by_sms(begin)
    one = talks.request(begin, contact_phone=talks.PHONE)

    assert move(bearn, one, "assigned").endswith("notice=changed")
    assert one.code in talks.said(begin, talk)[-1].text


def test_a_telephone_that_talks_with_another_landlord_is_told_nothing(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = talks.by_sms(begin, landlord="rochefort")
    one = talks.request(begin, contact_phone=talks.PHONE)

    assert move(bearn, one, "assigned").endswith("notice=changed-silently")
    assert len(talks.said(begin, talk)) == 1


def test_the_note_is_kept_with_who_wrote_it_and_never_told(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = web(begin)
    one = talks.request(begin, talk)

    move(bearn, one, "assigned", note="Plombier prévenu, clé chez le gardien")

    with begin() as session:
        event = session.exec(select(SollicitationEvent)).one()
        told = session.exec(select(Message)).one()
    assert (event.by, event.note) == ("bearn", "Plombier prévenu, clé chez le gardien")
    assert "gardien" not in told.text
    page = bearn.get(f"{LIST}/{one.id}").text
    assert "clé chez le gardien" in page
    assert "CRC Béarn" in page


def test_a_move_that_is_not_allowed_changes_nothing(begin: UnitOfWork, bearn: Browser) -> None:
    one = talks.request(begin)

    there = move(bearn, one, "closed")

    assert there.endswith("notice=not-allowed")
    assert state_of(begin, one) == "received"


@pytest.mark.parametrize("to", ["", "lost", "RECEIVED"])
def test_a_state_that_is_none_is_refused(begin: UnitOfWork, bearn: Browser, to: str) -> None:
    one = talks.request(begin)

    assert bearn.post(f"{LIST}/{one.id}/state", {"to": to}).status_code == 422


def test_a_form_leads_back_into_the_console_only(begin: UnitOfWork, bearn: Browser) -> None:
    one = talks.request(begin)

    assert move(bearn, one, "assigned", back="https://evil.test").startswith(LIST)


def test_another_landlord_s_request_is_as_unknown_as_one_that_is_not(
    begin: UnitOfWork, rochefort: Browser
) -> None:
    one = talks.request(begin)

    assert one.code not in rochefort.get(LIST).text
    for number in (str(one.id), "99999"):
        assert rochefort.get(f"{LIST}/{number}").status_code == 404
        assert rochefort.post(f"{LIST}/{number}/state", {"to": "done"}).status_code == 404
    assert state_of(begin, one) == "received"


def test_another_landlord_s_agency_is_no_filter(begin: UnitOfWork, bearn: Browser) -> None:
    one = talks.request(begin)

    assert one.code in bearn.get(f"{LIST}?agency=2").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=evier", True),
        ("text=ÉVIER", True),
        ("text=tilleuls", True),
        ("text=100%25", False),
        ("text=_", False),
        ("state=received", True),
        ("state=done", False),
        ("state=nonsense", True),
        ("category=plomberie", True),
        ("category=loyer", False),
        ("state=open", True),
        ("assigned=none", True),
        ("assigned=1", False),
        ("agency=none", True),
        ("days=1", False),
        ("sort=nonsense", True),
        ("after=nonsense", True),
        (f"after=9999-12-31T00:00:00Z~{'9' * 18}", True),
        ("text=0639980042", False),
        ("text=fuite tilleul", True),
        ("text=fuite robinet", False),
    ],
)
def test_the_list_is_narrowed(begin: UnitOfWork, bearn: Browser, query: str, found: bool) -> None:
    one = talks.request(begin)

    assert (one.code in bearn.get(f"{LIST}?{query}").text) is found


def test_a_code_is_found_however_it_is_written(begin: UnitOfWork, bearn: Browser) -> None:
    one, other = talks.request(begin), talks.request(begin)
    written = one.code.replace("-", " ").lower()

    page = bearn.get(LIST, params={"text": written}).text

    assert one.code in page
    assert other.code not in page


def test_a_telephone_is_found_as_it_is_dialled(begin: UnitOfWork, bearn: Browser) -> None:
    one = talks.request(begin, contact_phone=talks.PHONE)

    assert one.code in bearn.get(f"{LIST}?text=06 39 98 00 42").text


def neighbour(page: str, rel: str) -> str:
    """Return the address of the next or the previous page."""
    [address] = re.findall(rf'href="([^"]+)" rel="{rel}"', page)
    return LIST + html.unescape(address)


@pytest.mark.parametrize("sort", list(Sort))
def test_the_list_goes_by_pages_there_and_back(
    begin: UnitOfWork, bearn: Browser, sort: Sort
) -> None:
    made = []
    for number in range(27):
        landlord = "office64" if number % 3 else None
        made.append(talks.request(begin, landlord=landlord, priority=number % 2))
    codes = {one.code for one in made}

    first = bearn.get(f"{LIST}?sort={sort}").text
    second = bearn.get(neighbour(first, "next")).text
    back = bearn.get(neighbour(second, "prev")).text

    shown = [{code for code in codes if code in page} for page in (first, second)]
    assert [len(page) for page in shown] == [25, 2]
    assert shown[0] | shown[1] == codes
    assert 'rel="next"' not in second
    assert [code in back for code in codes] == [code in first for code in codes]
    assert 'rel="prev"' not in back


def test_beside_a_telephone_stand_its_tenant_and_all_their_requests(
    begin: UnitOfWork, bearn: Browser
) -> None:
    with begin() as session:
        home = Residence(landlord="office64", name="Les Tilleuls", address="14 rue", commune="Pau")
        session.add(home)
        session.flush()
        person = Person(
            landlord="office64", residence_id=home.id, name="Jeanne D.", phone=talks.PHONE
        )
        session.add(person)
    talk = talks.by_sms(begin)
    earlier = talks.request(begin, web(begin), contact_phone=talks.PHONE)
    stranger = talks.request(begin, web(begin), contact_phone="+33639980043")

    page = bearn.get(f"/console/conversations/{talk.id}").text

    assert "Jeanne D." in page
    assert "Les Tilleuls" in page
    assert earlier.code in page
    assert stranger.code not in page


def test_beside_who_was_recognised_stand_all_their_requests(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = web(begin)
    with begin() as session:
        person = Person(landlord="office64", name="Jeanne D.", phone=talks.PHONE)
        session.add(person)
        session.flush()
        session.get_one(Conversation, talk.id).person_id = person.id
    earlier = talks.request(begin, web(begin), person_id=person.id)

    page = bearn.get(f"/console/conversations/{talk.id}").text

    assert "Jeanne D." in page
    assert earlier.code in page


def test_a_tenant_of_another_landlord_is_not_shown(begin: UnitOfWork, bearn: Browser) -> None:
    with begin() as session:
        session.add(Person(landlord="rochefort", name="Quelqu’un", phone=talks.PHONE))
    theirs = talks.request(begin, landlord="rochefort", contact_phone=talks.PHONE)
    talk = talks.by_sms(begin)

    page = bearn.get(f"/console/conversations/{talk.id}").text

    assert "Quelqu’un" not in page
    assert theirs.code not in page


def test_old_conversations_are_not_linked_for_who_may_not_see_them(
    begin: UnitOfWork, bearn: Browser
) -> None:
    theirs = web(begin, landlord="rochefort")
    one = talks.request(begin, theirs, landlord=None)

    page = bearn.get(f"{LIST}/{one.id}")

    assert page.status_code == 200
    assert theirs.id not in page.text


def test_what_was_asked_besides_is_shown_with_its_rule(begin: UnitOfWork, bearn: Browser) -> None:
    one = talks.request(
        begin, kind="adaptation", category="autre", scope="dwelling", recurring=True,
        details={"works": "bars", "age": "78 ans", "disability": "no", "floor": "rdc"},
    )  # fmt: skip

    page = bearn.get(f"{LIST}/{one.id}").text

    for shown in ("adaptation du logement", "Barres d&#39;appui", "78 ans", "le trouble se répète"):
        assert shown in page
    assert "/console/calculateurs/senior-pack?" in page
    assert "floor=0" in page


def test_the_requests_of_the_associations_have_a_list_of_their_own(
    begin: UnitOfWork, bearn: Browser
) -> None:
    own = talks.request(begin, kind="association", category="autre")
    other = talks.request(begin)

    page = bearn.get(f"{LIST}?kind=association").text

    assert own.code in page
    assert other.code not in page
