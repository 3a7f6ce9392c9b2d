"""What fits the problem: what is asked, what never is, and what the answers mean."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from backend.i18n import LANGUAGES, translator
from backend.safety import Danger
from backend.sollicitations import triage
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.form import EMPTY, summary
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.triage.load import categories, kinds, questions
from knowledge import load
from knowledge.calculators import CALCULATORS
from knowledge.query import tenant_entry
from tests.backend.sollicitations.conftest import Talk

WHO = "12 rue des Acacias, Pau, Mme Lafont, 06 39 98 12 12, depuis hier"
MOST_QUESTIONS = 10


def planned(text: str, category: str, kind: str | None = None) -> dict[str, Any]:
    """Return the slots of a request whose plan is made."""
    slots = {**EMPTY, "description": text, "category": category, "kind": kind}
    return slots | {"details": triage.plan(slots, photo=True)}


def asked_of(text: str, category: str) -> list[str]:
    """Return what is asked about a problem."""
    return [ask.question.key for ask in triage.pending(planned(text, category))]


@pytest.mark.parametrize(
    ("text", "category", "asked"),
    [
        ("fuite au plafond", "plomberie", ["place", "photo"]),
        ("fuite sous l'évier", "plomberie", ["photo"]),
        ("plus d'eau chaude", "plomberie", ["spread"]),
        ("plus d'eau chaude dans tout l'immeuble", "plomberie", []),
        ("problème de radiateurs", "chauffage", ["heat"]),
        ("plus de chauffage", "chauffage", ["spread"]),
        ("un radiateur reste froid", "chauffage", []),
        ("la prise ne marche plus", "electricite", []),
        ("serrure cassée, porte d'entrée", "serrurerie", ["closes"]),
        ("la serrure de la cave est cassée", "serrurerie", []),
        ("l'ascenseur est en panne", "ascenseur", ["inside"]),
        ("la pelouse n'est pas tondue", "espaces-verts", ["photo"]),
        ("mon voisin met la musique", "voisinage", ["recurring", "moment"]),
        ("tapage toutes les nuits", "voisinage", []),
        ("erreur sur ma quittance", "loyer", []),
    ],
)
def test_only_what_fits_and_is_not_told_is_asked(
    text: str, category: str, asked: list[str]
) -> None:
    assert asked_of(text, category) == asked


@given(st.sampled_from(CATEGORIES), st.text(max_size=80), st.booleans())
def test_no_category_asks_more_than_two_questions(category: str, text: str, photo: bool) -> None:
    slots = {**EMPTY, "description": text, "category": category}

    plan = triage.plan(slots, photo=photo)

    assert len(triage.pending(slots | {"details": plan})) <= 2
    assert photo or "photo" not in plan


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_its_choices_and_every_kind_have_words(language: str) -> None:
    said = translator(language)
    own = [key for key in questions() if key != "place"]
    names = [f"triage_{key}" for key in own]
    names += [f"detail_{key}" for key in own if key != "photo"]
    names += [f"triage_{q.key}_{choice}" for q in questions().values() for choice in q.choices]
    names += [f"kind_{kind}" for kind in kinds()]

    assert [name for name in names if said(name) == name] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quick_reply_is_taken_for_what_it_says(language: str) -> None:
    said = translator(language)
    for question in questions().values():
        for choice in question.choices:
            title = said(f"triage_{question.key}_{choice}")
            assert triage.answer_of(question, title, None) == choice


def test_what_is_said_is_an_entry_or_a_rule_of_the_landlord() -> None:
    knowledge = load()
    every = [*categories().values(), *kinds().values()]
    for saying in [one for triaged in every for one in triaged.says]:
        for said in filter(None, (saying, saying.instead)):
            if said.entry:
                assert tenant_entry(knowledge, said.entry).landlord == said.landlord
            else:
                assert said.landlord in CALCULATORS[said.calculator or ""].landlords


def test_every_danger_of_an_answer_is_one_that_is_known() -> None:
    dangers = {danger for q in questions().values() for danger in q.danger.values()}

    assert dangers <= {danger.value for danger in Danger}


@pytest.mark.parametrize(
    ("text", "category", "scope"),
    [
        ("fuite sous l'évier", "plomberie", "dwelling"),
        ("fuite dans le hall", "plomberie", "common"),
        ("plus d'eau chaude dans tout l'immeuble", "plomberie", "common"),
        ("ascenseur en panne", "ascenseur", "common"),
        ("la haie déborde", "espaces-verts", "outside"),
        ("un trou dans l'allée", "autre", "outside"),
        ("il me faut une attestation", "attestation", None),
    ],
)
def test_the_place_that_is_concerned_is_read_from_the_words(
    text: str, category: str, scope: str | None
) -> None:
    assert triage.scope_of(planned(text, category)) == scope


def test_a_street_tells_nothing_of_the_problem() -> None:
    slots = planned("je veux changer de logement, 3 rue de la Santé", "bail", "mutation")
    slots |= {"address": "3 rue de la Santé"}

    assert triage.plan(slots, photo=True)["reason"] is None


def test_shared_parts_are_asked_for_by_their_entrance(talk: Talk) -> None:
    assert talk.report("la lumière du hall est cassée", "report_parties_communes").response == (
        "ask_address_common"
    )
    talk.slots = dict(EMPTY)
    assert talk.report("fuite sous l'évier", "report_plomberie").response == "ask_address"


def test_who_is_stuck_in_the_lift_is_asked_before_anything_else(talk: Talk) -> None:
    first = talk.report("l'ascenseur est en panne", "report_ascenseur")

    assert first.response == "triage_inside"
    assert talk.asked == "details"
    after = talk.say("non personne", "deny")
    assert after is not None
    assert after.asks == "address"
    assert triage.danger_of(talk.slots) is None


def test_somebody_in_the_lift_is_a_danger(talk: Talk) -> None:
    talk.report("l'ascenseur est en panne", "report_ascenseur")

    talk.say("oui, une dame", "affirm")

    assert triage.danger_of(talk.slots) == "lift"


def test_an_answer_is_kept_with_its_key_and_shown(talk: Talk, session: Session) -> None:
    talk.report(f"problème de radiateurs, {WHO}", "report_chauffage")

    talk.say("ça chauffe mal", "report_chauffage")
    talk.say("tous les voisins pareil", "inform")
    shown = summary(talk.slots, "fr")
    talk.say("oui", "affirm")

    [request] = session.exec(select(Sollicitation)).all()
    assert request.details == {"heat": "weak", "spread": "building"}
    assert request.scope == "common"
    assert "Chauffage : Ça chauffe trop peu" in shown


def test_own_words_are_kept_where_no_quick_reply_fits(talk: Talk) -> None:
    talk.report(f"problème de radiateurs, {WHO}", "report_chauffage")

    talk.say("bof ça dépend des fois", "inform")

    assert talk.slots["details"]["heat"] == "bof ça dépend des fois"


def test_an_answer_told_early_is_not_asked_for(talk: Talk) -> None:
    talk.report("problème de radiateurs", "report_chauffage")

    talk.say(f"{WHO}, plus de chauffage chez moi et les voisins aussi", "inform")

    assert talk.asked == "confirm"
    assert talk.slots["details"] == {"heat": "none", "spread": "building"}


def test_a_question_beside_the_triage_is_answered_and_the_form_waits(talk: Talk) -> None:
    talk.report(f"problème de radiateurs, {WHO}", "report_chauffage")

    assert talk.say("vous êtes ouverts le samedi ?", "ask", 0.9) is None
    assert talk.asked == "details"


def test_a_photo_is_asked_for_on_the_web_and_not_by_sms(talk: Talk) -> None:
    talk.report(f"fuite sous l'évier, {WHO}", "report_plomberie")
    assert talk.asked == "confirm"

    web = Talk(talk.session, conversation="c-2", channel="web")
    said = web.report(f"fuite sous l'évier, {WHO}", "report_plomberie")

    assert (said.asks, said.response) == ("photo", "triage_photo")
    after = web.say("passer", "skip")
    assert after is not None
    assert after.asks == "confirm"


def test_a_neighbour_who_wants_no_name_gives_none(talk: Talk) -> None:
    talk.report("bruit la nuit chez le voisin, je reste anonyme", "report_voisinage")

    asked = set()
    while talk.asked != "confirm":
        asked.add(talk.asked)
        talk.say("passer", "skip")

    assert not asked & {"name", "phone"}


def test_a_trouble_that_comes_back_is_kept_as_such(talk: Talk, session: Session) -> None:
    talk.report(f"mon voisin met la musique toutes les nuits, {WHO}", "report_voisinage")
    talk.say("oui", "affirm")

    assert [r.recurring for r in session.exec(select(Sollicitation))] == [True]


def test_a_corrected_category_asks_nothing_more(talk: Talk) -> None:
    talk.report(f"fuite sous l'évier, {WHO}", "report_plomberie")

    talk.say("c'est pas de la plomberie c'est du chauffage", "correct")

    assert talk.asked == "confirm"


ANSWERS = st.sampled_from(
    ["passer", "je sais pas", "non", "oui", "tout l'immeuble", "la nuit", "un radiateur", "72 ans"]
    + ["au 3e sans ascenseur", "CNL", "12 rue des Acacias, Pau", "Mme Lafont", "06 39 98 12 12"]
    + ["depuis hier", "dans la cuisine", "trop petit", "fin mars", "déjà signalé", "quittance"]
)
PROBLEMS = {
    "plomberie": "fuite au plafond", "chauffage": "souci de chauffage", "electricite": "courant",
    "serrurerie": "serrure", "ascenseur": "ascenseur en panne", "parties-communes": "interphone",
    "espaces-verts": "pelouse haute", "nuisibles": "cafards", "voisinage": "voisin, anonyme",
    "proprete": "ordures", "loyer": "payer en plusieurs fois", "bail": "je donne mon congé",
    "attestation": "une quittance", "autre": "moisissure au mur",
    "adaptation": "je voudrais une douche adaptée", "mutation": "je veux changer de logement",
    "parking": "je veux louer un garage", "bel": "réactiver mon annonce BEL",
    "survey": "envoyer mon avis d'imposition", "association": "notre association veut un panneau",
}  # fmt: skip
INTENT_OF = {"adaptation": "autre", "mutation": "bail", "parking": "bail", "bel": "bail",
             "survey": "loyer", "association": "autre"}  # fmt: skip


def opened(session: Session, problem: str) -> Talk:
    """Return a form that was opened with a problem on the web."""
    talk = Talk(session, channel="web")
    intent = INTENT_OF.get(problem, problem).replace("-", "_")
    talk.report(PROBLEMS[problem], f"report_{intent}")
    return talk


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(problem=st.sampled_from(sorted(PROBLEMS)), answers=st.lists(ANSWERS, max_size=14))
def test_what_is_never_asked_is_not_asked_whatever_is_answered(
    session: Session, problem: str, answers: list[str]
) -> None:
    talk = opened(session, problem)
    never = triage.never(talk.slots)

    for answer in answers:
        assert talk.asked not in never
        if talk.asked == "confirm":
            break
        talk.say(answer, "inform")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(
    problem=st.sampled_from(sorted(PROBLEMS)),
    before=st.lists(ANSWERS.filter(lambda a: a != "oui"), max_size=3),
)
def test_passing_always_ends_the_form(session: Session, problem: str, before: list[str]) -> None:
    talk = opened(session, problem)
    for answer in before:
        if talk.asked != "confirm":
            talk.say(answer, "inform")

    questions_put = 0
    while talk.asked != "confirm":
        talk.say("passer", "skip")
        questions_put += 1
        assert questions_put <= MOST_QUESTIONS
