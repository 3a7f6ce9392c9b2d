"""What is said to a question: the landlord's own rule, told as it stands, with its source."""

from datetime import UTC, datetime

import pytest

from backend.answers import service
from backend.answers.opening import next_answered
from backend.answers.service import Found, Reason
from backend.replies import Act, EffectKind
from knowledge.search import Searcher

FRIDAY_MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # 10 h in Paris
FRIDAY_EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


def ask(searcher: Searcher, question: str, landlord: str | None = "office64", **given) -> Found:
    given = {"language": "fr", "topic": None, "now": FRIDAY_MORNING, **given}
    return service.answer(question, landlord=landlord, searcher=searcher, **given)


def test_a_question_gets_the_text_of_its_entry_with_the_source(small):
    found = ask(small, "c koi vot numero de tel")

    assert found.utterance.act is Act.ANSWER
    assert found.utterance.text == "Appelez le 06 39 98 00 01."
    source = found.utterance.sources[0]
    assert (source.entry, source.title) == ("office64-telephone", "Téléphone des locataires")
    assert (source.document, source.section) == ("Un compte rendu", "Délais")
    assert source.date.isoformat() == "2024-06-06"


def test_the_answer_is_in_the_language_of_the_conversation_else_in_french(small):
    english = ask(small, "what is your phone number", language="en")
    basque = ask(small, "c'est quoi le SLS", language="eu")

    assert english.utterance.text == "Call 06 39 98 00 01."
    assert basque.utterance.text == "Le SLS s'ajoute au loyer."


def test_only_a_translation_that_nobody_has_read_is_a_machines(small):
    english = ask(small, "what is your phone number", language="en")
    french = ask(small, "c koi vot numero de tel")
    told_in_french = ask(small, "c'est quoi le SLS", language="eu")

    assert english.utterance.sources[0].machine_made
    assert not french.utterance.sources[0].machine_made
    assert not told_in_french.utterance.sources[0].machine_made


def test_each_landlord_has_its_own_rule(small):
    question = "combien de refus d'un logement ?"

    assert ask(small, question, "office64").utterance.text.startswith("Après 1 refus")
    assert ask(small, question, "rochefort").utterance.text.startswith("Après 3 refus")


def test_a_rule_that_differs_is_asked_about_where_the_landlord_is_unknown(small):
    found = ask(small, "combien de refus d'un logement ?", None)

    assert found.utterance.act is Act.CLARIFY
    assert found.utterance.response == "answer_which_landlord"
    titles = [button.title for button in found.utterance.buttons]
    assert titles == ["Office64 de l'Habitat", "Rochefort Habitat Océan"]


def test_a_landlords_button_is_answered_with_its_rule_and_remembered(small):
    asked = ask(small, "combien de refus d'un logement ?", None)

    found = ask(small, asked.utterance.buttons[1].payload, None)

    assert found.utterance.sources[0].entry == "rochefort-refus"
    assert found.landlord == "rochefort"
    assert (EffectKind.SET_LANDLORD, "rochefort") in [
        (effect.kind, effect.value) for effect in found.outcome().effects
    ]


def test_a_rule_of_one_landlord_only_is_told_with_its_name_where_none_is_known(small):
    found = ask(small, "c'est quoi le journal écholoc", None)

    assert found.utterance.text.startswith("Office64 de l'Habitat : Le journal Écholoc")
    assert found.landlord is None


def test_what_holds_for_everybody_is_told_without_a_name(small):
    found = ask(small, "c'est quoi le SLS", None)

    assert found.utterance.text == "Le SLS s'ajoute au loyer."


def test_the_name_of_a_landlord_alone_is_noted(small):
    found = ask(small, "je suis locataire à Rochefort", None)

    assert found.utterance.response == "answer_landlord_noted"
    assert found.landlord == "rochefort"


