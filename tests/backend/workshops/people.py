"""A survey that has led to a list of people who would like a workshop, and their workshop."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, select

from backend.campaigns.models import Campaign
from backend.db import UnitOfWork
from backend.outbox.models import Sms
from backend.results.models import SurveyWish
from backend.tenants.models import Person
from backend.workshops import queries, service
from backend.workshops.models import Seat, SeatState, Workshop
from backend.workshops.service import Plan
from tests.backend.campaigns.people import PHONE, prepared
from tests.backend.conversations.people import NOW

IN_A_WEEK = NOW + timedelta(days=7)
FIXED = "+33559980000"
WHO = "Office64"


def wishing(session: Session, phones: Sequence[str | None], need: str = "training") -> Campaign:
    """A survey of which each telephone's owner agreed to be called back about a need."""
    campaign = prepared(session)
    for number, phone in enumerate(phones):
        person = Person(landlord="office64", name=f"P{number}", phone=phone)
        session.add(person)
        session.flush()
        session.add(
            SurveyWish(
                campaign_id=campaign.id or 0,
                person_id=person.id or 0,
                needs=[need],
                channels=["sms"],
                agreed_at=NOW + timedelta(minutes=number),
                until=NOW.date() + timedelta(days=365),
            )
        )
    session.flush()
    return campaign


def mobiles(count: int) -> list[str]:
    return [f"{PHONE[:-1]}{number}" for number in range(count)]


def planned(session: Session, campaign: Campaign, *, seats: int = 2) -> Workshop:
    plan = Plan(
        "training", "Mon espace", "Agence", IN_A_WEEK, IN_A_WEEK + timedelta(hours=2), seats
    )
    return service.plan(session, campaign, plan, now=NOW)


class Circle:
    """People invited to a workshop of two seats, in the order of their telephones."""

    def __init__(
        self, begin: UnitOfWork, phones: Sequence[str | None] | None = None, *, seats: int = 2
    ) -> None:
        self.begin, self.at = begin, NOW
        with begin() as session:
            campaign = wishing(session, mobiles(4) if phones is None else phones)
            workshop = planned(session, campaign, seats=seats)
            self.id = workshop.id or 0
            service.invite(session, workshop, WHO, now=NOW)

    def says(self, number: int, *, comes: bool) -> SeatState:
        self.at += timedelta(seconds=1)
        with self.begin() as session:
            workshop = service.of_landlord(session, "office64", self.id)
            seat = queries.seats(session, workshop)[number][0]
            return service.answer(session, workshop, seat, WHO, comes=comes, now=self.at)

    def reminds(self, at: datetime) -> int:
        with self.begin() as session:
            return service.remind(session, str, now=at)

    def cancels(self) -> None:
        with self.begin() as session:
            workshop = service.of_landlord(session, "office64", self.id)
            service.cancel(session, workshop, WHO, now=self.at)

    def states(self) -> list[SeatState]:
        with self.begin() as session:
            return list(session.exec(select(Seat.state).order_by("id")))

    def taken(self) -> int:
        with self.begin() as session:
            return session.get_one(Workshop, self.id).taken

    def sent(self) -> list[tuple[str, str]]:
        """Every text, with whom it is for, in order."""
        with self.begin() as session:
            return [(one.to, one.body) for one in session.exec(select(Sms).order_by("id"))]
