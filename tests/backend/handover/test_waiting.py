"""What who waits is told: their place, how long it took others, and that nobody is free."""

from datetime import timedelta

from sqlmodel import select

from backend.conversations import ownership
from backend.conversations.models import Author, Conversation, Message, State
from backend.db import UnitOfWork
from backend.handover.choice import offer_choice
from backend.handover.rules import rules_of
from backend.handover.service import People
from backend.library.edition import Holds
from backend.replies import Turn
from backend.tenants.models import Person, Residence
from tests.backend.conversations.people import NOW, web
from tests.backend.handover import team
from tests.shipped import edition


class Shelf(Holds):
    """The shipped knowledge."""

    knowledge = edition().knowledge


CHOICE = rules_of("office64").choice


def queued(begin: UnitOfWork, landlord: str | None = "office64", *, ago: timedelta) -> Conversation:
    opened = web(begin, landlord=landlord)
    with begin() as session:
        here = session.get_one(Conversation, opened.id)
        ownership.enqueue(session, here, reason="asked", now=NOW - ago)
    return opened


def told(begin: UnitOfWork, one: Conversation) -> list[Message]:
    query = select(Message).where(Message.conversation_id == one.id, Message.author == Author.BOT)
    with begin() as session:
        return list(session.exec(query))


def tell(begin: UnitOfWork, after: timedelta = timedelta(0)) -> int:
    with begin() as session:
        return offer_choice(session, Shelf(), now=NOW + after)


def test_who_waits_too_long_is_told_once_and_keeps_their_place(begin: UnitOfWork) -> None:
    late, fresh = queued(begin, ago=CHOICE), queued(begin, ago=CHOICE / 2)

    assert (tell(begin), tell(begin)) == (1, 0)

    [said] = told(begin, late)
    assert [b["title"] for b in (said.reply or {})["buttons"]] == [
        "Être rappelé",
        "Ne plus attendre",
    ]
    assert told(begin, fresh) == []
    with begin() as session:
        here = session.get_one(Conversation, late.id)
        assert (here.state, here.queued_at) == (State.QUEUED, NOW - CHOICE)


def test_the_night_is_no_waiting_and_nobody_is_told_at_night(begin: UnitOfWork) -> None:
    queued(begin, ago=timedelta(hours=14))
    night = timedelta(hours=-12)
    morning = timedelta(0)

    assert tell(begin, night) == 0
    assert tell(begin, morning) == 1


def place(begin: UnitOfWork, one: Conversation) -> tuple[str | None, dict[str, object]]:
    turn = Turn(1, one.id, 0, "office64", "fr", "bot", "un conseiller")
    with begin() as session:
        said = People(Shelf()).request(session, turn, now=NOW).utterances[0]
    return said.response, dict(said.values)


def test_the_waiting_time_is_told_once_three_were_measured(begin: UnitOfWork) -> None:
    here = web(begin)
    with begin() as session:
        agent = team.account(session, "a")
    for minutes in (4, 8, 30):
        assert place(begin, here) == ("person_coming", {"place": 1})
        one = queued(begin, ago=timedelta(minutes=minutes + 1))
        with begin() as session:
            taken = NOW - timedelta(minutes=1)
            ownership.claim(session, one.id, agent_id=agent, now=taken)

    assert place(begin, here) == ("person_coming_within", {"place": 1, "minutes": 8})


def test_a_known_tenant_waits_for_their_own_agency(begin: UnitOfWork) -> None:
    opened = web(begin)
    with begin() as session:
        agency = team.agency(session, "Béarn")
        home = Residence(
            landlord="office64", agency_id=agency, name="Les Tilleuls", address="", commune="Pau"
        )
        session.add(home)
        session.flush()
        tenant = Person(landlord="office64", residence_id=home.id, name="Jeanne Duclos")
        session.add(tenant)
        session.flush()
        here = session.get_one(Conversation, opened.id)
        here.person_id = tenant.id
        session.flush()
        ownership.enqueue(session, here, reason="asked", now=NOW)

    with begin() as session:
        assert session.get_one(Conversation, opened.id).agency_id == agency
