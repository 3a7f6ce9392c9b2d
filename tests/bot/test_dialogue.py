"""The contract of rasa-sdk 3.21.1 with Rasa 3.6.21, and what the rules promise."""

from typing import Any

import pytest

from backend.safety import escape_for_rasa
from tests.bot.listener import Listener

Payloads = list[dict[str, Any]]


def acts(said: Payloads) -> list[str]:
    return [payload["act"] for payload in said]


def asked(said: Payloads) -> str | None:
    return said[-1].get("asks") if said else None


def passed(bot: Listener, sender: str, said: Payloads) -> Payloads:
    """Pass what fits the problem alone: quick answers, a photo."""
    while asked(said) in ("answer", "photo"):
        said = bot.say(sender, "passer")
    return said


def fill(bot: Listener, sender: str) -> Payloads:
    """Tell a problem and everything that the form asks for, up to its summary."""
    said = bot.say(sender, "J'ai une fuite sous l'évier de la cuisine depuis hier")
    told = {
        "address": "12 rue des Lilas, Anglet",
        "since": "depuis hier",
        "name": "Mme Durand",
        "phone": "06 39 98 11 22",
    }
    while asked(said) in told:
        said = passed(bot, sender, bot.say(sender, told[str(asked(said))]))
    return said


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Bonjour", "smalltalk"),
        ("merci beaucoup", "smalltalk"),
        ("au revoir", "smalltalk"),
        ("êtes-vous un robot ?", "smalltalk"),
        ("oui", "smalltalk"),
        ("quels sont vos horaires ?", "answer"),
        ("qui a gagné le match hier", "out_of_scope"),
        ("j'ai un problème", "clarify"),
        ("?", "clarify"),
        ("[photo]", "clarify"),
        ("😡😡", "clarify"),
        ("où en est ma demande", "track"),
        ("00000-00000-0", "track"),
        ("J'ai le radiateur qui zozote et qui zigzague, tralala", "sollicitation"),
        ("tralala zozote zut, le robinet zigzague", "sollicitation"),
        ("je veux parler à un conseiller", "handoff"),
        ("finalement plus besoin de conseiller", "smalltalk"),
        ("c'est quoi votre questionnaire", "survey"),
        ("je ne veux pas répondre à votre questionnaire", "survey"),
        ("stop sms", "optout"),
        ("au feu, il y a le feu dans la cuisine", "emergency"),
    ],
)
def test_what_is_meant_decides_the_act(bot: Listener, sender: str, text: str, act: str) -> None:
    assert set(acts(bot.say(sender, text))) == {act}


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("jvoudrai prendre rdv a l agence", "book"),
        ("je peux venir voir un conseiller mardi sur rendez-vous ?", "book"),
        ("mon rdv jpeu le decaler a un autre jour", "move"),
        ("jannule mon rdv de demain", "cancel"),
        ("vous pouvez me rappeler demain dans la matinée", "call"),
        ("quiero pedir una cita en la agencia", "book"),
        ("please cancel the appointment", "cancel"),
    ],
)
def test_what_is_wished_of_an_appointment_is_told_to_the_diary(
    bot: Listener, sender: str, text: str, wish: str
) -> None:
    [said] = bot.say(sender, text)
    assert (said["act"], said["values"]["wish"]) == ("handoff", wish)


def test_an_appointment_ends_the_form_that_was_open(bot: Listener, sender: str) -> None:
    bot.say(sender, "il y a une fuite sous mon lavabo depuis ce matin")
    assert acts(bot.say(sender, "rappelez-moi svp")) == ["handoff"]
    assert not bot.tracker(sender)["active_loop"]


def test_a_problem_opens_the_form_with_its_category(bot: Listener, sender: str) -> None:
    said = bot.say(sender, "L'ascenseur est en panne depuis hier")
    assert set(acts(said)) == {"sollicitation"}
    assert said[-1]["sollicitation"]["category"] == "ascenseur"
    assert asked(passed(bot, sender, said)) == "address"


def test_two_facts_in_one_message_fill_two_slots(bot: Listener, sender: str) -> None:
    bot.say(sender, "il y a une fuite sous mon lavabo depuis ce matin")
    said = bot.say(sender, "8 rue du Port, Bayonne, Mme Garat, 06 39 98 40 12")
    assert asked(passed(bot, sender, said)) == "confirm"
    slots = bot.tracker(sender)["slots"]
    assert slots["phone"]
    assert slots["name"]


def test_a_confirmed_form_is_filed_and_forgotten(bot: Listener, sender: str) -> None:
    assert asked(fill(bot, sender)) == "confirm"
    said = bot.say(sender, "oui")
    assert said[-1]["sollicitation"]["code"]
    tracker = bot.tracker(sender)
    assert not tracker["active_loop"].get("name")
    assert tracker["slots"]["description"] is None


def test_a_question_in_the_form_is_answered_and_the_form_goes_on(
    bot: Listener, sender: str
) -> None:
    bot.say(sender, "mon radiateur est froid")
    said = bot.say(sender, "au fait, quels sont vos horaires ?")
    assert acts(said) == ["answer", "sollicitation"]
    assert asked(said) == "address"
    assert asked(bot.say(sender, "3 rue Thiers, Pau")) == "since"


