"""A short question follows on from the answer before; two questions get two answers."""

from datetime import UTC, datetime

import pytest

from backend.answers import service
from backend.answers.service import Found, Reason
from backend.answers.several import after_the_story, questions_in
from backend.replies import Act
from knowledge.search import Searcher

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def ask(searcher: Searcher, question: str, landlord: str | None = "office64", **given) -> Found:
    given = {"language": "fr", "topic": None, "now": NOW, **given}
    return service.answer(question, landlord=landlord, searcher=searcher, **given)


def told(found: Found) -> list[str]:
    assert found.utterance is not None
    return [source.entry for source in found.utterance.sources]


def test_a_landlord_named_alone_is_asked_the_same_question_again(small):
    asked = ask(small, "combien de refus d'un logement ?", None)

    found = ask(small, "Rochefort", None, topic=asked.topic)

    assert told(found) == ["rochefort-refus"]
    assert found.landlord == "rochefort"


def test_a_landlord_named_alone_after_what_holds_for_everybody_is_only_noted(small):
    found = ask(small, "je suis à Rochefort", None, topic="national-sls")

    assert found.utterance.response == "answer_landlord_noted"


def test_the_other_landlords_rule_is_told_to_none_of_its_tenants_even_as_a_follow_up(small):
    found = ask(small, "et à Rochefort ?", topic="office64-refus")

    assert found.reason is Reason.OTHER_LANDLORD


def test_a_new_clear_question_changes_the_subject(small):
    found = ask(small, "et le journal écholoc ?", topic="office64-facade")

    assert told(found) == ["office64-echoloc"]
    assert found.topic == "office64-echoloc"


@pytest.mark.parametrize("day", ["et le vendredi ?", "et samedi matin", "e no domingo?"])
@pytest.mark.parametrize("before", ["office64-telephone", "office64-agence"])
def test_a_day_alone_after_opening_hours_is_about_them(small, day, before):
    assert told(ask(small, day, topic=before)) == [before]


def test_a_day_alone_after_something_else_is_not_about_it(small):
    found = ask(small, "et le vendredi ?", topic="office64-refus")

    assert found.topic != "office64-refus"


def test_two_questions_are_answered_in_one_reply_with_both_sources(small):
    found = ask(small, "Quel est votre numéro de téléphone ? Et combien de refus d'un logement ?")

    assert found.utterance.act is Act.ANSWER
    assert found.utterance.text.split("\n\n") == [
        "Appelez le 06 39 98 00 01.",
        "Après 1 refus, il faut attendre.",
    ]
    assert told(found) == ["office64-telephone", "office64-refus"]


def test_where_only_the_first_is_clear_it_is_answered(small):
    found = ask(small, "Quel est votre numéro de téléphone ? Et qui va gagner le match ?")

    assert told(found) == ["office64-telephone"]


def test_a_question_asked_twice_is_answered_once(small):
    found = ask(small, "C'est quoi le SLS ? Dites, c'est quoi le SLS ?")

    assert found.utterance.text == "Le SLS s'ajoute au loyer."


@pytest.mark.parametrize(
    "message",
    [
        "c'est quoi le numéro et à quelle heure vous ouvrez",
        "Quel est le numéro ? Où êtes-vous ?",
        "c koi le num et cb de refu",
        "What is the number? When do you open?",
        "je voudrais un garage, et la pelouse est tondue quand",
        "Quels sont vos horaires et le numéro ?",
        "Qui paie la douche et en combien de temps est-elle posée ?",
    ],
)
def test_two_questions_are_told_apart(message):
    assert len(questions_in(message)) == 2


@pytest.mark.parametrize(
    "message",
    [
        "mon mari et moi avons quel droit",
        "j'ai perdu mon travail et je n'arrive plus à payer, qui peut m'aider ?",
        "Bonjour. Je suis au troisième étage. Puis-je avoir une douche ?",
        "?",
        "",
    ],
)
def test_a_story_stays_with_its_question(message):
    assert questions_in(message) == [message]


@pytest.mark.parametrize(
    ("message", "question"),
    [
        (
            "Bonjour, ma mère est tombée deux fois cet hiver dans sa baignoire, je suis inquiète et"
            " loin d'elle, est-ce qu'elle peut avoir une douche ? Merci.",
            "est-ce qu'elle peut avoir une douche",
        ),
        ("Bonjour, est-ce que je peux avoir une douche ?", None),
        (
            "je vous raconte tout depuis le début sans aucune pause parce que je n'ai plus le temps"
            " de chercher et que tout va mal depuis le printemps",
            None,
        ),
    ],
)
def test_the_question_that_a_story_comes_to_is_read_by_itself(message, question):
    assert after_the_story(message) == question
