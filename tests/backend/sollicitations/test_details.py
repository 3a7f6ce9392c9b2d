"""What is read in a tenant's message, on labelled messages and on composed ones."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.hearing.communes import landlord_of
from backend.sollicitations import details

LABELLED: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "labelled.yaml").read_text("utf-8")
)


def _expected(case: dict[str, Any]) -> dict[str, str]:
    expected = {k: v for k, v in case.items() if k not in {"text", "asked", "p", "place"} and v}
    if "p" in case:
        expected["phone"] = "+336" + case["p"]
    return expected


@pytest.mark.parametrize("case", LABELLED, ids=lambda c: repr(c["text"])[:60])
def test_every_labelled_message_is_read_as_it_is_meant(case: dict[str, Any]) -> None:
    found = details.read(case["text"], case.get("asked"))

    told = {k: v for k, v in found.told().items() if k != "place"}
    assert told == _expected(case)
    if "place" in case:
        assert found.place == case["place"]


def test_there_are_enough_labelled_messages() -> None:
    assert len(LABELLED) >= 150


PHONES = st.integers(0, 9999).map(lambda n: f"063998{n:04d}")
WRITTEN = [
    lambda n: n,
    lambda n: " ".join(n[i : i + 2] for i in range(0, 10, 2)),
    lambda n: ".".join(n[i : i + 2] for i in range(0, 10, 2)),
    lambda n: "-".join(n[i : i + 2] for i in range(0, 10, 2)),
    lambda n: "+33" + n[1:],
    lambda n: "0033 " + n[1:],
    lambda n: "+33 (0)" + n[1:],
]
NAMES = st.sampled_from(["Mme Laborde", "M. Ospital", "mr haddad", "Paul Renaudin", "Mlle Diarra"])
STREETS = st.sampled_from(["rue des Acacias", "avenue du Port", "impasse Ravel", "bd des Pins"])
TOWNS = st.sampled_from(["Pau", "Saint-Jean-de-Luz", "Tonnay-Charente", "mourenx", "ANGLET"])
MOMENTS = st.sampled_from(["depuis hier", "depui 3 jours", "ce matin", "since Monday", "há 2 dias"])
WINDOWS = st.sampled_from(["dispo le matin", "dispo mardi apres 17h", "libre en semaine"])


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Details in any order, and what each is."""
    number = draw(PHONES)
    street, town = draw(STREETS), draw(TOWNS)
    house = draw(st.integers(1, 199))
    parts = {
        "phone": draw(st.sampled_from(WRITTEN))(number),
        "address": f"{house} {street}, {town}",
        "name": draw(NAMES),
        "since": draw(MOMENTS),
        "availability": draw(WINDOWS),
    }
    order = draw(st.permutations(sorted(parts)))
    text = draw(st.sampled_from([", ", " ; ", "\n"])).join(parts[k] for k in order)
    return text, parts | {"phone": "+33" + number[1:]}


@given(messages())
def test_details_are_found_whatever_their_order(composed: tuple[str, dict[str, str]]) -> None:
    text, parts = composed

    found = details.read(text)

    assert found.phone == parts["phone"]
    assert found.address == parts["address"]
    assert found.name is not None
    assert found.name.split()[-1].lower() == parts["name"].split()[-1].lower()
    assert found.since is not None
    assert found.availability is not None
    assert found.rest == ""


@given(st.text(max_size=400), st.sampled_from([None, "name", "address", "phone", "since"]))
def test_any_text_at_all_is_read_without_an_error(text: str, asked: str | None) -> None:
    found = details.read(text, asked)

    assert found.phone is None or found.phone.startswith("+")
    assert all(len(value) <= len(text) + 8 for value in found.told().values())


@given(PHONES, st.sampled_from(WRITTEN))
def test_a_number_is_the_same_however_it_is_written(number: str, write: object) -> None:
    assert callable(write)

    assert details.read(f"mon tel {write(number)} merci").phone == "+33" + number[1:]


@pytest.mark.parametrize(
    "text", ["a " * 50_000, "1 rue " * 20_000, "depuis " * 15_000, "0 6 " * 9999]
)
def test_a_very_long_message_is_read_in_a_moment(text: str) -> None:
    assert details.read(text, "address") is not None


def test_a_long_story_gives_no_name_and_no_address() -> None:
    story = (
        "Je tiens à vous raconter depuis le début : nous sommes arrivés en 2017, la salle de bain "
        "était neuve, puis le voisin du dessus a fait des travaux, l'eau a coulé le long du mur, "
        "le gardien est passé deux fois, un monsieur est venu voir, il a dit que c'est la colonne, "
        "et depuis février le plafond de la chambre cloque, la peinture tombe par terre, "
        "je dors mal et je commence à perdre patience, pouvez-vous envoyer quelqu'un rapidement"
    )

    found = details.read(story, "address")

    assert (found.name, found.phone, found.address) == (None, None, None)
    assert found.since == "février"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("+33639981414", "06 39 98 14 14"), ("+34612345678", "+34 612 34 56 78"), ("x", "x")],
)
def test_a_number_is_shown_as_people_write_it(phone: str, shown: str) -> None:
    assert details.shown(phone) == shown


@pytest.mark.parametrize(
    ("address", "landlord"),
    [
        ("12 rue des Acacias, Pau", "office64"),
        ("3 rue loquin st jean de luz", "office64"),
        ("11 rue des Cordiers 17300 Rochefort", "rochefort"),
        ("11 rue de Bayonne", None),
        ("4 rue du Lac, Bordeaux", None),
    ],
)
def test_the_town_tells_the_landlord(address: str, landlord: str | None) -> None:
    assert landlord_of(address) == landlord
