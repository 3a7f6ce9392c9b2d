"""Requests in their conversation: what is told of them comes from the knowledge base only."""

from itertools import count
from typing import Any

import pytest
from sqlmodel import Session

from backend.conversations.models import Conversation
from backend.conversations.next_steps import words_of
from backend.conversations.opening import open_sms
from backend.conversations.requests import Requests
from backend.db import UnitOfWork
from backend.replies import Act, Outcome, Turn
from backend.sollicitations.form import EMPTY
from knowledge.calculators import CALCULATORS
from tests.backend.conversations.people import KNOWS, NOW, web

REQUESTS = Requests(KNOWS.library)
PHONE = "+33639980042"
_inbounds = count(1)


def turn_of(conversation: Conversation, text: str, landlord: str | None = "office64") -> Turn:
    """Return a new message of a conversation."""
    return Turn(next(_inbounds), conversation.id, 0, landlord, "fr", "bot", text)


def opened(
    session: Session, conversation: Conversation, text: str, intent: str, **turn: Any
) -> Outcome:
    """Open a request."""
    told = turn_of(conversation, text, **turn)
    return REQUESTS.open_from(session, told, {}, f"report_{intent}", 0.9)


def filed(
    session: Session, conversation: Conversation, slots: dict[str, Any], **turn: Any
) -> list[tuple[Act, str]]:
    """File a request; return what is said, as acts with their texts or names."""
    told = {**EMPTY, "confirm": True, "address": "-", **slots}
    said = REQUESTS.file(session, turn_of(conversation, "oui", **turn), told, NOW)
    return [(one.act, one.text or one.response or "") for one in said.utterances]


def entries(outcome: Outcome) -> list[str]:
    """Return what the answers of an outcome rest on."""
    return [source.entry for one in outcome.utterances for source in one.sources]


def test_a_repeated_neighbour_trouble_is_told_who_acts(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        often = opened(session, conversation, "mon voisin crie toutes les nuits", "voisinage")
        once = opened(session, conversation, "mon voisin a crié hier", "voisinage")
        heard = REQUESTS.read_form_message(
            session, turn_of(conversation, "déjà signalé"),
            {**once.slots, "address": "-", "since": "-"}, "details", "inform", 0.5,
        )  # fmt: skip

    assert entries(often) == ["office64-troubles-voisinage"]
    assert entries(once) == []
    assert heard is not None
    assert entries(heard) == ["office64-troubles-voisinage"]


def test_a_mowing_complaint_is_told_the_delay_of_its_entry(begin: UnitOfWork) -> None:
    conversation = web(begin)
    with begin() as session:
        own = opened(session, conversation, "la pelouse n'est pas tondue", "espaces_verts")
        other = opened(
            session, conversation, "la pelouse n'est pas tondue", "espaces_verts",
            landlord="rochefort",
        )  # fmt: skip

    assert entries(own) == ["office64-espaces-verts-correction"]
    assert entries(other) == []


def test_somebody_in_the_lift_gets_the_numbers_first_and_the_request_goes_on(
    begin: UnitOfWork,
) -> None:
    conversation = web(begin)
    with begin() as session:
        begun = opened(session, conversation, "l'ascenseur est en panne", "ascenseur")
        slots = {**EMPTY, **begun.slots}
        answer = turn_of(conversation, "oui")
        heard = REQUESTS.read_form_message(session, answer, slots, "details", "affirm", 0.9)

    assert heard is not None
    assert [one.act for one in heard.utterances] == [Act.EMERGENCY]
    assert REQUESTS.missing({**slots, **heard.slots})[0] == "address"


def test_by_sms_no_photo_is_asked_for(begin: UnitOfWork) -> None:
    with begin() as session:
        conversation = open_sms(session, contact=PHONE, landlord="office64", now=NOW)
        by_sms = opened(session, conversation, "une fuite sous l'évier", "plomberie")
        on_web = opened(session, web(begin), "une fuite sous l'évier", "plomberie")

    assert "photo" not in by_sms.slots["details"]
    assert "photo" in on_web.slots["details"]


ADAPTATION = {"kind": "adaptation", "category": "autre"}


@pytest.mark.parametrize(
    ("slots", "landlord", "told"),
    [
        (ADAPTATION | {"description": "des barres d'appui", "details": {}}, "office64",
         ["décembre 2026", "justificatif médical"]),
        (ADAPTATION | {"description": "des barres d'appui", "details": {}}, "rochefort", []),
        ({"kind": "mutation", "category": "bail", "details": {"reason": "too-big"}}, "office64",
         ["priori"]),
        ({"kind": "mutation", "category": "bail", "details": {"reason": "je veux"}}, "office64",
         ["Mutations prioritaires"]),
        ({"kind": "mutation", "category": "bail", "details": {"reason": "too-big"}}, "rochefort",
         ["critère d'urgence"]),
        ({"kind": "bel", "category": "bail", "details": {}}, "office64", ["4 mois"]),
        ({"kind": "parking", "category": "bail", "details": {}}, "office64", ["formulaire"]),
        ({"kind": "payment", "category": "loyer", "details": {}}, "office64",
         ["conseillère sociale"]),
        ({"kind": "survey", "category": "loyer", "details": {}}, "office64",
         ["avis d'imposition"]),
        ({"kind": "association", "category": "autre", "details": {"subject": "board"}}, "office64",
         ["panneau"]),
        ({"kind": "notice", "category": "bail", "details": {}}, "office64", []),
        ({"kind": "certificate", "category": "attestation", "details": {}}, "office64", []),
        ({"kind": "payment", "category": "loyer", "details": {}}, None, []),
    ],
)  # fmt: skip
def test_what_comes_next_is_told_where_an_entry_says_it(
    begin: UnitOfWork, slots: dict[str, Any], landlord: str | None, told: list[str]
) -> None:
    with begin() as session:
        said = filed(session, web(begin), slots, landlord=landlord)

    answers = [text for act, text in said if act is Act.ANSWER]
    assert said[0] == (Act.SOLLICITATION, "sollicitation_filed")
    assert bool(answers) == bool(told)
    for words in told:
        assert words in "\n".join(answers)
    assert sum(len(text) for text in answers) < 700
    assert not any("http" in text and "paye" in text for text in answers)


def test_the_answers_fill_the_rule_that_an_agent_computes() -> None:
    slots = {
        "description": "des barres d'appui dans mon T2",
        "details": {"works": "bars", "age": "78 ans", "floor": "1er étage, sans ascenseur"},
    }

    assert words_of(CALCULATORS["senior-pack"], slots) == {
        "works": "bars",
        "age": "78",
        "floor": "1",
        "lift": "no",
        "dwelling": "t2",
    }
