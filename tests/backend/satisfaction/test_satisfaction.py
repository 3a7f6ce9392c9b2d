"""The end of a technical request is its tenant's."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlmodel import select

from backend.agents.models import Agent
from backend.console import handling
from backend.console.handling import Doing
from backend.conversations.models import Conversation, Message
from backend.db import UnitOfWork
from backend.outbox.models import Sms
from backend.satisfaction import hearing
from backend.satisfaction.models import Satisfaction
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.sollicitations.states import State
from tests.backend.console import talks
from tests.backend.conversations.people import NOW, agent, reply_at_once, web

NUMBERS = count()


class Tenant:
    """Somebody whose request is followed, and the agent who moves it."""

    def __init__(self, begin: UnitOfWork, *, by_sms: bool = False, **more: str) -> None:
        self.begin = begin
        self.talk = talks.by_sms(begin) if by_sms else web(begin)
        self.filed = talks.request(begin, self.talk, **more)
        with begin() as session:
            self._agent = agent(session, login=f"agent-{next(NUMBERS)}")

    def move(self, to: State, *, at: datetime = NOW) -> None:
        with self.begin() as session:
            who = session.get_one(Agent, self._agent)
            handling.move(session, Doing(who, at), self.filed.id or 0, to)

    def say(self, text: str, *, at: datetime = NOW) -> str:
        """Say something; return what is said at once, empty where it is left to the bot."""
        replied = reply_at_once(self.begin, self.talk, text, readers=(hearing.read,), at=at)
        return str(replied.get("text", ""))

    def request(self) -> Sollicitation:
        with self.begin() as session:
            return session.get_one(Sollicitation, self.filed.id)

    def asked(self) -> list[Satisfaction]:
        with self.begin() as session:
            return list(session.exec(select(Satisfaction).order_by("id")))

    def said_last(self) -> str:
        return talks.said(self.begin, self.talk)[-1].text


def test_a_technical_request_that_is_done_asks_and_takes_yes_and_a_note(
    begin: UnitOfWork,
) -> None:
    tenant = Tenant(begin)
    tenant.move(State.DONE)

    assert tenant.said_last() == "Est-ce réglé ? 1 oui, 2 non."
    assert "note" in tenant.say("1")
    assert "Merci" in tenant.say("4/5")

    [one] = tenant.asked()
    assert (one.solved, one.note) == (True, 4)
    assert tenant.request().state == State.DONE
    assert tenant.say("5") == ""


@pytest.mark.parametrize("no", ["2", "non", "Non toujours pas réglé", "nao", "pas réparé"])
def test_a_no_opens_the_same_request_again_before_the_others(begin: UnitOfWork, no: str) -> None:
    tenant = Tenant(begin)
    code = tenant.request().code
    tenant.move(State.DONE)

    assert code in tenant.say(no)

    again = tenant.request()
    with begin() as session:
        moves = session.exec(select(SollicitationEvent).order_by("id")).all()
    assert (again.code, again.state, again.priority) == (code, State.IN_PROGRESS, 1)
    assert [(e.from_state, e.to_state, e.by) for e in moves][-2] == (
        State.DONE,
        State.IN_PROGRESS,
        "tenant",
    )


def test_a_request_that_is_done_again_asks_again_once(begin: UnitOfWork) -> None:
    tenant = Tenant(begin)
    tenant.move(State.DONE)
    tenant.say("non")
    tenant.move(State.DONE)
    tenant.move(State.CLOSED)

    assert [one.solved for one in tenant.asked()] == [False, None]


def test_papers_and_neighbours_are_not_asked_about(begin: UnitOfWork) -> None:
    tenant = Tenant(begin, category="voisinage")
    tenant.move(State.DONE)

    assert tenant.asked() == []
    assert tenant.say("non") == ""


def test_by_sms_the_news_and_the_question_are_one_text(begin: UnitOfWork) -> None:
    tenant = Tenant(begin, by_sms=True)
    tenant.move(State.DONE)

    with begin() as session:
        sent = session.exec(select(Sms)).all()
    assert "Est-ce réglé" in "".join(sms.body for sms in sent)
    assert "note" in tenant.say("oui")


def test_an_answer_to_something_else_is_left_to_the_bot(begin: UnitOfWork) -> None:
    tenant = Tenant(begin)
    tenant.move(State.DONE)
    assert tenant.say("quels sont vos horaires ?") == ""
    with begin() as session:
        session.add(
            Message(
                conversation_id=tenant.talk.id,
                channel=tenant.talk.channel,
                author="bot",
                text="Est-ce bien ça ?",
                created_at=NOW,
            )
        )

    assert tenant.say("non") == ""
    assert tenant.request().state == State.DONE


def test_an_old_question_is_forgotten(begin: UnitOfWork) -> None:
    tenant = Tenant(begin)
    tenant.move(State.DONE)

    assert tenant.say("non", at=NOW + timedelta(days=15)) == ""


def test_with_an_agent_nothing_is_read(begin: UnitOfWork) -> None:
    tenant = Tenant(begin)
    tenant.move(State.DONE)
    with begin() as session:
        held = session.get_one(Conversation, tenant.talk.id)
        held.state, held.agent_id = "agent", tenant._agent

    assert tenant.say("2") == ""
    assert tenant.request().state == State.DONE
