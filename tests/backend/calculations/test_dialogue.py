"""The dialogue of a computation, message by message: answers, interruptions, what is in vain."""

from datetime import datetime

import pytest

from backend.calculations import dialogue
from backend.calculations.dialogue import Message, State
from backend.calculations.service import Given
from backend.replies import Act
from knowledge import Knowledge
from knowledge.calculators import CALCULATORS
from knowledge.hours import PARIS
from tests.shipped import shipped

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped()


def given(knowledge: Knowledge, landlord: str | None = "office64") -> Given:
    return Given(knowledge, landlord, "fr", NOW)


def heard(state: State, text: str, to: Given, intent: str = "inform") -> State:
    after = dialogue.hear(state, Message(text, intent, 0.9), to)
    assert after is not None
    return after


def talk(calculator: str, *texts: str, to: Given) -> State:
    state = dialogue.begin(calculator, "", to)
    for text in texts:
        state = heard(state, text, to)
    return state


@pytest.mark.parametrize(
    ("calculator", "texts", "told"),
    [
        ("ops-penalty", ["8 mois"], "60,96 €"),
        ("ops-penalty", ["huit"], "60,96 €"),
        ("ops-penalty", ["un an"], "91,44 €"),
        ("refusal", ["le 3 mars"], "3 mars 2027"),
        ("papers-deadline", ["hier à 17h"], "samedi 21 novembre à 17 h"),
        ("sls", ["oui j'ai l'APL"], "ne vous concerne pas"),
        ("sls", ["non", "PLUS", "non", "oui", "oui", "25"], "un SLS est dû"),
        ("sls", ["non", "je sais pas", "je sais pas", "oui", "je ne sais pas"], "20 %"),
        ("sls-recalculation", ["20 000 €", "18000"], "10 %"),
        (
            "right-to-remain",
            ["Enquête SLS sans réponse", "oui", "deux", "50", "non", "non", "2025"],
            "1er juillet 2027",
        ),
    ],
)
def test_numbers_and_words_lead_to_the_result(
    knowledge: Knowledge, calculator: str, texts: list[str], told: str
) -> None:
    to = given(knowledge)
    state = talk(calculator, *texts, to=to)

    assert state.asks is None
    said = dialogue.tell(state, to)
    assert said.act is Act.ANSWER
    assert told in (said.text or "")
    assert said.sources


def test_an_unknown_landlord_is_asked_for_first_and_his_rule_is_told(knowledge: Knowledge) -> None:
    to = given(knowledge, None)
    state = dialogue.begin("refusal", "", to)
    asked = dialogue.ask(state, to)
    assert asked is not None
    assert [button.title for button in asked.buttons][:2] == [
        "Office64 de l'Habitat",
        "Rochefort Habitat Océan",
    ]

    state = heard(state, "rochefort", to)
    assert state.asks == "refusals"
    said = dialogue.tell(heard(heard(state, "2", to), "non", to), to)
    assert {source.entry for source in said.sources} == {"rochefort-refus"}


def test_a_day_to_come_is_asked_again_once_and_then_a_person_is_offered(
    knowledge: Knowledge,
) -> None:
    to = given(knowledge)
    state = heard(dialogue.begin("refusal", "", to), "le 3 mars 2030", to)
    assert (state.asks, state.in_vain) == ("refused_on", 1)
    asked = dialogue.ask(state, to)
    assert asked is not None
    assert (asked.text or "").startswith("Je n'ai pas compris.")

    said = dialogue.tell(heard(state, "plus tard peut-être", to), to)
    assert said.act is Act.OUT_OF_SCOPE
    assert dialogue.PERSON in said.buttons


def test_who_cannot_tell_what_is_needed_is_told_so(knowledge: Knowledge) -> None:
    to = given(knowledge)

    state = talk("ops-penalty", "je ne sais pas", to=to)

    assert dialogue.tell(state, to).response == "calculation_not_without"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("vous ouvrez à quelle heure ?", "ask"),
        ("je veux parler à un conseiller", "handoff"),
        ("j'ai une grosse fuite dans la salle de bain depuis hier soir", "report_plomberie"),
        ("où en est ma demande", "track"),
    ],
)
def test_what_is_about_something_else_is_left_to_the_rules(
    knowledge: Knowledge, text: str, intent: str
) -> None:
    to = given(knowledge)
    state = dialogue.begin("ops-penalty", "", to)

    assert dialogue.hear(state, Message(text, intent, 0.9), to) is None


@pytest.mark.parametrize("text", ["annuler", "laisse tomber", "non annulez"])
def test_giving_up_ends_it(knowledge: Knowledge, text: str) -> None:
    to = given(knowledge)
    state = talk("ops-penalty", text, to=to)

    assert state.asks is None
    assert dialogue.tell(state, to) == dialogue.CANCELLED


@pytest.mark.parametrize("calculator", sorted(one for one in CALCULATORS if one != "contact"))
def test_every_question_can_be_put_in_the_state_that_the_bot_keeps(
    knowledge: Knowledge, calculator: str
) -> None:
    to = given(knowledge)
    state = dialogue.begin(calculator, "", to)

    assert dialogue.of_slot(state.slot()) == state
    if state.asks:
        asked = dialogue.ask(state, to)
        assert asked is not None
        assert asked.act is Act.CLARIFY
