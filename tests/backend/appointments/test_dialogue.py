"""The short dialogue: what is known is not asked, a choice is a button, a number or words."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.appointments import calls, service
from backend.appointments.models import Appointment, CallBack, CallState, State
from backend.conversations import ownership
from backend.conversations.models import Conversation
from backend.conversations.models import State as Owner
from backend.db import UnitOfWork
from tests.backend.appointments.people import (
    PHONE,
    Talker,
    agency,
    book,
    buttons,
    first_free,
    tenant,
)
from tests.backend.conversations.people import NOW


@pytest.fixture
def bearn(begin: UnitOfWork) -> int:
    with begin() as session:
        here = agency(session)
        tenant(session, here)
    return here


def booked(begin: UnitOfWork) -> list[Appointment]:
    with begin() as session:
        return list(session.exec(select(Appointment).order_by("id")))


def waiting(begin: UnitOfWork) -> list[CallBack]:
    with begin() as session:
        return list(session.exec(select(CallBack).order_by("id")))


def test_a_known_tenant_is_asked_the_subject_then_shown_three_moments(
    begin: UnitOfWork, bearn: int
) -> None:
    talker = Talker(begin)

    asked = talker.say("je voudrais un rendez-vous", "book")
    shown = talker.say("Mon bail ou mon loyer")
    told = talker.say(buttons(shown)[1])

    assert asked["act"] == "handoff"
    assert (shown["act"], len(buttons(shown))) == ("clarify", 4)
    assert told["act"] == "handoff"
    [one] = booked(begin)
    assert one.code in told["text"]
    assert "Béarn" in told["text"]
    assert (one.service, one.who, one.name) == ("lease", PHONE, "Ana Pereira")


def test_words_that_tell_everything_book_at_once(begin: UnitOfWork, bearn: int) -> None:
    told = Talker(begin).say("rdv pour mon bail mardi prochain à 14h30", "book")

    [one] = booked(begin)
    assert one.code in told["text"]
    assert "14 h 30" in told["text"]


def test_an_unknown_tenant_on_the_web_is_asked_which_agency(begin: UnitOfWork, bearn: int) -> None:
    with begin() as session:
        agency(session, "Centre-Ouest")
    talker = Talker(begin, sms=False, landlord=None)

    asked = talker.say("prendre rendez-vous pour mon loyer", "book")
    shown = talker.say("bearn")

    assert buttons(asked) == ["Béarn", "Centre-Ouest"]
    assert "Béarn" in shown["text"] or "sujet" in shown["text"]
    talker.say("mon loyer")
    talker.say("1")
    assert [one.agency_id for one in booked(begin)] == [bearn]
    assert talker.conversation().landlord == "office64"


def test_a_commune_names_its_agency(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin, sms=False)

    shown = talker.say("rdv a Pau pour mon bail", "book")

    assert "Béarn" in shown["text"]


def test_other_moments_and_free_words_are_understood(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin)
    first = talker.say("rdv pour mon bail", "book")
    others = talker.say("autres")
    near = talker.say("samedi après-midi")
    afternoon = talker.say("jeudi après-midi")

    assert not set(buttons(first)[:3]) & set(buttons(others)[:3])
    assert "rien de libre" in near["text"]
    assert all(words.startswith("jeudi") for words in buttons(afternoon)[:3])
    talker.say("2")
    assert len(booked(begin)) == 1


def test_a_moment_that_was_taken_meanwhile_is_told_and_others_are_shown(
    begin: UnitOfWork, bearn: int
) -> None:
    talker = Talker(begin)
    shown = talker.say("rdv pour mon bail", "book")
    with begin() as session:
        book(session, bearn, first_free(session, bearn)[0], "+33639980077")

    again = talker.say("1")

    assert "plus libre" in again["text"]
    assert buttons(shown)[0] not in buttons(again)


def test_a_question_in_between_goes_to_the_bot_and_the_choice_still_holds(
    begin: UnitOfWork, bearn: int
) -> None:
    talker = Talker(begin)
    shown = talker.say("rdv pour mon bail", "book")

    assert talker.say("quels papiers faut-il ?") == {}
    assert talker.say("1") == {}
    assert "RDV-" in talker.say(buttons(shown)[0])["text"]


def test_giving_up_books_nothing(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin)
    talker.say("rdv pour mon bail", "book")

    assert talker.say("laisse tomber")["act"] == "smalltalk"
    assert booked(begin) == []


def test_cancelling_asks_once_and_frees_the_seat(begin: UnitOfWork, bearn: int) -> None:
    with begin() as session:
        made = book(session, bearn, first_free(session, bearn)[0])
    talker = Talker(begin)

    sure = talker.say("annuler mon rendez-vous", "cancel")
    kept = talker.say("non")
    talker.say("annuler mon rendez-vous", "cancel")
    gone = talker.say("oui")

    assert made.code in sure["text"]
    assert kept["act"] == "smalltalk"
    assert "annulé" in gone["text"]
    assert [one.state for one in booked(begin)] == [State.CANCELLED]


def test_moving_keeps_the_code(begin: UnitOfWork, bearn: int) -> None:
    with begin() as session:
        made = book(session, bearn, first_free(session, bearn)[0])
    talker = Talker(begin)

    talker.say("déplacer mon rdv", "move")
    told = talker.say("1")

    [one] = booked(begin)
    assert made.code in told["text"]
    assert one.starts_at > made.starts_at


def test_a_code_alone_opens_its_appointment_anywhere(begin: UnitOfWork, bearn: int) -> None:
    with begin() as session:
        made = book(session, bearn, first_free(session, bearn)[0], "+33639980077")
    stranger = Talker(begin, sms=False)

    assert stranger.say("annuler mon rdv", "cancel")["asks"] == "code"
    assert "Annuler" in stranger.say(made.code.lower())["text"]
    stranger.say("oui")

    assert [one.state for one in booked(begin)] == [State.CANCELLED]


def test_codes_are_not_guessed_at_length(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin, sms=False)
    said = [talker.say(f"annuler RDV-2345-678{n}")["text"] for n in range(7)]

    assert "Trop d'essais" in said[-1]


def test_in_the_queue_nothing_is_booked(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin)
    with begin() as session:
        here = session.get_one(Conversation, talker.id)
        ownership.enqueue(session, here, reason="asked", now=NOW)

    assert talker.say("rdv pour mon bail", "book")["act"] == "handoff"
    assert talker.say("1") == {}
    assert booked(begin) == []


def test_where_no_hours_are_known_a_person_is_asked_for(begin: UnitOfWork) -> None:
    assert Talker(begin, landlord="rochefort").say("je veux un rdv", "book") == {}


def test_a_call_back_asks_for_the_number_only_where_it_is_unknown(
    begin: UnitOfWork, bearn: int
) -> None:
    by_sms = Talker(begin)
    when = by_sms.say("rappelez moi", "call")
    about = by_sms.say(buttons(when)[1])
    told = by_sms.say("ma facture d'eau")
    web = Talker(begin, sms=False)
    number = web.say("rappelez-moi demain matin", "call")

    assert (when["act"], about["asks"], told["act"]) == ("handoff", "description", "handoff")
    assert "entre" in told["text"]
    assert number["asks"] == "phone"
    assert "complet" in web.say("06 39")["text"]
    web.say("06 39 98 00 55")
    assert "24 novembre" in web.say("passer")["text"]
    assert [(one.phone, one.subject) for one in waiting(begin)] == [
        (PHONE, "ma facture d'eau"),
        ("+33639980055", ""),
    ]


def test_who_waits_for_a_person_and_prefers_a_call_leaves_the_queue(
    begin: UnitOfWork, bearn: int
) -> None:
    talker = Talker(begin)
    with begin() as session:
        here = session.get_one(Conversation, talker.id)
        ownership.enqueue(session, here, reason="asked", now=NOW)

    talker.say("je veux être rappelé", "call")
    talker.say("1")
    talker.say("passer")

    assert talker.conversation().state is Owner.BOT
    assert len(waiting(begin)) == 1


def test_a_number_waits_for_one_call_only(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin)
    for _ in range(2):
        talker.say("rappelez-moi demain matin", "call")
        talker.say("passer")

    [one] = waiting(begin)
    assert one.opens_at is not None
    assert one.opens_at - NOW < timedelta(days=1)


def test_without_hours_no_time_is_promised(begin: UnitOfWork) -> None:
    talker = Talker(begin, landlord="rochefort")
    talker.say("rappelez moi", "call")

    assert "promets" in talker.say("passer")["text"]
    [one] = waiting(begin)
    assert one.opens_at is None


def test_who_needs_nobody_any_more_is_not_called(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin)
    talker.say("rappelez-moi demain matin", "call")
    talker.say("passer")
    with begin() as session:
        assert calls.cancel_of(session, talker.id, now=NOW) == 1

    assert [one.state for one in waiting(begin)] == [CallState.CANCELLED]


def test_the_terminal_takes_a_code_or_the_last_digits_of_todays_people(
    begin: UnitOfWork, bearn: int
) -> None:
    with begin() as session:
        first, second = first_free(session, bearn, 2)
        made = book(session, bearn, first)
        book(session, bearn, second, "+33639981042")
        at = first - timedelta(minutes=5)
        tell = service.tell_arrival
        assert not tell(session, bearn, "RDV-2345-6789", now=at)
        assert not tell(session, bearn, "042", now=at)
        assert not tell(session, bearn, "9999", now=at)
        assert not tell(session, bearn + 1, made.code, now=at)
        assert not tell(session, bearn, made.code, now=at - timedelta(days=1))
        assert tell(session, bearn, "0042", now=at)
        session.flush()
        session.refresh(made)
        assert (made.state, made.arrived_at) == (State.ARRIVED, at)
        assert tell(session, bearn, made.code.lower(), now=at + timedelta(minutes=1))
        session.flush()
        session.refresh(made)
        assert made.arrived_at == at


def test_a_day_alone_is_asked_about_and_its_hour_is_enough(begin: UnitOfWork, bearn: int) -> None:
    talker = Talker(begin)

    when = talker.say("rappelez-moi demain", "call")
    about = talker.say("le matin")
    told = talker.say("passer")

    assert when["act"] == "handoff"
    assert [words.split(" entre ")[0] for words in buttons(when)] == ["mardi 24 novembre"] * 2
    assert about["asks"] == "description"
    assert "mardi 24 novembre entre 8 h 30" in told["text"]
