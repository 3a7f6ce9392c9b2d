"""What follows by itself: once, on its day, with the figures of the knowledge, never after STOP."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from backend.conversations import service as conversations
from backend.conversations.models import Message
from backend.db import UnitOfWork
from backend.followups import service
from backend.followups.errors import FollowUpOver, NoSuchFollowUp
from backend.followups.hearing import Consents
from backend.followups.models import Consent, FollowUp, State
from backend.followups.rules import due, rules, words
from backend.followups.sending import FollowUps
from backend.i18n import LANGUAGES, render
from backend.imports.service import import_file
from backend.library.edition import Edition
from backend.notices.models import Way
from backend.notices.preferences import prefer, wants_none
from backend.outbox import service as outbox
from backend.outbox.models import Sms
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State as RequestState
from knowledge import load
from tests.backend.console import talks
from tests.backend.conversations.people import KNOWS, NOW

LIBRARY = Edition(load())
KNOWLEDGE = LIBRARY.knowledge
TODAY = date(2026, 11, 23)


class Tenant:
    """Somebody with a request, reached by SMS."""

    def __init__(self, begin: UnitOfWork, landlord: str = "office64") -> None:
        self.begin = begin
        self.talk = talks.by_sms(begin, landlord=landlord)
        self.filed = talks.request(begin, self.talk, landlord=landlord)

    def plan(self, rule: str, on: date, *, by: str = "agent", now: datetime = NOW) -> FollowUp:
        with self.begin() as session:
            filed = session.get_one(Sollicitation, self.filed.id)
            return service.plan(session, filed, rule, on, by=by, knowledge=KNOWLEDGE, now=now)

    def tell(self, one: FollowUp, at: datetime | None = None) -> list[str]:
        """Run the job; return the texts that left so far."""
        moment = at or one.due_at
        asyncio.run(
            FollowUps(self.begin, LIBRARY, clock=lambda: moment, wants_none=wants_none).job(
                one.id or 0
            )
        )
        with self.begin() as session:
            return [sms.body for sms in session.exec(select(Sms).order_by("id"))]

    def again(self, one: FollowUp) -> FollowUp:
        with self.begin() as session:
            return session.get_one(FollowUp, one.id)

    def all(self) -> list[FollowUp]:
        with self.begin() as session:
            return list(service.of_request(session, self.filed.id or 0))

    def say(self, text: str, number: int, at: datetime) -> str:
        with self.begin() as session:
            received = conversations.receive(
                session,
                self.talk.id,
                text,
                provider_id=f"SMS{number}",
                knows=KNOWS,
                readers=(Consents(LIBRARY),),
                now=at,
            )
            said = conversations.answer_to(session, received.inbound_id)
        return str(said.replies[0]["text"]) if said and said.replies else ""

    def consents(self) -> list[Consent]:
        with self.begin() as session:
            return list(session.exec(select(Consent)))


@pytest.fixture
def tenant(begin: UnitOfWork) -> Tenant:
    return Tenant(begin)


def test_an_advert_is_warned_of_before_the_delay_of_the_knowledge_is_over(tenant: Tenant) -> None:
    one = tenant.plan("bel-advert", date(2026, 8, 20))
    texts = tenant.tell(one)

    assert one.due_at.date() == date(2026, 12, 14)  # the Sunday before is no day for a text
    assert "20 décembre 2026" in texts[0]
    assert "4 mois" in texts[0]
    assert tenant.again(one).state is State.SENT


def test_what_was_told_is_never_told_twice(tenant: Tenant) -> None:
    one = tenant.plan("bel-check", TODAY)
    tenant.tell(one)
    same = tenant.plan("bel-check", TODAY)

    assert len(tenant.tell(one)) == 1
    assert same.state is State.SENT
    assert len(tenant.all()) == 1


def test_nothing_is_told_before_its_day(tenant: Tenant) -> None:
    one = tenant.plan("bel-courtesy", TODAY)

    assert tenant.tell(one, at=one.due_at - timedelta(minutes=1)) == []
    assert one.due_at.date() == date(2026, 12, 23)


def test_a_newer_log_in_takes_the_place_of_the_older(tenant: Tenant) -> None:
    first = tenant.plan("bel-advert", date(2026, 8, 20))
    second = tenant.plan("bel-advert", date(2026, 11, 1))

    assert tenant.again(first).why == "replaced"
    assert tenant.tell(first) == []
    assert len(tenant.tell(second)) == 1


def test_a_day_that_is_past_is_refused(tenant: Tenant) -> None:
    with pytest.raises(FollowUpOver):
        tenant.plan("bel-advert", date(2026, 6, 1))
    with pytest.raises(FollowUpOver):
        tenant.plan("bel-check", date(2026, 11, 1))


def test_it_is_cancelled_when_its_reason_goes(tenant: Tenant) -> None:
    one = tenant.plan("adaptation-commission", TODAY)
    with tenant.begin() as session:
        session.get_one(Sollicitation, tenant.filed.id).state = RequestState.DONE

    assert tenant.tell(one) == []
    assert tenant.again(one).why == "reason-gone"


def test_after_stop_nothing_is_told(tenant: Tenant) -> None:
    one = tenant.plan("bel-check", TODAY)
    with tenant.begin() as session:
        contact = {"channel": "sms", "contact": tenant.talk.contact}
        outbox.opt_out(session, **contact, scope="all", words="STOP")

    assert tenant.tell(one) == []
    assert tenant.again(one).why == "stop"


def test_who_wants_no_news_is_told_nothing_that_follows(tenant: Tenant) -> None:
    one = tenant.plan("adaptation-commission", TODAY)
    with tenant.begin() as session:
        filed = session.get_one(Sollicitation, tenant.filed.id)
        prefer(session, filed, Way.NONE, by="tenant", now=NOW)

    assert tenant.tell(one) == []
    assert tenant.again(one).why == "no-news"


def test_the_committee_is_told_by_its_month_and_not_a_day(tenant: Tenant) -> None:
    [text] = tenant.tell(tenant.plan("adaptation-commission", TODAY))

    assert "décembre 2026" in text
    assert "pas le jour" in text


def test_in_a_month_with_a_committee_the_month_after_it_is_told(tenant: Tenant) -> None:
    one = tenant.plan("adaptation-commission", date(2026, 12, 15))

    assert due(rules("office64")[one.rule], one.starts_on, KNOWLEDGE).day == date(2027, 2, 1)


def test_what_no_source_promises_is_for_the_agents_only(tenant: Tenant) -> None:
    one = tenant.plan("adaptation-visit", TODAY)

    assert one.due_at.date() == date(2027, 11, 23)
    assert tenant.tell(one) == []
    assert tenant.again(one).state is State.PLANNED


def test_papernest_follows_a_plain_yes_and_nothing_else(tenant: Tenant) -> None:
    with pytest.raises(NoSuchFollowUp):
        tenant.plan("papernest", TODAY)
    one = tenant.plan("papernest-question", TODAY)
    at = one.due_at + timedelta(minutes=1)
    assert "Sans un oui" in tenant.tell(one)[0]
    assert [f.rule for f in tenant.all()] == ["papernest-question"]

    assert tenant.say("c'est quoi papernest ?", 1, at) == ""
    assert "acceptez" in tenant.say("oui", 2, at)

    [consent] = tenant.consents()
    assert (consent.given, consent.words, consent.purpose) == (True, "oui", "papernest")
    assert [f.rule for f in tenant.all()] == ["papernest-question", "papernest"]


def test_a_no_lets_nothing_follow(tenant: Tenant) -> None:
    one = tenant.plan("papernest-question", TODAY)
    tenant.tell(one)

    assert "rien" in tenant.say("non merci", 1, one.due_at + timedelta(minutes=1))
    assert [c.given for c in tenant.consents()] == [False]
    assert [f.rule for f in tenant.all()] == ["papernest-question"]


def test_a_yes_to_something_else_is_no_consent(tenant: Tenant) -> None:
    one = tenant.plan("papernest-question", TODAY)
    tenant.tell(one)
    with tenant.begin() as session:
        later = {"channel": tenant.talk.channel, "author": "bot", "created_at": one.due_at}
        session.add(Message(conversation_id=tenant.talk.id, text="Est-ce bien ça ?", **later))

    assert tenant.say("oui", 1, one.due_at + timedelta(minutes=1)) == ""
    assert [c.given for c in tenant.consents()] == [None]


def test_another_landlord_has_none_of_these_rules(begin: UnitOfWork) -> None:
    with pytest.raises(NoSuchFollowUp):
        Tenant(begin, landlord="rochefort").plan("bel-check", TODAY)


@settings(deadline=None)
@given(day=st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_every_rule_is_due_after_it_starts_and_its_figures_fill_every_text(day: date) -> None:
    for rule in rules("office64").values():
        told = due(rule, day, KNOWLEDGE)
        assert told.warned_on <= told.day
        assert told.day >= day
        for language in LANGUAGES:
            if rule.to == "tenant":
                name = f"followup_{rule.name.replace('-', '_')}"
                assert "{" not in render(name, words(told, language), language)


def test_a_text_leaves_by_day_only(tenant: Tenant) -> None:
    one = tenant.plan("bel-check", TODAY, now=datetime(2026, 11, 23, 22, tzinfo=UTC))

    assert 7 <= one.due_at.astimezone(UTC).hour < 20


def test_the_log_ins_of_a_file_are_planned_once_and_what_is_past_tells_so(
    tenant: Tenant, begin: UnitOfWork
) -> None:
    past = talks.request(begin, landlord="office64")
    lines = f"{tenant.filed.code};20/08/2026\n{past.code};01/02/2026\ninconnue;20/08/2026\n"
    content = f"Code;Dernière connexion\n{lines}".encode()

    for _ in range(2):
        with begin() as session:
            report = import_file(session, content, kind="bel", landlord="office64", now=NOW)
        asyncio.run(FollowUps(begin, LIBRARY, clock=lambda: NOW, wants_none=wants_none).plan())

    assert [refusal.reason for refusal in report.refusals] == ["not-found"]
    [one] = tenant.all()
    assert (one.state, one.due_at.date()) == (State.PLANNED, date(2026, 12, 14))
    with begin() as session:
        [other] = service.of_request(session, past.id or 0)
    assert (other.state, other.why) == (State.CANCELLED, "follow-up-over")
