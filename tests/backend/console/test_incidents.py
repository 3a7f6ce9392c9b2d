"""Incidents in the console: confirmed, told to everybody, closed."""

import re

from backend.agents import demo as agencies
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.incidents import service
from backend.notices.models import Way
from backend.notices.preferences import prefer
from backend.sollicitations.models import Sollicitation
from backend.tenants import demo as tenants
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW, web

HERE = "/console/incidents"


def reported(begin: UnitOfWork, number: int = 2) -> list[Sollicitation]:
    """Several people report the lift of one building."""
    with begin() as session:
        agencies.load(session)
        tenants.load(session)
    found = [talks.request(begin, web(begin), category="ascenseur") for _ in range(number)]
    with begin() as session:
        for one in found:
            service.report(session, session.get_one(Sollicitation, one.id))
    return found


def test_what_was_reported_often_is_confirmed_told_and_closed(
    begin: UnitOfWork, bearn: Browser, cote: Browser
) -> None:
    first, second = reported(begin)
    assert "2 demandes semblables" in bearn.get(HERE).text

    there = bearn.post(f"{HERE}/demandes/{first.id}").headers["location"].partition("?")[0]
    page = cote.get(there).text
    assert re.findall(r'class="code" href="[^"]+">([^<]+)<', page) == [first.code, second.code]
    assert "Ascenseur en panne, Les Tilleuls, Pau" in page
    assert there in bearn.get(f"/console/sollicitations/{second.id}").text

    told = bearn.post(f"{there}/messages", {"text": "Réparation à 14 h."})
    assert told.headers["location"].endswith("notice=incident-told")
    assert "2 personnes jointes" in bearn.get(there).text
    assert bearn.post(f"{there}/messages", {"text": " "}).headers["location"].endswith("empty")

    bearn.post(f"{there}/close", {"note": "réparé"})
    assert bearn.post(f"{there}/close").headers["location"].endswith("incident-over")
    with begin() as session:
        assert session.get_one(Sollicitation, second.id).state == "done"
        talk = session.get_one(Conversation, second.conversation_id)
    said = [m.text for m in talks.said(begin, talk) if m.author is Author.SYSTEM]
    assert [second.code in text for text in said] == [True, True, False]
    assert "Est-ce réglé" in said[-1]


def test_who_wants_no_news_reads_of_an_incident_what_is_urgent_only(
    begin: UnitOfWork, bearn: Browser
) -> None:
    first, second = reported(begin)
    there = bearn.post(f"{HERE}/demandes/{first.id}").headers["location"].partition("?")[0]
    with begin() as session:
        filed = session.get_one(Sollicitation, second.id)
        prefer(session, filed, Way.NONE, by="tenant", now=NOW)

    bearn.post(f"{there}/messages", {"text": "Réparation à 14 h."})
    assert "1 personnes jointes" in bearn.get(there).text
    bearn.post(f"{there}/messages", {"text": "Sortez de l’immeuble.", "urgent": "true"})

    with begin() as session:
        talk = session.get_one(Conversation, second.conversation_id)
    texts = [m.text for m in talks.said(begin, talk) if m.author is Author.SYSTEM]
    assert ["Sortez" in text for text in texts] == [True]


def test_incidents_are_their_landlord_s_own(
    begin: UnitOfWork, bearn: Browser, rochefort: Browser, stranger: Browser
) -> None:
    first, _ = reported(begin)
    there = bearn.post(f"{HERE}/demandes/{first.id}").headers["location"].partition("?")[0]

    assert rochefort.get(there).status_code == 404
    assert rochefort.post(f"{there}/close").status_code == 404
    assert "Les Tilleuls" not in rochefort.get(HERE).text
    assert rochefort.post(f"{HERE}/demandes/{first.id}").status_code == 404
    assert "Les Tilleuls" not in stranger.get(there).text


def test_a_request_without_a_building_opens_none_and_says_so(
    begin: UnitOfWork, bearn: Browser
) -> None:
    one = talks.request(begin, category="plomberie")

    answer = bearn.post(f"{HERE}/demandes/{one.id}")

    assert answer.headers["location"].endswith("notice=incident-none")
