"""The dialogue of a computation with the real Rasa: it asks, is answered, interrupted, left."""

from typing import Any

import pytest

from tests.bot.listener import Listener
from tests.bot.test_dialogue import acts

Payloads = list[dict[str, Any]]


def titles(said: Payloads) -> list[str]:
    return [button.get("title") or button["response"] for button in said[-1]["buttons"]]


def test_a_wish_to_compute_asks_for_what_is_missing_then_tells_the_result(
    bot: Listener, sender: str
) -> None:
    said = bot.say(sender, "calculez ma pénalité OPS")
    assert acts(said) == ["clarify"]
    assert said[-1]["text"].startswith("Depuis combien de mois")

    said = bot.say(sender, "huit")
    assert acts(said) == ["answer"]
    assert "60,96 €" in said[-1]["text"]
    assert said[-1]["sources"][0]["entry"] == "national-ops-penalite"
    tracker = bot.tracker(sender)
    assert not tracker["active_loop"].get("name")
    assert tracker["slots"]["calculation"] is None


def test_a_wish_that_holds_the_inputs_is_answered_at_once(bot: Listener, sender: str) -> None:
    said = bot.say(sender, "calculez ma pénalité OPS, 3 mois de retard")

    assert acts(said) == ["answer"]
    assert "22,86 €" in said[-1]["text"]


def test_nothing_says_what_to_compute_so_it_is_asked_with_buttons(
    bot: Listener, sender: str
) -> None:
    said = bot.say(sender, "calculer pour moi")

    assert acts(said) == ["clarify"]
    payloads = [button["payload"] for button in said[-1]["buttons"]]
    asked = bot.say(sender, next(one for one in payloads if "OPS" in one))
    assert "combien de mois" in asked[-1]["text"]


def test_buttons_are_answers_by_their_words_and_by_their_number(bot: Listener, sender: str) -> None:
    said = bot.say(sender, "calculer : SLS : est-ce que je le dois ?")
    assert "Non" in titles(said)
    said = bot.say(sender, "non")
    assert "PLAI" in titles(said)
    said = bot.say(sender, "4")

    assert acts(said) == ["answer"]
    assert "PLI" in said[-1]["text"]


def test_what_is_not_understood_is_asked_once_more_then_left_to_a_person(
    bot: Listener, sender: str
) -> None:
    bot.say(sender, "calculez ma pénalité OPS")
    said = bot.say(sender, "tralala pouet")
    assert acts(said) == ["clarify"]
    assert said[-1]["text"].startswith("Je n'ai pas compris.")

    said = bot.say(sender, "tralala encore")
    assert acts(said) == ["out_of_scope"]
    assert not bot.tracker(sender)["active_loop"].get("name")


def test_a_question_in_the_middle_is_answered_and_the_dialogue_goes_on(
    bot: Listener, sender: str
) -> None:
    bot.say(sender, "calculez ma pénalité OPS")
    said = bot.say(sender, "au fait, quels sont vos horaires ?")
    assert acts(said) == ["answer", "clarify"]

    assert "15,24 €" in bot.say(sender, "2 mois")[-1]["text"]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("annuler", "smalltalk"),
        ("laissez tomber", "smalltalk"),
        ("je veux parler à un conseiller", "handoff"),
        ("stop sms", "optout"),
    ],
)
def test_who_gives_up_or_wants_something_else_leaves_the_dialogue(
    bot: Listener, sender: str, text: str, act: str
) -> None:
    bot.say(sender, "calculez ma pénalité OPS")

    assert acts(bot.say(sender, text)) == [act]
    assert not bot.tracker(sender)["active_loop"].get("name")


def test_a_problem_in_the_middle_opens_its_own_form(bot: Listener, sender: str) -> None:
    bot.say(sender, "calculez ma pénalité OPS")
    said = bot.say(sender, "au secours j'ai une grosse fuite d'eau sous l'évier de la cuisine")

    assert "sollicitation" in acts(said)
    assert bot.tracker(sender)["active_loop"]["name"] == "sollicitation_form"


def test_a_computation_that_fails_says_so_and_the_dialogue_waits(
    bot: Listener, sender: str
) -> None:
    bot.say(sender, "calculez ma pénalité OPS")
    bot.broken = "validate_calculation_form"
    assert acts(bot.say(sender, "8 mois"))
    bot.broken = None

    assert "60,96 €" in bot.say(sender, "8 mois")[-1]["text"]
