"""Who looks after a request first."""

import pytest
from sqlmodel import Session, select

from backend.agents import demo as agents
from backend.agents.models import Agency
from backend.console import texts
from backend.routing import rules, service
from backend.routing.service import Case, Role, RoutedBy
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.triage import KINDS, category_of
from backend.tenants import demo as tenants
from backend.tenants import service as people
from backend.tenants.models import Residence


@pytest.fixture
def homes(session: Session) -> Session:
    agents.load(session)
    tenants.load(session)
    return session


def case(address: str = "", *, landlord: str | None = "office64", **more: object) -> Case:
    given = {"category": "plomberie", "description": "une fuite", **more}
    return Case(landlord, address=address, **given)  # type: ignore[arg-type]


def agency(session: Session, number: int | None) -> str:
    return session.get_one(Agency, number).name if number else ""


@pytest.mark.parametrize(
    ("address", "name", "by"),
    [
        ("8 impasse des Vergers, Mourenx", "Centre-Ouest", RoutedBy.RESIDENCE),
        ("résidence Le Moulin, Orthez", "Centre-Ouest", RoutedBy.RESIDENCE),
        ("99 rue du Port, Hendaye", "Côte Basque Sud", RoutedBy.COMMUNE),
        ("12 rue des Acacias, Bidart", "", None),
        ("14 rue des Tilleuls, Anglet", "", None),
        ("", "", None),
    ],
)
def test_the_agency_is_the_residence_s_then_the_commune_s(
    homes: Session, address: str, name: str, by: RoutedBy | None
) -> None:
    found = service.route(homes, case(address))

    assert (agency(homes, found.agency_id), found.by) == (name, by)


def test_the_lease_tells_the_agency_where_the_address_does_not(homes: Session) -> None:
    person = people.by_phone(homes, "+33639980106", "office64")

    found = service.route(homes, case("chez moi", person=person))

    assert (agency(homes, found.agency_id), found.by) == ("Côte Basque Sud", RoutedBy.LEASE)


def test_a_commune_of_two_agencies_tells_none(homes: Session) -> None:
    other = homes.exec(select(Agency).where(Agency.name == "Centre-Ouest")).one()
    homes.add(
        Residence(
            landlord="office64", agency_id=other.id, name="Autre", address="1 rue X", commune="Pau"
        )
    )
    homes.flush()

    assert service.route(homes, case("99 rue du Port, Pau")).agency_id is None


def test_an_only_agency_has_every_request_and_an_unknown_landlord_none(homes: Session) -> None:
    only = service.route(homes, case("9 rue Inconnue", landlord="rochefort"))
    nobody = service.route(homes, case("14 rue des Tilleuls, Pau", landlord=None))

    assert (agency(homes, only.agency_id), only.role, only.by) == (
        "Rochefort",
        Role.AGENCY,
        RoutedBy.ONLY_AGENCY,
    )
    assert (nobody.agency_id, nobody.role, nobody.by) == (None, None, None)


def test_another_landlord_s_residence_is_nobody_s(homes: Session) -> None:
    found = service.route(homes, case("11 rue des Cordiers, Rochefort"))

    assert found.agency_id is None


@pytest.mark.parametrize(
    ("category", "description", "role"),
    [
        ("ascenseur", "ascenseur en panne", Role.SECTOR_MANAGER),
        ("bail", "je veux ajouter ma femme au bail", Role.LETTINGS_MANAGER),
        ("loyer", "je ne peux pas payer ce mois-ci", Role.SOCIAL_ADVISER),
        ("loyer", "j'ai reçu un commandement de payer, je peux pas payer", Role.LITIGATION),
        ("plomberie", "je peux pas payer un plombier", Role.SECTOR_MANAGER),
        ("voisinage", "mon voisin crie", Role.AGENCY),
        ("autre", "une fissure", Role.AGENCY),
    ],
)
def test_the_role_is_the_category_s_unless_the_words_say_more(
    session: Session, category: str, description: str, role: Role
) -> None:
    found = service.route(session, case(category=category, description=description))

    assert found.role is role


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_request_has_its_role_unless_the_words_say_more(
    session: Session, kind: str
) -> None:
    given = {"category": category_of(kind), "kind": kind}

    found = service.route(session, case(description="une demande", **given))
    urgent = service.route(session, case(description="j'ai un huissier", **given))
    elsewhere = service.route(session, case(landlord="rochefort", description="x", **given))

    table = rules.rules_of("office64")
    assert table is not None
    assert found.role is table.kinds[kind]
    may_be_litigation = given["category"] in {"loyer", "bail", "autre"}
    assert urgent.role is (Role.LITIGATION if may_be_litigation else table.kinds[kind])
    assert elsewhere.role is Role.AGENCY


def test_a_payment_difficulty_goes_to_a_social_adviser_in_whatever_words(session: Session) -> None:
    told = {"category": "loyer", "description": "c'est trop pour moi ce mois-ci"}

    assert service.route(session, case(**told, kind="payment")).role is Role.SOCIAL_ADVISER
    assert service.route(session, case(**told)).role is Role.LETTINGS_MANAGER


def test_neighbours_go_to_the_agency_first_and_to_the_officer_once_they_come_back(
    session: Session,
) -> None:
    first = service.route(session, case(category="voisinage"))
    again = service.route(session, case(category="voisinage", again=True))

    assert (first.role, again.role) == (Role.AGENCY, Role.TRANQUILLITY_OFFICER)
    assert service.comes_back_within("office64", "plomberie") is None
    assert service.comes_back_within("rochefort", "voisinage") is None


def test_the_tables_name_roles_and_categories_that_there_are() -> None:
    named = texts.request_roles(lambda said: said)
    assert set(named) == set(Role)
    for landlord in ("office64", "rochefort"):
        table = rules.rules_of(landlord)
        assert table is not None
        assert set(table.categories) | set(table.again) <= set(CATEGORIES)
        assert set(table.kinds) in (set(), set(KINDS))
        assert all(one.categories <= set(CATEGORIES) for one in table.told)
