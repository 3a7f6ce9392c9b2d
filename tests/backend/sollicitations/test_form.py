"""The form in conversation: details in any order, corrections, interruptions, refusals."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from backend.replies import Act, Utterance
from backend.sollicitations import service
from backend.sollicitations.form import summary
from backend.sollicitations.models import Sollicitation
from tests.backend.sollicitations.conftest import Talk

EVERYTHING = "Mme Lafont, 12 rue des Acacias, Pau, 06 39 98 12 12, depuis hier"


def filed(session: Session) -> list[Sollicitation]:
    return list(session.exec(select(Sollicitation)))


def asks(said: Utterance | None) -> str | None:
    assert said is not None
    return said.asks


def test_a_request_is_filed_from_four_short_messages(talk: Talk, session: Session) -> None:
    assert asks(talk.report("slt le radiateur du salon est froid", "report_chauffage")) == "address"
    assert asks(talk.say("4 rue du lavoir bat 2 trizay")) == "since"
    assert asks(talk.say("m petit 0639981616")) == "since"
    assert asks(talk.say("depui 3 jour, dispo le soir")) == "confirm"
    said = talk.say("ui c bon", "affirm")

    assert said is not None
    assert (said.act, said.response) == (Act.SOLLICITATION, "sollicitation_filed")
    [request] = filed(session)
    assert request.category == "chauffage"
    assert request.address == "4 rue du lavoir bat 2 trizay"
    assert request.contact_name == "M. Petit"
    assert request.contact_phone == "+33639981616"
    assert (request.since, request.availability, request.place) == ("3 jour", "le soir", "salon")
    assert request.filed_from is not None


def test_everything_told_at_once_leaves_only_the_confirmation(talk: Talk) -> None:
    said = talk.report(f"Bonjour, fuite sous l'évier. {EVERYTHING}", "report_plomberie")

    assert said.asks == "confirm"
    assert [b.payload for b in said.buttons] == ["oui", "non"]
    assert said.sollicitation is not None
    assert said.sollicitation.category == "plomberie"


def test_the_category_is_known_from_the_first_reply(talk: Talk) -> None:
    talk.report("le robinet goutte", "report_plomberie")

    assert [u.sollicitation.category for u in talk.said if u.sollicitation] == ["plomberie"] * 2
    assert talk.said[0].response == "sollicitation_opened"


def test_something_vague_is_asked_about(talk: Talk) -> None:
    assert asks(talk.report("j'ai un souci", "report_vague")) == "description"
    assert asks(talk.say("c'est")) == "description"
    assert talk.said[-1].response == "ask_description_more"
    assert asks(talk.say("la haie devant chez moi n'est plus taillée", "report_autre")) == "address"
    assert talk.slots["category"] == "espaces-verts"


def test_a_paper_is_asked_for_without_since_when(talk: Talk) -> None:
    talk.report("il me faut une attestation de loyer", "report_attestation")

    assert asks(talk.say("12 rue des Acacias, Pau")) == "name"


@pytest.mark.parametrize("word", ["passer", "je sais pas", "jsp", "I don't know", "no sé", "skip"])
def test_what_is_not_indispensable_may_be_passed(talk: Talk, word: str) -> None:
    talk.report("ampoule grillée au plafond", "report_electricite")
    talk.say("12 rue des Acacias, Pau")

    assert talk.asked == "since"
    assert asks(talk.say(word, "skip")) == "name"
    assert asks(talk.say(word, "skip")) == "phone"


def test_an_address_and_a_number_are_asked_for_twice_and_no_more(talk: Talk) -> None:
    talk.report("ampoule grillée au plafond depuis hier", "report_electricite")

    assert asks(talk.say("passer", "skip")) == "address"
    assert talk.said[-1].response == "ask_address_needed"
    assert asks(talk.say("passer", "skip")) == "name"
    talk.say("passer", "skip")
    assert asks(talk.say("passer", "skip")) == "phone"
    assert talk.said[-1].response == "ask_phone_needed"
    assert asks(talk.say("passer", "skip")) == "confirm"


def test_an_incomplete_number_is_said_to_be_one(talk: Talk) -> None:
    talk.report(
        "ampoule grillée depuis hier au 12 rue des Acacias, Mme Lafont", "report_electricite"
    )

    assert asks(talk.say("06 39 98 1")) == "phone"
    assert talk.said[-1].response == "ask_phone_invalid"
    assert asks(talk.say("pardon 06 39 98 14 14")) == "confirm"


@pytest.mark.parametrize("word", ["oui c bon", "oui", "ok", "d'accord", "yes", "bai", "👍"])
def test_a_bare_yes_answers_no_other_question(talk: Talk, word: str) -> None:
    talk.report("ampoule grillée", "report_electricite")
    before = dict(talk.slots)

    assert asks(talk.say(word, "affirm", 0.95)) == "address"
    assert {k: v for k, v in talk.slots.items() if v} == {k: v for k, v in before.items() if v}


@pytest.mark.parametrize(
    "word",
    ["oui", "Oui.", "ui", "ok", "c'est bon", "oui c bon", "parfait merci", "d'accord", "yes please"]
    + ["sí", "sim", "bai", "je confirme", "oui oui c'est ça", "👍", "OUI !!", "c'est exact"],
)
def test_a_yes_in_many_ways_files_the_request(talk: Talk, session: Session, word: str) -> None:
    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")

    said = talk.say(word, "affirm")

    assert said is not None
    assert said.response == "sollicitation_filed"
    assert len(filed(session)) == 1


@pytest.mark.parametrize(
    ("correction", "slot", "value"),
    [
        ("non l'adresse c'est le 14", "address", "14 rue des Acacias, Pau"),
        ("pas le 12, le 14", "address", "14 rue des Acacias, Pau"),
        ("c'est au 14 pas au 12", "address", "14 rue des Acacias, Pau"),
        ("appt 6", "address", "12 rue des Acacias, Pau, appt 6"),
        ("non c'est 3 rue Gambetta à Lons", "address", "3 rue Gambetta à Lons"),
        ("oui mais mon nom c'est Lafond", "name", "Lafond"),
        ("non, je m'appelle Sonia Roux", "name", "Sonia Roux"),
        ("le numero c'est 06 39 98 00 07", "phone", "+33639980007"),
        ("erreur depuis lundi", "since", "lundi"),
        ("c'est pas de la plomberie c'est du chauffage", "category", "chauffage"),
        ("plutôt chauffage", "category", "chauffage"),
        ("je suis là le mardi matin", "availability", "le mardi matin"),
    ],
)
def test_a_correction_changes_its_field_and_the_summary_is_shown_again(
    talk: Talk, session: Session, correction: str, slot: str, value: str
) -> None:
    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")
    before = dict(talk.slots)

    said = talk.say(correction, "correct")

    assert asks(said) == "confirm"
    assert talk.slots[slot] == value
    assert {k: v for k, v in talk.slots.items() if k not in {slot, "hint"}} == {
        k: v for k, v in before.items() if k not in {slot, "hint"}
    }
    assert filed(session) == []


def test_a_bare_no_asks_what_is_wrong(talk: Talk, session: Session) -> None:
    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")

    assert asks(talk.say("non", "deny")) == "confirm"
    assert talk.said[-1].response == "ask_correction"
    assert asks(talk.say("le nom")) == "name"
    assert asks(talk.say("Lafond")) == "confirm"
    assert filed(session) == []
    assert talk.slots["name"] == "Lafond"


def test_a_yes_to_what_is_wrong_shows_the_summary_again(talk: Talk, session: Session) -> None:
    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")
    talk.say("non", "deny")

    assert asks(talk.say("oui", "affirm")) == "confirm"
    assert talk.said[-1].response == "ask_confirm"
    assert filed(session) == []
    talk.say("oui", "affirm")
    assert len(filed(session)) == 1


def test_yes_with_something_new_files_it_too(talk: Talk, session: Session) -> None:
    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")

    talk.say("oui et je suis dispo le matin", "affirm")

    assert [r.availability for r in filed(session)] == ["le matin"]


@pytest.mark.parametrize("word", ["laisse tomber", "annule", "non annulez tout", "never mind"])
def test_giving_up_files_nothing(talk: Talk, session: Session, word: str) -> None:
    talk.report("fuite sous l'évier", "report_plomberie")

    said = talk.say(word, "deny")

    assert said is not None
    assert said.response == "sollicitation_cancelled"
    assert filed(session) == []
    assert not any(talk.slots.values())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("vous êtes ouverts le samedi ?", "ask"),
        ("quels papiers pour la CALEOL", "ask"),
        ("où en est ma demande 7k2ab", "track"),
        ("je veux parler à un conseiller", "handoff"),
        ("tu es un robot ?", "bot_challenge"),
        ("quel temps fait-il demain ?", "out_of_scope"),
    ],
)
@pytest.mark.parametrize("known", ["", "12 rue des Acacias, Pau", EVERYTHING])
def test_an_interruption_leaves_the_form_alone(
    talk: Talk, text: str, intent: str, known: str
) -> None:
    talk.report(f"fuite sous l'évier {known}", "report_plomberie")
    before = dict(talk.slots)

    assert talk.say(text, intent, 0.9) is None
    assert talk.slots == before


@pytest.mark.parametrize("intent", ["ask", "out_of_scope", "smalltalk_other", "handoff"])
def test_details_win_over_a_doubtful_interruption(talk: Talk, intent: str) -> None:
    talk.report("fuite sous l'évier", "report_plomberie")

    assert asks(talk.say("12 rue des Acacias pau, 0639981212", intent, 0.6)) == "since"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("non je veux parler à quelqu'un", "handoff"),
        ("non mais vous êtes ouverts quand ?", "ask"),
        ("oui mais vous passez quand ?", "ask"),
        ("horaires agence pau", "ask"),
    ],
)
def test_the_summary_may_be_interrupted(talk: Talk, text: str, intent: str) -> None:
    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")
    before = dict(talk.slots)

    assert talk.say(text, intent, 0.7) is None
    assert talk.slots == before


def test_a_greeting_in_the_middle_only_asks_again(talk: Talk) -> None:
    talk.report("fuite sous l'évier", "report_plomberie")

    assert asks(talk.say("bonjour", "greet", 0.99)) == "address"
    assert asks(talk.say("merci", "thank", 0.99)) == "address"


def test_a_long_story_in_the_middle_is_added_to_the_description(talk: Talk) -> None:
    talk.report("le plafond cloque", "report_autre")
    story = "Je vous explique : " + "l'eau a coulé du voisin et le mur est marqué, " * 9 + "voilà"

    assert asks(talk.say(story, "ask", 0.6)) == "address"
    assert talk.slots["description"].startswith("le plafond cloque\nJe vous explique")
    assert asks(talk.say(EVERYTHING)) == "place"
    assert asks(talk.say("au plafond du salon")) == "confirm"
    assert len(summary(talk.slots, "fr")) < 500


def test_two_problems_in_one_message_are_both_kept(talk: Talk) -> None:
    talk.report("plus de chauffage et en plus l'interphone est mort", "report_chauffage")

    assert "interphone" in talk.slots["description"]


def test_a_second_problem_in_the_middle_is_added(talk: Talk) -> None:
    talk.report("plus de chauffage", "report_chauffage")

    assert (
        asks(talk.say("ah et aussi l'interphone est mort", "report_parties_communes")) == "address"
    )
    assert "plus de chauffage" in talk.slots["description"]
    assert "interphone" in talk.slots["description"]
    assert "sollicitation_added" in [u.response for u in talk.said]


@pytest.mark.parametrize(
    "text", ["", "😀😀", "???", "<script>", "{{7*7}}", "/restart", "\x00", "a" * 9000]
)
def test_bad_input_breaks_nothing_and_files_nothing(
    talk: Talk, session: Session, text: str
) -> None:
    talk.report("fuite sous l'évier", "report_plomberie")

    for _ in range(3):
        if not talk.is_open or talk.asked == "confirm":
            break
        talk.say(text, "nlu_fallback", 0.1)

    assert filed(session) == []


def test_any_answer_to_an_address_is_taken_the_second_time(talk: Talk) -> None:
    talk.report("fuite sous l'évier", "report_plomberie")

    assert asks(talk.say("derrière la mairie")) == "address"
    assert talk.said[-1].response == "ask_address_unclear"
    assert asks(talk.say("derrière la mairie, porte verte")) == "since"


def test_a_summary_is_never_longer_than_a_screen(talk: Talk) -> None:
    talk.slots |= dict.fromkeys(("description", "address", "since", "name"), "très long " * 300)
    talk.slots |= {"place": "p" * 500, "availability": "a" * 500, "category": "parties-communes"}

    assert len(summary(talk.slots, "fr")) <= 500


def test_a_second_request_does_not_ask_again_who_writes(talk: Talk) -> None:
    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")
    talk.say("oui", "affirm")

    assert (
        asks(talk.report("et la lumière du hall est morte depuis lundi", "report_autre"))
        == "confirm"
    )
    assert talk.slots["name"] == "Mme Lafont"


def test_in_the_queue_nothing_is_filed(talk_in: Callable[..., Talk], session: Session) -> None:
    talk = talk_in(state="queued")

    talk.report(f"fuite sous l'évier. {EVERYTHING}", "report_plomberie")

    assert [u.act for u in talk.said[:1]] == [Act.HANDOFF]
    assert filed(session) == []


def test_the_message_that_opened_the_form_adds_nothing_when_it_is_read_again(
    talk: Talk, session: Session
) -> None:
    text = "la haie n'est plus taillée"
    talk.report(text, "report_espaces_verts")
    before = dict(talk.slots)

    again = service.read_form_message(
        session, talk.turn(text), talk.slots, None, "report_espaces_verts", 0.9
    )

    assert again is not None
    assert again.utterances == ()
    assert talk.slots | again.slots == before


def test_a_problem_told_instead_of_an_address_is_no_address(talk: Talk) -> None:
    talk.report("un souci sur le palier", "report_parties_communes")

    assert asks(talk.say("la porte est cassée, et il y a une fuite au 3e", "report_autre")) == (
        "address"
    )
    assert "fuite au 3e" in talk.slots["description"]
