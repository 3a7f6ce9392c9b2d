"""The desk: the queue, taking, answering, giving back, ending; nobody else's conversations."""

import asyncio
import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend.console import service
from backend.conversations import ownership
from backend.conversations.models import Author, Conversation, State
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.outbox.models import Purpose, Sms, SmsState
from tests.backend.campaigns.people import campaign
from tests.backend.console import talks
from tests.backend.console.conftest import Browser, Rasa
from tests.backend.conversations.people import NOW, say, web


def at(conversation: Conversation, action: str = "") -> str:
    return f"/console/conversations/{conversation.id}" + (f"/{action}" if action else "")


def take(browser: Browser, conversation: Conversation, seen: str = "queued") -> str:
    """Take it; return what the agent is told."""
    return browser.post(at(conversation, "claim"), {"seen": seen}).headers["location"]


def test_the_queue_shows_the_oldest_first(begin: UnitOfWork, bearn: Browser) -> None:
    young = talks.waiting(begin, "le plus jeune", since=2)
    old = talks.waiting(begin, "le plus ancien", since=40)

    page = bearn.get("/console").text

    assert page.index(old.id) < page.index(young.id)
    assert "40 min" in page


def test_taking_makes_the_conversation_one_s_own(
    begin: UnitOfWork, bearn: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)

    there = take(bearn, waits)

    assert there.endswith("notice=claimed")
    assert talks.is_with(begin, waits, people["bearn"])