@pytest.mark.parametrize("question", ["c'est quoi le journal écholoc", "les refus à l'Office 64 ?"])
def test_the_tenant_of_another_landlord_is_told_so(small, question):
    found = ask(small, question, "rochefort")

    assert found.reason is Reason.OTHER_LANDLORD
    assert found.utterance.response == "answer_other_landlord"
    assert found.utterance.values["landlord"] == "Office64 de l'Habitat"
    assert not found.utterance.sources


def test_what_is_not_known_has_no_reply_and_says_why(small):
    found = ask(small, "qui va gagner le championnat de rugby ?")

    assert found.utterance is None
    assert found.reason is Reason.UNKNOWN
    assert found.outcome() is None


def test_an_empty_question_is_not_known(small):
    assert ask(small, "?").reason is Reason.UNKNOWN


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("parlez-moi des bornes numériques", "C'est un projet annoncé le 6 juin 2024"),
        ("parlez-moi des appels reçus", "(Information du 6 juin 2024, elle a pu changer.)"),
        ("parlez-moi des caution réduite", "Ce n'est qu'une proposition du 6 juin 2024"),
    ],
)
def test_how_far_an_entry_holds_is_told_with_its_date(small, question, said):
    assert said in ask(small, question).utterance.text


def test_before_the_first_date_nothing_is_said(small):
    long_ago = datetime(2019, 1, 1, tzinfo=UTC)

    assert ask(small, "quel est votre numéro de téléphone", now=long_ago).utterance is None


def test_when_people_answer_next_is_told_only_while_they_do_not(small):
    assert next_answered(small.knowledge, "office64", "fr", FRIDAY_MORNING) is None
    assert next_answered(small.knowledge, None, "fr", FRIDAY_EVENING) is None
    assert next_answered(small.knowledge, "rochefort", "fr", FRIDAY_EVENING) is None
    said = next_answered(small.knowledge, "office64", "en", FRIDAY_EVENING)
    assert said == "Monday 23 November at 8:30"
    early = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert next_answered(small.knowledge, "office64", "fr", early) == "aujourd'hui à 8 h 30"


def test_the_entry_comes_back_to_be_remembered(small):
    outcome = ask(small, "quel est votre numéro de téléphone").outcome()

    assert [(e.kind, e.value) for e in outcome.effects] == [
        (EffectKind.SET_TOPIC, "office64-telephone")
    ]


@pytest.mark.parametrize("before", ["office64-facade", "office64-toiture"])
def test_a_question_too_short_to_be_clear_is_about_what_was_told_before(small, before):
    assert ask(small, "et les travaux ?").utterance.act is Act.CLARIFY

    found = ask(small, "et les travaux ?", topic=before)

    assert found.utterance.sources[0].entry == before


def test_what_was_told_before_answers_nothing_that_it_has_no_words_for(small):
    assert ask(small, "il fait beau ?", topic="office64-facade").utterance is None
    assert ask(small, "et un bus ?", topic="no-such-entry").utterance is None


def test_a_single_word_that_several_entries_answer_is_asked_about(small):
    found = ask(small, "travaux ?")

    assert found.utterance.act is Act.CLARIFY
    answered = [ask(small, button.payload).utterance for button in found.utterance.buttons]
    assert {u.sources[0].entry for u in answered} == {"office64-facade", "office64-toiture"}


def test_a_surer_match_may_be_asked_for(small):
    vague = "le numéro d'un ami de ma cousine"

    assert ask(small, vague, at_least=0.99).reason is Reason.UNKNOWN


def test_the_two_landlords_rules_stand_under_their_own_names(small):
    """No rule of one landlord is ever told to the other's tenants."""
    for question in ("si je refuse un logement ?", "combien de refus", "refus"):
        for landlord, other in (("office64", "rochefort"), ("rochefort", "office64")):
            found = ask(small, question, landlord)
            entries = [source.entry for source in found.utterance.sources]
            assert not [entry for entry in entries if entry.startswith(other)]