@pytest.mark.parametrize("text", ["merci", "bonjour", "d'accord"])
def test_small_words_in_the_form_put_its_question_again(
    bot: Listener, sender: str, text: str
) -> None:
    bot.say(sender, "mon radiateur est froid")
    said = bot.say(sender, text)
    assert set(acts(said)) == {"sollicitation"}
    assert asked(said) == "address"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("où en est ma demande de la semaine dernière", "track"),
        ("raconte-moi une blague", "out_of_scope"),
        ("tu es un robot ?", "smalltalk"),
    ],
)
def test_an_interruption_with_its_own_act_stands_alone_and_the_form_waits(
    bot: Listener, sender: str, text: str, act: str
) -> None:
    bot.say(sender, "mon radiateur est froid")
    assert acts(bot.say(sender, text)) == [act]
    assert asked(bot.say(sender, "3 rue Thiers, Pau")) == "since"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("je veux parler à un conseiller", "handoff"),
        ("stop sms", "optout"),
        ("annule tout", "smalltalk"),
        ("laisse tomber", "smalltalk"),
    ],
)
def test_who_leaves_the_form_is_out_of_it(bot: Listener, sender: str, text: str, act: str) -> None:
    bot.say(sender, "mon radiateur est froid")
    assert acts(bot.say(sender, text)) == [act]
    assert not bot.tracker(sender)["active_loop"].get("name")


def test_a_refused_summary_can_be_corrected(bot: Listener, sender: str) -> None:
    assert asked(fill(bot, sender)) == "confirm"
    said = bot.say(sender, "non, l'adresse c'est 14 rue des Lilas, Anglet")
    assert asked(said) == "confirm"
    assert "14 rue des Lilas" in bot.tracker(sender)["slots"]["address"]


def test_another_request_after_the_first_one_starts_anew(bot: Listener, sender: str) -> None:
    fill(bot, sender)
    bot.say(sender, "oui")
    said = bot.say(sender, "il y a aussi des cafards dans la cuisine")
    assert said[-1]["sollicitation"]["category"] == "nuisibles"


@pytest.mark.parametrize(("reply", "act"), [("oui", "sollicitation"), ("non", "smalltalk")])
def test_the_second_of_two_problems_is_offered_once_the_first_is_filed(
    bot: Listener, sender: str, reply: str, act: str
) -> None:
    bot.say(sender, "La chasse d'eau fuit et l'ampoule du palier est morte")
    told = "12 rue des Lilas, Anglet, Mme Durand, 06 39 98 11 22, depuis hier"
    assert asked(passed(bot, sender, bot.say(sender, told))) == "confirm"
    assert bot.say(sender, "oui")[-1]["response"] == "sollicitation_second"
    said = bot.say(sender, reply)
    assert set(acts(said)) == {act}
    assert acts(bot.say(sender, "merci")) == [act]


def test_a_yes_long_after_the_offer_opens_nothing(bot: Listener, sender: str) -> None:
    bot.say(sender, "La chasse d'eau fuit et l'ampoule du palier est morte")
    told = "12 rue des Lilas, Anglet, Mme Durand, 06 39 98 11 22, depuis hier"
    passed(bot, sender, bot.say(sender, told))
    bot.say(sender, "oui")
    bot.say(sender, "bonne journée")
    assert acts(bot.say(sender, "oui")) == ["smalltalk"]


def test_nothing_is_filed_while_the_tenant_waits_for_a_person(bot: Listener, sender: str) -> None:
    said = bot.say(sender, "l'ascenseur est en panne", state="queued")
    assert acts(said) == ["handoff"]
    assert not bot.tracker(sender)["active_loop"].get("name")
    assert acts(bot.say(sender, "quels sont vos horaires ?", state="queued")) == ["answer"]


def test_a_form_that_began_before_the_queue_waits_too(bot: Listener, sender: str) -> None:
    passed(bot, sender, bot.say(sender, "l'ascenseur est en panne"))
    assert acts(bot.say(sender, "3 rue Thiers, Pau", state="queued")) == ["handoff"]
    assert acts(bot.say(sender, "quels sont vos horaires ?", state="queued")) == ["answer"]
    assert asked(bot.say(sender, "3 rue Thiers, Pau")) == "since"


def test_a_second_failure_in_a_row_offers_a_person(bot: Listener, sender: str) -> None:
    bot.say(sender, "?")
    said = bot.say(sender, "??")
    assert said[0]["response"] == "clarify_again"
    assert bot.say(sender, "bonjour")[0]["act"] == "smalltalk"
    assert bot.say(sender, "?")[0]["response"] == "clarify"


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("action_answer", "quels sont vos horaires ?"),
        ("action_track", "où en est ma demande"),
        ("action_open_sollicitation", "l'ascenseur est en panne"),
    ],
)
def test_an_action_that_fails_hands_over_to_a_person(
    bot: Listener, sender: str, broken: str, text: str
) -> None:
    bot.broken = broken
    said = bot.say(sender, text)
    assert acts(said) == ["handoff"]
    assert said[0]["effects"][0]["kind"] == "request_person"


def test_a_failure_inside_the_form_is_told_once(bot: Listener, sender: str) -> None:
    bot.say(sender, "mon radiateur est froid")
    bot.broken = "validate_sollicitation_form"
    assert acts(bot.say(sender, "3 rue Thiers, Pau")) == ["handoff"]
    bot.broken = None
    assert asked(bot.say(sender, "3 rue Thiers, Pau")) == "since"


def test_words_of_a_program_are_words(bot: Listener, sender: str) -> None:
    for text in ("{{7*7}}", "<script>alert(1)</script>", "/restart", "\u202e", "a" * 5000):
        assert len(bot.say(sender, escape_for_rasa(text))) >= 1


def test_a_problem_told_while_waiting_does_not_empty_the_form(bot: Listener, sender: str) -> None:
    bot.say(sender, "l'ascenseur est en panne")
    assert acts(bot.say(sender, "il y a aussi une fuite dans ma cuisine", state="queued")) == [
        "handoff"
    ]
    assert bot.tracker(sender)["slots"]["category"] == "ascenseur"