def test_who_is_late_is_told_kindly_by_whom_it_was_taken(
    begin: UnitOfWork, bearn: Browser, cote: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    page = cote.get(take(cote, waits)).text

    assert "Déjà pris par CRC Béarn" in page
    assert talks.is_with(begin, waits, people["bearn"])


def test_a_person_who_needs_nobody_any_more_is_not_taken_from_the_bot_unseen(
    begin: UnitOfWork, bearn: Browser
) -> None:
    waits = talks.waiting(begin)
    with begin() as session:
        ownership.withdraw(session, session.get_one(Conversation, waits.id), now=NOW)

    there = take(bearn, waits)

    assert there.endswith("notice=meanwhile")
    assert talks.again(begin, waits).state is State.BOT


def test_stepping_in_for_the_bot_is_said_and_done(begin: UnitOfWork, bearn: Browser) -> None:
    talk = web(begin)
    say(begin, talk, "je ne comprends rien", "1")

    assert "Intervenir à la place du robot" in bearn.get(at(talk)).text
    take(bearn, talk, seen="bot")

    assert talks.again(begin, talk).state is State.AGENT


def test_an_answer_is_said_once_however_often_the_form_is_sent(
    begin: UnitOfWork, bearn: Browser
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)
    fields = {"text": "Bonjour, je regarde votre dossier.", "client_id": "form-1"}

    for _ in range(3):
        bearn.post(at(waits, "answer"), fields)

    answers = [m.text for m in talks.said(begin, waits) if m.author is Author.AGENT]
    assert answers == ["Bonjour, je regarde votre dossier."]


def test_only_the_owner_answers(begin: UnitOfWork, bearn: Browser, cote: Browser) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    told = cote.post(at(waits, "answer"), {"text": "moi aussi"}).headers["location"]

    assert told.endswith("notice=not-yours")
    assert "moi aussi" not in {m.text for m in talks.said(begin, waits)}
    assert 'id="answer"' not in cote.get(at(waits)).text


@pytest.mark.parametrize(("text", "notice"), [(" \n", "empty"), ("x" * 2_001, "too-long")])
def test_an_unsayable_answer_is_refused_with_its_reason(
    begin: UnitOfWork, bearn: Browser, text: str, notice: str
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    told = bearn.post(at(waits, "answer"), {"text": text}).headers["location"]

    assert told.endswith(f"notice={notice}")


def test_an_answer_to_a_telephone_leaves_by_sms(begin: UnitOfWork, bearn: Browser) -> None:
    talk = talks.by_sms(begin)
    take(bearn, talk, seen="bot")

    bearn.post(at(talk, "answer"), {"text": "Je vous rappelle."})

    with begin() as session:
        sent = session.exec(select(Sms)).one()
    assert (sent.body, sent.purpose, sent.to) == (
        "Je vous rappelle.",
        Purpose.AGENT,
        talks.PHONE,
    )
    assert "SMS : en attente d’envoi" in bearn.get(at(talk)).text


def test_an_sms_in_parts_stands_where_its_worst_part_stands(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = talks.by_sms(begin)
    take(bearn, talk, seen="bot")
    bearn.post(at(talk, "answer"), {"text": "mot " * 450})
    with begin() as session:
        parts = session.exec(select(Sms)).all()
        for part, state in zip(parts, (SmsState.DELIVERED, SmsState.FAILED), strict=False):
            part.state = state

    assert len(parts) > 1
    assert "SMS : échec" in bearn.get(at(talk)).text


def test_an_agent_sees_that_the_person_asked_for_silence(begin: UnitOfWork, bearn: Browser) -> None:
    talk = talks.by_sms(begin)
    with begin() as session:
        outbox.opt_out(session, channel="sms", contact=talks.PHONE, scope="all", words="stop")
    take(bearn, talk, seen="bot")

    page = bearn.get(at(talk)).text

    assert "A demandé STOP" in page
    assert "votre SMS sera retenu" in page


def test_an_agent_sees_which_survey_a_stop_is_about_and_that_answers_leave(
    begin: UnitOfWork, bearn: Browser
) -> None:
    talk = talks.by_sms(begin)
    with begin() as session:
        survey = campaign(session, name="Vie au quartier")
        scope = outbox.campaign(survey.id or 0)
        outbox.opt_out(session, channel="sms", contact=talks.PHONE, scope=scope, words="stop")
    take(bearn, talk, seen="bot")

    page = bearn.get(at(talk)).text

    assert "STOP à l’enquête « Vie au quartier »" in unescape(page)
    assert "A demandé STOP" not in page
    assert "votre SMS sera retenu" not in page


def test_giving_back_lets_the_bot_say_that_it_is_there(
    begin: UnitOfWork, bearn: Browser, rasa: Rasa
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    bearn.post(at(waits, "give-back"))

    back = talks.again(begin, waits)
    assert (back.state, back.agent_id) == (State.BOT, None)
    assert talks.said(begin, waits)[-1].author is Author.BOT


def test_a_form_that_was_interrupted_asks_its_question_again(
    begin: UnitOfWork, bearn: Browser, rasa: Rasa
) -> None:
    rasa.answers.tracker = {
        "active_loop": {"name": "sollicitation_form"},
        "slots": {"requested_slot": "address", "category": "plomberie"},
    }
    waits = talks.waiting(begin)
    take(bearn, waits)

    bearn.post(at(waits, "give-back"))

    last = talks.said(begin, waits)[-1].reply or {}
    assert (last["act"], last["asks"]) == ("sollicitation", "address")


def test_rasa_is_told_that_a_person_came_and_went(
    begin: UnitOfWork, bearn: Browser, rasa: Rasa
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)
    bearn.post(at(waits, "give-back"))

    assert [(e["event"], e["text"]) for e in rasa.answers.noted] == [
        ("agent", "person_came"),
        ("agent", "person_went"),
    ]


def test_giving_back_works_with_rasa_down(begin: UnitOfWork, bearn: Browser, rasa: Rasa) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)
    bearn.app.state.console.rasa._http.base_url = "http://127.0.0.1:9"

    bearn.post(at(waits, "give-back"))

    assert talks.again(begin, waits).state is State.BOT


def test_a_colleague_s_conversation_is_neither_given_back_nor_ended(
    begin: UnitOfWork, bearn: Browser, cote: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    for action in ("give-back", "finish"):
        assert cote.post(at(waits, action)).headers["location"].endswith("notice=not-yours")

    assert talks.is_with(begin, waits, people["bearn"])


def test_ending_closes_the_conversation(begin: UnitOfWork, bearn: Browser) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    bearn.post(at(waits, "finish"))

    assert talks.again(begin, waits).state is State.CLOSED
    assert "Cette conversation est terminée." in bearn.get(at(waits)).text


def test_another_landlord_s_conversation_is_as_unknown_as_one_that_is_not(
    begin: UnitOfWork, rochefort: Browser
) -> None:
    theirs = talks.waiting(begin, "chez Office64")

    assert theirs.id not in rochefort.get("/console").text
    for there, missing in zip(every_way(theirs.id), every_way("0" * 32), strict=True):
        foreign, unknown = (ask(rochefort, one) for one in (there, missing))
        assert foreign.status_code == unknown.status_code == 404, there
        assert foreign.text.replace(theirs.id, "0" * 32) == unknown.text
    assert talks.again(begin, theirs).state is State.QUEUED


def every_way(conversation_id: str) -> list[tuple[str, str]]:
    place = f"/console/conversations/{conversation_id}"
    pages = [("GET", place), ("GET", f"{place}/talk"), ("GET", f"{place}/beside")]
    return pages + [("POST", f"{place}/{a}") for a in ("claim", "answer", "give-back", "finish")]


def ask(browser: Browser, way: tuple[str, str]):  # type: ignore[no-untyped-def]
    method, place = way
    return browser.get(place) if method == "GET" else browser.post(place, {
        "seen": "queued", "text": "bonjour"})  # fmt: skip


def test_a_conversation_without_a_landlord_is_everybody_s_until_it_is_taken(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser
) -> None:
    waits = talks.waiting(begin, landlord=None)
    assert rochefort.get(at(waits)).status_code == bearn.get(at(waits)).status_code == 200

    take(bearn, waits)

    assert bearn.get(at(waits)).status_code == 200
    assert rochefort.get(at(waits)).status_code == 404


def test_what_a_tenant_writes_is_shown_and_never_obeyed(begin: UnitOfWork, bearn: Browser) -> None:
    waits = talks.waiting(begin, "<script>alert(1)</script> {{7*7}}")

    page = bearn.get(at(waits)).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page


def test_with_scripts_the_answer_to_a_form_says_what_to_tell(
    begin: UnitOfWork, bearn: Browser
) -> None:
    waits = talks.waiting(begin)

    answer = bearn.post(at(waits, "claim"), {"seen": "queued"}, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert "loge:told" in answer.headers["hx-trigger"]


def test_the_title_s_count_is_that_of_the_queue(begin: UnitOfWork, bearn: Browser) -> None:
    for n in range(3):
        talks.waiting(begin, f"personne {n}")

    page = bearn.get("/console/lists").text

    assert re.search(r'data-waiting="(\d+)"', page)[1] == "3"  # type: ignore[index]


def test_the_bot_s_conversations_are_listed_once_somebody_spoke(
    begin: UnitOfWork, bearn: Browser
) -> None:
    silent, speaking = web(begin), web(begin)
    say(begin, speaking, "bonjour", "1")

    page = bearn.get("/console").text

    assert speaking.id in page
    assert silent.id not in page


def test_signing_out_puts_one_s_conversations_back_into_the_queue(
    begin: UnitOfWork, bearn: Browser
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    bearn.post("/console/logout")

    back = talks.again(begin, waits)
    assert (back.state, back.agent_id, back.queued_at) == (State.QUEUED, None, waits.queued_at)


def test_signing_out_in_one_place_keeps_what_one_has_in_the_other(
    begin: UnitOfWork, app: FastAPI, runner: asyncio.Runner, bearn: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    Browser(app, runner).sign_in("bearn").post("/console/logout")

    assert talks.is_with(begin, waits, people["bearn"])


def test_an_agent_who_fell_silent_gives_way(
    begin: UnitOfWork, bearn: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)

    for later, free in ((timedelta(minutes=10), False), (timedelta(minutes=30), True)):
        with begin() as session:
            service.release_absent(session, now=NOW + later)
        assert (talks.again(begin, waits).state is State.QUEUED) is free


def test_who_answered_and_waits_for_the_tenant_is_not_silent(
    begin: UnitOfWork, bearn: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)
    take(bearn, waits)
    bearn.post(f"/console/conversations/{waits.id}/answer", {"text": "Quelle adresse ?"})

    for later, free in ((timedelta(hours=1), False), (timedelta(hours=3), True)):
        with begin() as session:
            service.release_absent(session, now=NOW + later)
        assert (talks.again(begin, waits).state is State.QUEUED) is free
