"""A tenant is told what matters, where they want, several news in one text."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlmodel import select

from backend.agents.models import Agent
from backend.console import handling
from backend.console.handling import Doing
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.i18n import translator
from backend.notices import hearing, preferences, told
from backend.notices.models import Way
from backend.outbox.models import Sms
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State
from tests.backend.console import talks
from tests.backend.conversations.people import NOW, agent, reply_at_once, web

GATHER = timedelta(minutes=3)


@pytest.fixture
def who(begin: UnitOfWork) -> int:
    with begin() as session:
        return agent(session)


def move(begin: UnitOfWork, who: int, one: Sollicitation, to: State, at: datetime = NOW) -> int:
    with begin() as session:
        doing = Doing(session.get_one(Agent, who), at)
        return handling.move(session, doing, one.id or 0, to)


def texts(begin: UnitOfWork) -> list[Sms]:
    with begin() as session:
        return list(session.exec(select(Sms).order_by("id")))


def say(begin: UnitOfWork, talk: Conversation, words: str, at: datetime = NOW) -> str:
    replied = reply_at_once(begin, talk, words, readers=(hearing.read,), at=at)
    return str(replied.get("text", ""))


def test_several_news_within_minutes_make_one_text(begin: UnitOfWork, who: int) -> None:
    talk = talks.by_sms(begin)
    one, other = talks.request(begin, talk), talks.request(begin, talk, category="loyer")

    move(begin, who, other, State.IN_PROGRESS)
    move(begin, who, one, State.ASSIGNED, NOW + timedelta(seconds=20))
    move(begin, who, one, State.IN_PROGRESS, NOW + timedelta(seconds=40))
    move(begin, who, one, State.DONE, NOW + timedelta(seconds=60))

    sent = texts(begin)
    body = " ".join(sms.body for sms in sent)
    assert {sms.not_before for sms in sent} == {NOW + timedelta(seconds=60) + GATHER}
    assert [body.count(f"demande {a.code} :") for a in (one, other)] == [1, 1]
    assert "Est-ce réglé" in body
    assert "une équipe s'en charge" not in body
    assert len(talks.said(begin, talk)) == 6


def test_news_that_have_left_are_not_said_again(begin: UnitOfWork, who: int) -> None:
    talk = talks.by_sms(begin)
    one, other = talks.request(begin, talk), talks.request(begin, talk)

    move(begin, who, one, State.ASSIGNED)
    move(begin, who, other, State.ASSIGNED, NOW + timedelta(minutes=4))

    first, second = texts(begin)
    assert one.code in first.body
    assert one.code not in second.body


def test_news_of_the_night_wait_for_the_morning_together(begin: UnitOfWork, who: int) -> None:
    night = NOW.replace(hour=22)
    talk = talks.by_sms(begin)
    one, other = talks.request(begin, talk), talks.request(begin, talk)

    move(begin, who, one, State.ASSIGNED, night)
    move(begin, who, other, State.ASSIGNED, night + timedelta(hours=3))

    [sent] = texts(begin)
    assert sent.not_before == (night + timedelta(days=1)).replace(hour=7)
    assert one.code in sent.body
    assert other.code in sent.body


def test_a_tenant_asks_in_the_chat_to_be_told_by_sms(begin: UnitOfWork, who: int) -> None:
    talk = web(begin)
    one = talks.request(begin, talk, contact_phone=talks.PHONE)

    assert "SMS" in say(begin, talk, "Prévenez-moi par SMS svp")
    move(begin, who, one, State.ASSIGNED)
    assert [sms.to for sms in texts(begin)] == [talks.PHONE]

    later = NOW + timedelta(hours=1)
    assert "écrites ici" in say(begin, talk, "finalement prévenez moi ici", later)
    assert move(begin, who, one, State.IN_PROGRESS, later) == 1
    assert one.code in talks.said(begin, talk)[-1].text
    assert len(texts(begin)) == 1


def test_without_a_telephone_no_text_is_promised(begin: UnitOfWork) -> None:
    talk = web(begin)
    talks.request(begin, talk)

    assert "numéro de téléphone" in say(begin, talk, "prévenez-moi par texto")


def test_who_wants_no_news_is_told_none(begin: UnitOfWork, who: int) -> None:
    talk = talks.by_sms(begin)
    one = talks.request(begin, talk)

    assert "code de suivi" in say(begin, talk, "ne me prévenez plus")

    assert move(begin, who, one, State.ASSIGNED) == 0
    assert texts(begin) == [] or all(one.code not in sms.body for sms in texts(begin))


def test_a_wish_is_of_who_said_it_and_of_no_other_unknown_tenant(
    begin: UnitOfWork, who: int
) -> None:
    silent, other = web(begin), web(begin)
    talks.request(begin, silent)
    theirs = talks.request(begin, other)
    say(begin, silent, "ne me prévenez plus")

    assert move(begin, who, theirs, State.IN_PROGRESS) == 1
    with begin() as session:
        assert preferences.wants_none(session, silent.id, None)
        assert not preferences.wants_none(session, other.id, None)
        assert not preferences.wants_none(session, None, None)
        assert not preferences.wants_none(session, None, "+33639980199")


def test_an_agent_notes_how_a_tenant_wants_to_be_told(begin: UnitOfWork, who: int) -> None:
    talk = web(begin)
    one = talks.request(begin, talk, contact_phone=talks.PHONE)

    with begin() as session:
        handling.prefer(session, Doing(session.get_one(Agent, who), NOW), one.id or 0, Way.SMS)

    assert move(begin, who, one, State.ASSIGNED) == 1
    assert [sms.to for sms in texts(begin)] == [talks.PHONE]


@pytest.mark.parametrize(
    "words",
    [
        "tell me by text please",
        "avíseme por sms",
        "avise-me por SMS",
        "abisatu SMS bidez",
        "vous pouvez me prévenir par sms ?",
        "tenez-moi au courant par texto",
    ],
)
def test_the_wish_is_understood_in_every_language(begin: UnitOfWork, words: str) -> None:
    talk = web(begin)
    talks.request(begin, talk, contact_phone=talks.PHONE)

    assert say(begin, talk, words) != ""


@pytest.mark.parametrize(
    "words",
    [
        "il y a une fuite ici",
        "j'ai reçu un sms bizarre, c'est vous ?",
        "prévenez le gardien",
        "je préviens que je serai là demain matin",
        "pouvez-vous me rappeler ?",
    ],
)
def test_what_is_no_wish_is_left_to_the_bot(begin: UnitOfWork, words: str) -> None:
    talk = web(begin)
    talks.request(begin, talk, contact_phone=talks.PHONE)

    assert say(begin, talk, words) == ""


def test_what_is_told_is_data_with_words_for_each() -> None:
    said = yaml.safe_load((Path(told.__file__).parent / "told.yaml").read_text("utf-8"))
    text = translator("fr")

    assert all(text(name) != name for names in said.values() for name in names)
    assert told.is_told("office64", "notify_done")
    assert not told.is_told(None, "notify_closed")
