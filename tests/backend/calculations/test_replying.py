"""What the chat says where something can be computed: the result, or the offer to compute it."""

from datetime import datetime

import pytest

from backend.answers import service as answers
from backend.calculations import asked, replying
from backend.calculations.service import Given
from backend.replies import Act, EffectKind, Utterance
from knowledge import Knowledge
from knowledge.calculators import CALCULATORS
from knowledge.hours import PARIS
from knowledge.model import Visibility
from knowledge.search import Searcher
from tests.shipped import edition

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=PARIS)


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return edition().tenants


def given(searcher: Searcher, landlord: str | None = "office64", now: datetime = NOW) -> Given:
    return Given(searcher.knowledge, landlord, "fr", now)


def said(searcher: Searcher, text: str, landlord: str | None = "office64") -> Utterance:
    """Return what the chat says, as a turn puts it together."""
    straight = replying.straight(text, given(searcher, landlord))
    if straight is not None:
        return straight.utterances[0]
    found = answers.answer(
        text, landlord=landlord, language="fr", topic=None, now=NOW, searcher=searcher
    )
    outcome = replying.applied(found, text, given(searcher, landlord))
    assert outcome is not None
    return outcome.utterances[0]


@pytest.mark.parametrize(
    ("text", "figure", "entry"),
    [
        ("voilà 7 mois que je n'ai pas rendu l'OPS, je dois combien ?", "53,34 €", "ops-penalite"),
        (
            "refus d'un logement le 12 avril : bloqué jusqu'à quand ?",
            "12 avril 2027",
            "refus-regle",
        ),
        (
            "on m'a demandé les papiers hier à 15h, le délai finit quand ?",
            "samedi 21 novembre à 15 h",
            "papiers-caleol",
        ),
        ("mes revenus ont baissé de 12 %, recalcul du SLS possible ?", "12 %", "sls-recalcul"),
        ("j'habite à Hendaye, je dépends de quelle agence ?", "Côte Basque Sud", "residences"),
        ("seriez-vous ouverts mardi ?", "8 h 30 à 12 h 30 puis de 13 h 30", "telephone-locataires"),
    ],
)
def test_a_message_that_holds_the_inputs_is_answered_computed(
    searcher: Searcher, text: str, figure: str, entry: str
) -> None:
    found = said(searcher, text)

    assert found.act is Act.ANSWER
    assert figure in (found.text or "")
    assert any(entry in source.entry for source in found.sources)
    assert replying.FOR_ME not in found.buttons
    assert len(found.text or "") <= 900


@pytest.mark.parametrize(
    "text",
    [
        "combien coûte de ne pas rendre l'enquête OPS ?",
        "que se passe-t-il si je refuse un logement ?",
        "quel délai pour envoyer les papiers avant la CALEOL ?",
    ],
)
def test_a_message_without_the_inputs_gets_the_rule_and_the_offer(
    searcher: Searcher, text: str
) -> None:
    found = said(searcher, text)

    assert found.act is Act.ANSWER
    assert replying.FOR_ME in found.buttons


def test_a_refusal_is_reckoned_by_the_tenant_s_own_landlord(searcher: Searcher) -> None:
    text = "refus d'un logement le 12 avril : bloqué jusqu'à quand ?"

    found = said(searcher, text, "rochefort")

    assert {source.entry.split("-")[0] for source in found.sources} == {"rochefort"}
    assert "12 avril" not in (found.text or "")


def test_a_day_to_come_is_no_refusal_and_the_rule_is_told(searcher: Searcher) -> None:
    found = said(searcher, "si je refuse le logement demain, je suis bloqué combien de temps ?")

    assert "2026" not in (found.text or "")


@pytest.mark.parametrize(
    ("text", "now", "told", "entry"),
    [
        ("vous êtes ouverts là ?", NOW, "jusqu'à 12 h 30", "office64-telephone-locataires"),
        (
            "vs ete ouver mtn",
            EVENING,
            "lundi 23 novembre à 8 h 30",
            "office64-telephone-locataires",
        ),
        ("l'agence est encore ouverte ?", NOW, "l'agence est ouverte", "office64-horaires-agence"),
    ],
)
def test_open_now_is_computed_and_has_the_contact_point_as_source(
    searcher: Searcher, text: str, now: datetime, told: str, entry: str
) -> None:
    found = replying.straight(text, given(searcher, now=now))

    assert found is not None
    assert told in (found.utterances[0].text or "")
    assert [source.entry for source in found.utterances[0].sources] == [entry]


def test_a_landlord_without_hours_is_not_said_to_be_open(searcher: Searcher) -> None:
    assert replying.straight("vous êtes ouverts maintenant ?", given(searcher, "rochefort")) is None


def test_open_now_without_a_landlord_names_the_one_it_is_about(searcher: Searcher) -> None:
    found = replying.straight("vous êtes ouverts maintenant ?", given(searcher, None))

    assert found is not None
    assert (found.utterances[0].text or "").startswith("Office64 de l'Habitat : Oui")


def test_a_landlord_who_is_named_is_remembered_and_another_s_tenant_is_not_answered_here(
    searcher: Searcher,
) -> None:
    text = "vous êtes ouverts maintenant à l'Office64 ?"
    found = replying.straight(text, given(searcher, None))

    assert found is not None
    assert (EffectKind.SET_LANDLORD, "office64") in [(e.kind, e.value) for e in found.effects]
    assert replying.straight(text, given(searcher, "rochefort")) is None


@pytest.mark.parametrize(
    "message",
    [
        "la porte du hall est ouverte",
        "la fenêtre ferme plus maintenant",
        "le portail est ouvert maintenant ?",
        "vous êtes ouverts jusqu'à quelle heure aujourd'hui ?",
        "la mairie est ouverte aujourd'hui ?",
        "vous êtes ouverts le samedi ?",
        "la porte du hall reste ouverte depuis samedi",
    ],
)
def test_what_does_not_ask_whether_we_are_open_is_not_taken_for_it(message: str) -> None:
    assert not asked.asks_whether_open(message, NOW)


@pytest.mark.parametrize(
    "message",
    [
        "c'est ouvert là ?",
        "vous êtes ouverts samedi ?",
        "l'agence est ouverte lundi à 14h ?",
        "¿están abiertos ahora?",
        "estão abertos agora?",
        "irekita zaudete orain?",
    ],
)
def test_whether_we_are_open_is_understood_in_every_language(message: str) -> None:
    assert asked.asks_whether_open(message, NOW)


def test_the_entries_that_lead_to_a_calculator_are_public_and_its_own(searcher: Searcher) -> None:
    knowledge: Knowledge = searcher.knowledge
    public = {e.id for e in knowledge.entries if e.visibility is Visibility.PUBLIC}

    assert set(asked.LEADS) <= public
    assert set(asked.LEADS.values()) <= set(CALCULATORS)
