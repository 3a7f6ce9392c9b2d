"""Moods are read in words said to us or of oneself, and in nothing else."""

import pytest

from backend.hearing.tempers import Temper, temper_of


@pytest.mark.parametrize(
    ("text", "temper"),
    [
        ("C'est INADMISSIBLE, trois semaines sans eau chaude !", Temper.ANGER),
        ("j’en ai marre de vous relancer", Temper.ANGER),
        ("Je vais porter plainte si personne ne vient", Temper.THREAT),
        ("vous allez le regretter, c'est honteux", Temper.THREAT),
        ("je n'en peux plus, je ne dors plus", Temper.DISTRESS),
        ("You are useless", Temper.ANGER),
        ("Estoy harta de esperar", Temper.ANGER),
        ("Não aguento mais", Temper.DISTRESS),
        ("Nazkatuta nago", Temper.ANGER),
    ],
)
def test_a_mood_is_read_in_every_language(text: str, temper: Temper) -> None:
    assert temper_of(text) is temper


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, le robinet fuit",
        "mes voisins sont nuls et crient toute la nuit",
        "quel est le montant du dépôt de garantie ?",
        "j'ai un avocat dans mon jardin",
        "La porte est une honte pour personne",
    ],
)
def test_what_is_no_mood_is_none(text: str) -> None:
    assert temper_of(text) is None
