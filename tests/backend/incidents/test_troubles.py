"""Which requests tell a trouble of the whole building."""

import pytest

from backend.console import texts
from backend.i18n import LANGUAGES, translator
from backend.incidents import troubles
from backend.sollicitations.category import CATEGORIES


@pytest.mark.parametrize(
    ("category", "description", "trouble"),
    [
        ("ascenseur", "il est bloqué", "lift"),
        ("chauffage", "plus de chauffage", "heating"),
        ("plomberie", "plus d'eau chaude depuis hier", "hot_water"),
        ("plomberie", "Pas d’eau du tout ce matin", "water_cut"),
        ("plomberie", "fuite sous l'évier", None),
        ("electricite", "plus de lumière dans la cage d'escalier", "stairs_light"),
        ("electricite", "plus de lumière dans ma chambre", None),
        ("serrurerie", "la porte du hall ne ferme plus", "front_door"),
        ("serrurerie", "ma clé est cassée", None),
        ("proprete", "un matelas devant les poubelles", "dumping"),
        ("loyer", "ascenseur", None),
    ],
)
def test_a_trouble_of_the_building_is_told_from_one_s_own(
    category: str, description: str, trouble: str | None
) -> None:
    assert troubles.read("office64", category, description) == trouble
    assert troubles.read(None, category, description) is None


def test_every_trouble_has_its_categories_its_words_and_its_rule() -> None:
    names = {one.name for one in troubles.troubles()}

    assert names == set(texts.troubles(lambda said: said))
    assert all(one.categories <= set(CATEGORIES) for one in troubles.troubles())
    for language in LANGUAGES:
        said = translator(language)
        assert all(said(f"trouble_{name}") != f"trouble_{name}" for name in names)
    for landlord in ("office64", "rochefort"):
        assert set(troubles.rules_of(landlord)) <= names
        assert all(rule.reports > 1 for rule in troubles.rules_of(landlord).values())
