"""An applicant in the conversation: the code, the clock, and the warning before a refusal."""

import asyncio
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import select

from backend.applicants import service
from backend.applicants.hearing import Applicants
from backend.applicants.models import ApplicantAccess, ProposalRefusal
from backend.applicants.reminders import Reminders
from backend.conversations.models import Conversation, Message
from backend.db import UnitOfWork
from backend.outbox.models import Purpose, Sms
from tests.backend.conversations.people import NOW, agent, reply_at_once, web
from tests.shipped import edition, shipped

KEY = "a key of this deployment"
KNOWLEDGE = shipped()
PHONE = "+33639980042"
NUMBERS = count()


@pytest.fixture
def access(begin: UnitOfWork) -> tuple[int, str]:
    """An access of Office64 whose papers' clock runs; its id and its code."""
    return issued(begin, "office64")


def issued(begin: UnitOfWork, landlord: str, *, phone: str | None = None) -> tuple[int, str]:
    with begin() as session:
        agent_id = agent(session, login=f"officer-{next(NUMBERS)}", landlord=landlord)
        made, code = service.issue(
            session,
            landlord=landlord,
            agent_id=agent_id,
            reference="064-2026-1",
            phone=phone,
            key=KEY,
            now=NOW,
        )
        if service.counts_papers(landlord):
            service.ask_papers(session, made, knowledge=KNOWLEDGE, now=NOW)
        return made.id or 0, code


class Applicant:
    """Somebody who writes; each message gets what is replied at once."""

    def __init__(self, begin: UnitOfWork, landlord: str | None = None) -> None:
        self.begin, self.talk = begin, web(begin, landlord=landlord)
        self._reads = Applicants(edition(), KEY)

    def say(self, text: str, *, at: datetime = NOW) -> dict[str, Any]:
        """Say something; return the reply, empty where the message is left to the bot."""
        return reply_at_once(self.begin, self.talk, text, readers=(self._reads,), at=at)

    def landlord(self) -> str | None:
        with self.begin() as session:
            return session.get_one(Conversation, self.talk.id).landlord


def refusals(begin: UnitOfWork) -> list[ProposalRefusal]:
    with begin() as session:
        return list(session.exec(select(ProposalRefusal)))


def test_the_code_tells_the_landlord_and_the_clock_with_its_source(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    applicant = Applicant(begin)

    told = applicant.say(f"bonjour mon code {access[1]}", at=NOW + timedelta(hours=8))

    assert told["act"] == "answer"
    assert "mercredi 25 novembre à 10 h" in str(told["text"])
    assert "40 heures" in str(told["text"])
    assert told["sources"][0]["entry"] == "office64-papiers-caleol"
    assert applicant.landlord() == "office64"


def test_after_the_delay_the_code_says_that_it_is_over(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    told = Applicant(begin).say(access[1], at=NOW + timedelta(hours=48))

    assert "est passé" in str(told["text"])


def test_a_code_without_clock_promises_nothing(begin: UnitOfWork) -> None:
    told = Applicant(begin).say(issued(begin, "rochefort")[1])

    assert told["act"] == "smalltalk"
    assert not told["sources"]


def test_a_wrong_a_closed_and_an_expired_code_open_nothing_and_are_not_told_apart(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    wrong = Applicant(begin).say("DEM-2345-6789")
    expired = Applicant(begin).say(access[1], at=NOW + service.VALID_FOR)
    with begin() as session:
        service.revoke(session.get_one(ApplicantAccess, access[0]), now=NOW)
    closed = Applicant(begin).say(access[1])

    assert wrong["text"] == expired["text"] == closed["text"]
    assert "n'ouvre rien" in str(wrong["text"])


def test_codes_cannot_be_tried_one_after_the_other(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    applicant = Applicant(begin)
    for _ in range(5):
        applicant.say("DEM-2345-6789")

    assert "Trop d'essais" in str(applicant.say(access[1])["text"])


def test_a_refusal_is_warned_of_then_confirmed_then_written_with_its_reason(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    applicant = Applicant(begin)
    applicant.say(access[1])

    warning = applicant.say("je refuse le logement")
    assert warning["act"] == "answer"
    assert "1 an" in str(warning["text"])
    assert warning["sources"][0]["entry"] == "office64-refus-regle"
    assert refusals(begin) == []
    assert "raison" in str(applicant.say("Je refuse quand même")["text"])
    assert refusals(begin) == []
    applicant.say("c'est trop loin de l'hôpital où je suis soigné")

    [written] = refusals(begin)
    assert written.reason == "c'est trop loin de l'hôpital où je suis soigné"
    assert written.access_id == access[0]


@pytest.mark.parametrize("last", ["je ne refuse pas", "je garde la proposition", "annuler"])
def test_a_refusal_can_be_taken_back_until_its_reason_is_given(
    begin: UnitOfWork, access: tuple[int, str], last: str
) -> None:
    applicant = Applicant(begin)
    for text in (access[1], "refuser ce logement", "je refuse quand même", last):
        said = applicant.say(text)

    assert "n'avez pas refusé" in str(said["text"])
    assert applicant.say("il est trop petit") == {}
    assert refusals(begin) == []


def test_a_question_in_the_middle_is_left_to_the_bot(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    applicant = Applicant(begin)
    for text in (access[1], "refuser ce logement", "je refuse quand même"):
        applicant.say(text)

    assert applicant.say("c'est quoi un motif légitime ?") == {}
    assert refusals(begin) == []


def test_danger_comes_before_the_reason_of_a_refusal(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    applicant = Applicant(begin)
    for text in (access[1], "refuser ce logement", "je refuse quand même"):
        applicant.say(text)

    assert applicant.say("ça sent le gaz chez moi")["act"] == "emergency"
    assert refusals(begin) == []


def test_without_a_code_nothing_is_refused_here(begin: UnitOfWork) -> None:
    applicant = Applicant(begin, "office64")

    assert applicant.say("je refuse le logement") == {}
    assert applicant.say("je refuse quand même") == {}


def remind(begin: UnitOfWork, access_id: int, at: datetime) -> None:
    asyncio.run(Reminders(begin, edition(), clock=lambda: at).job(access_id))


def test_a_reminder_reaches_the_chat_and_the_telephone_once(begin: UnitOfWork) -> None:
    access_id, code = issued(begin, "office64", phone=PHONE)
    applicant = Applicant(begin)
    applicant.say(code)

    for _ in range(2):
        remind(begin, access_id, NOW + timedelta(hours=36))

    with begin() as session:
        own = select(Message).where(Message.conversation_id == applicant.talk.id)
        told = [m for m in session.exec(own) if m.inbound_id is None and m.reply]
        sent = list(session.exec(select(Sms)))
    assert [m.text for m in told] == [
        "Envoyez vos justificatifs avant mercredi 25 novembre à 10 h. Il vous reste 12 heures."
    ]
    assert [(sms.to, sms.purpose) for sms in sent] == [(PHONE, Purpose.NOTICE)]


def test_who_has_sent_everything_is_not_reminded(
    begin: UnitOfWork, access: tuple[int, str]
) -> None:
    applicant = Applicant(begin)
    applicant.say(access[1])
    with begin() as session:
        service.receive_papers(session.get_one(ApplicantAccess, access[0]), now=NOW)

    remind(begin, access[0], NOW + timedelta(hours=36))

    with begin() as session:
        own = select(Message).where(Message.conversation_id == applicant.talk.id)
        assert not [m for m in session.exec(own) if m.inbound_id is None and m.reply]
