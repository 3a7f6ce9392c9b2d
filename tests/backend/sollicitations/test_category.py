"""The category that the words of a request speak for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sollicitations import category

TOLD = {
    "plomberie": [
        "le lavabo est bouché",
        "plus d'eau au robinet",
        "ça goute sous levier, fuite",
        "the tap is leaking",
        "la cisterna pierde agua",
    ],
    "chauffage": [
        "radiateurs froids",
        "la chodiere nan la chaudiere est en panne",
        "no heating in the flat",
        "sem aquecimento",
    ],
    "electricite": [
        "plus de courant dans le séjour",
        "la prise fait des flammeches",
        "disjoncteur qui saute",
        "se fue la luz",
    ],
    "serrurerie": ["ma clef est cassée", "la serrure tourne dans le vide", "I lost my keys"],
    "ascenseur": ["lascenseur ne monte plus", "assenseur hs", "el ascensor no funciona"],
    "parties-communes": [
        "interphone muet",
        "la porte du hall claque",
        "lampe du palier grillée",
        "boite aux lettres forcée",
    ],
    "espaces-verts": ["la pelouse est haute", "branche tombée", "la haie déborde"],
    "nuisibles": [
        "blattes dans le placard",
        "punaises de lit",
        "un nid de guêpes",
        "hay ratas en el sotano",
    ],
    "voisinage": ["mon voisin met la musique à fond", "tapage nocturne", "my neighbour shouts"],
    "proprete": [
        "poubelles pleines depuis lundi",
        "encombrants dans le couloir",
        "des tags partout",
    ],
    "loyer": [
        "je ne comprends pas mes charges",
        "changer mon prélèvement",
        "une question sur mon loyer",
    ],
    "bail": ["ajouter ma conjointe au bail", "je donne mon préavis", "colocation"],
    "attestation": [
        "une quittance de loyer svp",
        "attestasion nan attestation de loyer",
        "un justificatif",
    ],
    "autre": [
        "le volet est coincé",
        "fissure au plafond",
        "moisissures au mur",
        "fenetre qui ferme mal",
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"), [(text, name) for name, texts in TOLD.items() for text in texts]
)
def test_the_words_tell_the_category(text: str, expected: str) -> None:
    assert category.read(text) == expected


@pytest.mark.parametrize("text", ["bonjour", "j'ai un problème", "c'est pour mon logement", ""])
def test_something_vague_tells_none(text: str) -> None:
    assert category.read(text) is None


def test_what_the_bot_understood_well_is_kept() -> None:
    assert category.propose("le voisin a une fuite", "report_plomberie", 0.9) == "plomberie"


def test_the_words_win_over_a_doubtful_understanding() -> None:
    assert category.propose("des cafards", "report_proprete", 0.3) == "nuisibles"


def test_the_words_refine_what_was_understood_as_other() -> None:
    assert category.propose("l'interphone ne sonne plus", "report_autre", 0.9) == "parties-communes"


def test_the_words_do_not_overrule_an_other_that_is_sure() -> None:
    assert category.propose("un trou au mur derrière le radiateur", "report_autre", 0.9) == "autre"
    assert category.propose("une drôle de chose", "report_autre", 0.9) == "autre"
    assert category.propose("j'ai un souci", "report_vague", 0.9) is None


@given(st.text(max_size=200))
def test_any_text_at_all_has_a_category_or_none(text: str) -> None:
    assert category.read(text) in {None, *category.CATEGORIES}
