"""Whose it is that goes: what neighbours and other landlords have stays, and is not told of."""

import pytest
from sqlmodel import col, select

from backend.agents.models import Agent
from backend.calls.models import PhoneCall
from backend.conversations import service
from backend.conversations.models import Author, Channel, Conversation, Message
from backend.conversations.writing import reply
from backend.db import UnitOfWork
from backend.outbox.models import Purpose, Sms
from backend.privacy.errors import NobodyFound, SharedTelephone
from backend.privacy.service import erase, find
from backend.replies import Act, Utterance
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person
from tests.backend.conversations.people import KNOWS, NOW
from tests.backend.privacy.lives import called, forget, left, life, request, tenant
from tests.backend.privacy.rows import NAME, PHONE

NEIGHBOUR = "+33639980072"


def test_who_has_no_file_is_found_by_the_telephone(begin: UnitOfWork, by: Agent) -> None:
    with begin() as session:
        talk = service.open_sms(session, contact=PHONE, landlord="office64", now=NOW)
        service.receive(session, talk.id, NAME, provider_id="SM1", knows=KNOWS, now=NOW)

    forget(begin, by)

    assert left(begin) == set()


def test_who_only_telephoned_is_found_and_the_call_is_still_counted(
    begin: UnitOfWork, by: Agent
) -> None:
    called(begin, "office64")

    forget(begin, by)

    with begin() as session:
        assert session.exec(select(PhoneCall.phone)).all() == [None]


@pytest.mark.parametrize("who", ["", "REF-99", "+33639980099", "' OR 1=1 --"])
def test_nobody_is_erased_by_a_word_that_is_nobodys(begin: UnitOfWork, by: Agent, who: str) -> None:
    life(begin, by)

    with pytest.raises(NobodyFound):
        forget(begin, by, who)


def test_a_neighbour_keeps_every_word(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)
    with begin() as session:
        other = tenant(session, NEIGHBOUR, name="Paul Voisin")
        talk = service.open_sms(session, contact=NEIGHBOUR, landlord="office64", now=NOW)
        service.receive(session, talk.id, "ma fuite", provider_id="SM9", knows=KNOWS, now=NOW)
        mine = request(
            session, contact_phone=NEIGHBOUR, contact_name="Paul Voisin",
            description="ma fuite", address="1 rue du Port", details=None, availability=None,
        )  # fmt: skip

    forget(begin, by)

    with begin() as session:
        assert session.get_one(Person, other.id).name == "Paul Voisin"
        assert session.get_one(Conversation, talk.id).contact == NEIGHBOUR
        assert session.get_one(Sollicitation, mine.id).description == "ma fuite"
        assert "ma fuite" in session.exec(select(Message.text)).all()


def test_of_a_telephone_that_two_share_only_a_reference_says_who_is_meant(
    begin: UnitOfWork, by: Agent
) -> None:
    life(begin, by)
    with begin() as session:
        tenant(session, PHONE, name="Paul Voisin")

    with pytest.raises(SharedTelephone):
        forget(begin, by, PHONE)
    with begin() as session:
        assert find(session, "office64", "REF-77").shares_a_telephone
    forget(begin, by, "REF-77")

    with begin() as session:
        assert session.exec(select(Person.name).order_by(Person.name)).all() == ["", "Paul Voisin"]
        shared = select(Message.text).where(Message.channel == Channel.SMS)
        assert f"Bonjour {NAME}" in session.exec(shared).all()


def test_who_is_a_tenant_of_two_landlords_is_erased_where_it_is_asked(
    begin: UnitOfWork, by: Agent
) -> None:
    life(begin, by)
    with begin() as session:
        session.add(Person(landlord="rochefort", name=NAME, phone=PHONE, reference="R-77"))

    with begin() as session:
        assert not find(session, "office64", PHONE).shares_a_telephone
    forget(begin, by)

    assert left(begin) == {"person"}
    with begin() as session:
        kept = session.exec(select(Person.landlord).where(Person.phone == PHONE)).all()
    assert kept == ["rochefort"]


def test_another_landlords_tenant_is_nobody(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)

    with begin() as session, pytest.raises(NobodyFound):
        erase(session, "rochefort", PHONE, by=by, now=NOW)

    assert left(begin)


def test_what_another_landlord_keeps_of_the_same_telephone_stays_and_is_not_told(
    begin: UnitOfWork, by: Agent
) -> None:
    called(begin, "rochefort")
    with begin() as session:
        talk = service.open_sms(session, contact=PHONE, landlord="rochefort", now=NOW)
        service.receive(session, talk.id, NAME, provider_id="SM1", knows=KNOWS, now=NOW)
        found = session.get_one(Conversation, talk.id)
        said = [Utterance(Act.ANSWER, text="Bonjour")]
        reply(
            session, found, said, author=Author.BOT, inbound_id=None,
            purpose=Purpose.REPLY, now=NOW,
        )  # fmt: skip

    with pytest.raises(NobodyFound):
        forget(begin, by)
    called(begin, "office64")
    forget(begin, by)

    with begin() as session:
        calls = select(PhoneCall.phone).order_by(col(PhoneCall.landlord))
        assert session.exec(calls).all() == [None, PHONE]
        assert session.exec(select(Sms.body)).one()
        assert session.get_one(Conversation, talk.id).contact == PHONE
