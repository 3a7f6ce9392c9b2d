"""A code and four digits in one message: told by chat and by SMS, and as hard to guess as there."""

from datetime import date, timedelta

import pytest

from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.sollicitations import codes
from backend.tracking.hearing import Followed
from backend.tracking.service import Tries
from backend.workorders import service
from backend.workorders.states import OrderState
from tests.backend.console import talks
from tests.backend.conversations.people import NOW, reply_at_once, web
from tests.backend.tracking.conftest import Filing
from tests.backend.tracking.test_works import book, order

ASKED = "où en est ma demande"
TRIES = Tries(5, timedelta(minutes=15), "k")


def say(begin: UnitOfWork, talk: Conversation, text: str) -> str:
    readers = (Followed(TRIES, None),)
    return str(reply_at_once(begin, talk, text, readers=readers).get("text", ""))


@pytest.fixture
def talk(begin: UnitOfWork) -> Conversation:
    return web(begin)


@pytest.mark.parametrize("written", ["{code} 1212", "SUIVI {code}, 1212 !", "{code}\n1212."])
def test_the_planned_day_and_the_appointment_are_told(
    begin: UnitOfWork, talk: Conversation, filed: Filing, written: str
) -> None:
    request = filed()
    number, day = order(begin, request.id or 0), date(2026, 12, 3)
    with begin() as session:
        service.move(session, number, OrderState.PLANNED, by="b", now=NOW, planned_on=day)
    book(begin)

    told = say(begin, talk, written.format(code=request.code.lower()))

    # A bare code tells no language: the day is written in the one that was taken for it.
    assert "2026" in told
    assert "(Régie)" in told
    assert "Agence office64 1212" in told
    assert len(told) < 320


def test_by_sms_it_is_the_same(begin: UnitOfWork, filed: Filing) -> None:
    request = filed()

    told = say(begin, talks.by_sms(begin), f"{ASKED} {request.code} 1212")

    assert request.code in told
    assert "Aucune intervention" in told


def test_a_wrong_code_and_wrong_digits_are_answered_alike(
    begin: UnitOfWork, talk: Conversation, filed: Filing
) -> None:
    request = filed()

    wrong = say(begin, talk, f"{ASKED} {request.code} 9999")

    assert "ne vont pas ensemble" in wrong
    assert say(begin, talk, f"{ASKED} {codes.draw()} 1212") == wrong


def test_another_landlord_s_code_opens_nothing(begin: UnitOfWork, filed: Filing) -> None:
    request = filed(landlord="rochefort")

    assert "ne vont pas ensemble" in say(begin, web(begin), f"{ASKED} {request.code} 1212")


def test_guesses_end_whatever_the_conversation_and_then_the_right_digits_wait_too(
    begin: UnitOfWork, filed: Filing
) -> None:
    request = filed()

    for n in range(TRIES.most):
        assert "ensemble" in say(begin, web(begin), f"{ASKED} {request.code} {n:04}")

    assert "trop d'essais" in say(begin, web(begin), f"{ASKED} {request.code} 1212")


@pytest.mark.parametrize("text", ["{code}", "1212", "{code} 121", "{code} 12123", "rue 1212"])
def test_what_is_no_code_with_digits_is_left_to_the_bot(
    begin: UnitOfWork, talk: Conversation, filed: Filing, text: str
) -> None:
    assert say(begin, talk, text.format(code=filed().code)) == ""
