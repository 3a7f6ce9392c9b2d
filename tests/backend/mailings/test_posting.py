"""How a mailing leaves: at its pace, by day, once to each telephone, and not after STOP."""

from datetime import datetime

import pytest
from sqlmodel import select

from backend.conversations import service as conversations
from backend.conversations.models import Message
from backend.deposits.models import DepositLink, Purpose
from backend.mailings import queries, service
from backend.mailings.models import Mailing, MailingState, RecipientState
from backend.mailings.service import Draft
from backend.tenants.models import Person
from tests.backend.conversations.people import BASE, NOW
from tests.backend.mailings.people import MOBILES, TEXT, Office


def test_each_telephone_is_written_to_once_at_its_pace_and_then_it_is_done(
    office: Office,
) -> None:
    with office.begin() as session:
        session.add(Person(landlord="office64", name="Same", phone=MOBILES[0]))
    mailing = office.written()
    office.approved(mailing)

    assert [office.posts() for _ in range(5)] == [2, 2, 0, 0, 0]
    assert sorted(to for to, _ in office.sent()) == MOBILES
    assert office.state(mailing) is MailingState.DONE


def test_the_text_says_who_and_how_to_stop_in_the_tenant_s_language(office: Office) -> None:
    with office.begin() as session:
        draft = Draft("E", "works", {"fr": TEXT, "eu": "{bailleur}: kaixo {nom}."}, {})
        one = service.write(session, office.who(session, office.author), draft, now=NOW)
    office.approved(one.id or 0)
    office.posts()

    [(_, french), (_, basque)] = office.sent()
    assert french.startswith("Office64 de l'Habitat : bonjour P0")
    assert "STOP" in french
    assert basque.startswith("Office64 de l'Habitat: kaixo P1")


@pytest.mark.parametrize("scope", ["campaign", "all"])
def test_after_stop_nothing_is_written_though_it_was_approved(office: Office, scope: str) -> None:
    mailing = office.written()
    office.approved(mailing)
    office.stops(MOBILES[1], scope)
    for _ in range(3):
        office.posts()

    assert MOBILES[1] not in [to for to, _ in office.sent()]
    with office.begin() as session:
        one = session.get_one(Mailing, mailing)
        assert queries.tally(session, one)[RecipientState.SILENCED] == 1


def test_by_night_and_on_sundays_nothing_is_written(office: Office) -> None:
    office.approved(office.written())
    for at in (datetime(2026, 11, 23, 21, 30), datetime(2026, 11, 29, 12, 0)):  # noqa: DTZ001
        office.at = at.replace(tzinfo=NOW.tzinfo)
        assert office.posts() == 0


def test_a_pause_stops_it_and_it_goes_on_where_it_was(office: Office) -> None:
    mailing = office.written()
    office.approved(mailing)
    office.posts()
    office.moves(mailing, MailingState.PAUSED)

    assert office.posts() == 0
    office.moves(mailing, MailingState.SENDING)
    assert office.posts() == 2
    assert sorted(to for to, _ in office.sent()) == MOBILES


def test_nothing_is_written_into_the_conversation_of_another_landlord(office: Office) -> None:
    with office.begin() as session:
        talk = conversations.open_sms(session, contact=MOBILES[0], landlord="rochefort", now=NOW)
        other = talk.id
    mailing = office.written()
    office.approved(mailing)
    for _ in range(3):
        office.posts()

    assert sorted(to for to, _ in office.sent()) == MOBILES[1:]
    assert office.state(mailing) is MailingState.DONE
    with office.begin() as session:
        one = session.get_one(Mailing, mailing)
        assert queries.tally(session, one)[RecipientState.ELSEWHERE] == 1
        assert session.exec(select(Message).where(Message.conversation_id == other)).all() == []


def test_each_tenant_gets_a_deposit_link_of_their_own(office: Office) -> None:
    office.approved(office.written("{bailleur} : {lien}", kind="sls"))
    office.posts()

    with office.begin() as session:
        links = session.exec(select(DepositLink)).all()
        assert [one.purpose for one in links] == [Purpose.TAX_NOTICE] * 2
        assert len({one.conversation_id for one in links}) == 2
    assert all(f"{BASE}/depot/" in body for _, body in office.sent())
