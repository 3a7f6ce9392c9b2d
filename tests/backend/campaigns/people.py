"""A campaign that runs, and a tenant who answers it, for the tests of interviews."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session, select

from backend.campaigns import service
from backend.campaigns.hearing import Interviews, Surveys, resume
from backend.campaigns.models import Campaign, Interview, InterviewAnswer, Wave
from backend.campaigns.questionnaire import shipped
from backend.conversations import service as conversations
from backend.conversations.models import Channel, Conversation
from backend.conversations.queries import locked
from backend.db import UnitOfWork
from backend.replies import Outcome
from backend.tenants.models import Person
from tests.backend.conversations.people import KNOWS, NOW

PHONE = "+33639980040"


def prepared(session: Session, *, name: str = "Inclusion numérique") -> Campaign:
    """The shipped questionnaire, not launched yet."""
    return service.prepare(
        session,
        landlord="office64",
        name=name,
        wave=Wave.FIELD,
        questionnaire=shipped("inclusion-numerique"),
        now=NOW,
    )


def campaign(session: Session, *, name: str = "Inclusion numérique") -> Campaign:
    """The same, launched without quotas."""
    made = prepared(session, name=name)
    service.launch(session, made, None, now=NOW)
    return made


QUOTA = service.Quota(2, [("agency",), ("agency", "age"), ("agency", "csp")])


def sampled(begin: UnitOfWork, quota: service.Quota | None = QUOTA) -> int:
    """A campaign with four people of one agency in its sample, two of an age and category each.

    Return its plan: two places in all, one for each age and each category.
    """
    with begin() as session:
        made = prepared(session)
        for number, (age, csp) in enumerate([("2", "5"), ("2", "5"), ("4", "7"), ("4", "7")]):
            person = Person(landlord="office64", name=f"P{number}", phone=f"{PHONE[:-1]}{number}")
            session.add(person)
            session.flush()
            known = {"agency": "1", "age": age, "csp": csp}
            service.sample(session, made, [(person.id or 0, known)])
        service.launch(session, made, quota, now=NOW)
        return made.plan_id or 0


class Respondent:
    """Somebody in a conversation; `wish` or `outcome` is what the bot makes of a message."""

    def __init__(
        self, begin: UnitOfWork, channel: Channel = Channel.WEB, phone: str = PHONE
    ) -> None:
        self.begin, self.at = begin, NOW
        with begin() as session:
            if channel is Channel.SMS:
                talk = conversations.open_sms(session, contact=phone, landlord="office64", now=NOW)
            else:
                talk = conversations.open_web(session, landlord="office64", language="fr", now=NOW)[
                    0
                ]
            self.id = talk.id

    def say(
        self, text: str, *, wish: str = "", outcome: Outcome | None = None, sent: str = ""
    ) -> list[dict[str, Any]]:
        """Say something; return what is replied."""
        self.at += timedelta(seconds=10)
        with self.begin() as session:
            received = conversations.receive(
                session,
                self.id,
                text,
                provider_id=f"{self.id}:{sent or uuid4().hex}",
                knows=KNOWS,
                readers=(Interviews(),),
                lease_for=timedelta(seconds=20),
                now=self.at,
            )
        with self.begin() as session:
            if received.leased is not None:
                turn = received.leased.turn
                # As the bot's actions do: who writes holds the conversation.
                locked(session, self.id)
                told = outcome or Surveys().reply(session, turn, wish=wish, now=self.at)
                conversations.settle(
                    session, received.leased, told, afterwords=(resume,), now=self.at
                )
            answered = conversations.answer_to(session, received.inbound_id)
        return answered.replies if answered else []

    def conversation(self) -> Conversation:
        with self.begin() as session:
            return session.get_one(Conversation, self.id)

    def interview(self) -> Interview:
        with self.begin() as session:
            query = select(Interview).where(Interview.conversation_id == self.id)
            return session.exec(query.order_by("id")).all()[-1]

    def written(self) -> list[tuple[str, list[int]]]:
        """What was answered, in order, what was taken back included."""
        with self.begin() as session:
            kept = session.exec(select(InterviewAnswer).order_by("id")).all()
        return [(one.question, one.numbers) for one in kept]
