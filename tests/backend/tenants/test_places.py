"""Which addresses are one building."""

import pytest

from backend.tenants import places
from backend.tenants.places import Home

TILLEULS = Home("Les Tilleuls", "14 rue des Tilleuls", "Pau")


@pytest.mark.parametrize(
    "told",
    [
        "14 rue des Tilleuls, Pau",
        "14, R. DES TILLEULS 64000 pau",
        "bât. B appt 4, 14 rue des tilleuls à Pau",
        "résidence Les Tilleuls",
        "j'habite res. les tilleuls bat A",
    ],
)
def test_a_residence_is_found_however_it_is_written(told: str) -> None:
    assert places.is_at(told, TILLEULS)


@pytest.mark.parametrize(
    "told",
    [
        "12 rue des Tilleuls, Pau",
        "114 rue des Tilleuls, Pau",
        "14 avenue des Tilleuls",
        "4 rue des Tilleuls, appt 14",
        "les tilleuls",
        "rue des Tilleuls",
        "",
    ],
)
def test_another_door_is_not_the_residence(told: str) -> None:
    assert not places.is_at(told, TILLEULS)


@pytest.mark.parametrize(
    ("told", "entrance"),
    [
        ("14 rue des Tilleuls, bât. B, appt 4", "b"),
        ("14 rue des Tilleuls bat b", "b"),
        ("entrée 2, 14 rue des Tilleuls", "2"),
        ("escalier C", "c"),
        ("14 rue du Bâtiment", ""),
        ("14 rue des Tilleuls", ""),
    ],
)
def test_the_entrance_is_told_apart_from_the_flat(told: str, entrance: str) -> None:
    assert places.entrance_of(told) == entrance


def test_two_spellings_of_one_address_have_one_key() -> None:
    spellings = [
        "14 rue des Acacias, Billère",
        "14, r. des acacias - appt 3 - 64140 BILLERE",
        "14 Rue des Acacias à Billère, bât A",
    ]

    assert len({places.key_of(told, "Billère") for told in spellings}) == 1
    assert places.key_of("15 rue des Acacias, Billère", "Billère") not in {
        places.key_of(told, "Billère") for told in spellings
    }
    assert places.key_of("rue des Acacias, Billère", "Billère") is None


def test_the_last_commune_named_is_the_address_s() -> None:
    known = ["Pau", "Mourenx", "Saint-Jean-de-Luz"]

    assert places.commune_of("3 avenue de Pau, Mourenx", known) == "Mourenx"
    assert places.commune_of("3 rue du Port, St Jean de Luz", known) == "Saint-Jean-de-Luz"
    assert places.commune_of("3 rue du Port", known) is None


def test_a_street_is_said_without_its_number() -> None:
    assert places.street_of("14 bis rue des Tilleuls, Pau") == "rue des Tilleuls"
    assert places.street_of("Résidence Les Tilleuls") is None
