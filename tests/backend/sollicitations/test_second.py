"""Two problems in one message: the second is kept, offered, and filed on its own."""

import pytest
from sqlmodel import Session

from backend.replies import Turn
from backend.sollicitations import service
from backend.sollicitations.second import second_problem
from tests.backend.sollicitations.conftest import NOW
from tests.backend.sollicitations.test_service import SLOTS, TURN


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("La chasse d'eau fuit et l'ampoule du palier est morte.", "l'ampoule du palier est morte"),
        ("Bonjour, mon évier est bouché. Il me faut aussi une quittance", "il me faut aussi une"),
        ("ya dé souri ché moi et le radiateur é froid", "le radiateur é froid"),
        ("the sink is blocked and there are mice in the kitchen", "there are mice"),
        ("no funciona la caldera y además hay ratas en el patio", "hay ratas en el patio"),
    ],
)
def test_the_second_of_two_problems_is_found(text: str, second: str) -> None:
    assert second.lower() in (second_problem(text) or "").lower()


@pytest.mark.parametrize(
    "text",
    [
        "Le robinet fuit et l'eau coule chez le voisin",
        "les poubelles débordent et ça attire les rats",
        "l'ascenseur est en panne et je suis au sixième",
        "la serrure est cassée et la porte ne ferme plus",
        "plus de chauffage et j'ai un bébé",
        "",
    ],
)
def test_what_a_problem_does_is_no_second_one(text: str) -> None:
    assert second_problem(text) is None


def test_a_long_story_is_one_problem() -> None:
    story = "l'évier fuit depuis lundi, j'ai appelé, personne n'est venu, " * 8
    assert second_problem(story + "et l'ampoule du palier est morte") is None


def test_the_second_is_offered_after_the_first_is_filed_and_then_opened(session: Session) -> None:
    slots = SLOTS | {"second": "l'ampoule du palier est morte"}
    filed = service.file(session, TURN, slots, NOW)
    assert [said.response for said in filed.utterances] == [
        "sollicitation_filed",
        "sollicitation_second",
    ]
    session.flush()

    opened = service.open_second(session, TURN_OF_THE_YES, filed.slots)

    assert opened.slots["category"] == "parties-communes"
    assert opened.slots["description"] == "l'ampoule du palier est morte"
    assert opened.slots["address"] == SLOTS["address"]
    assert opened.slots["second"] is None


TURN_OF_THE_YES = Turn(78, TURN.conversation, 1, None, "fr", "bot", "oui")


def test_nothing_is_offered_where_one_problem_was_told(session: Session) -> None:
    assert len(service.file(session, TURN, SLOTS, NOW).utterances) == 1
