"""A survey prepared, planned and launched in the console, by supervisors of its landlord only."""

import re
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from backend.campaigns.models import Campaign, Case, State
from backend.db import UnitOfWork
from backend.quotas import service as quotas
from backend.tenants.models import Person, Residence
from tests.backend.campaigns.people import PHONE
from tests.backend.campaigns.people import campaign as launched
from tests.backend.console.conftest import Browser

HERE = "/console/enquetes"
FORM = {"name": "Numérique", "shipped": "inclusion-numerique", "by_phone": "true"}
YOUNG, OLD = "L1;33;employé\nL2;35;employé\nL3;38;employé\n", "L4;67;retraité\n"


@pytest.fixture
def tenants(begin: UnitOfWork, people: dict[str, int]) -> None:
    """Four tenants of the landlord's agency, L1 to L4."""
    with begin() as session:
        home = Residence(
            landlord="office64", agency_id=1, name="R", address="1 rue du Port", commune="Pau"
        )
        session.add(home)
        session.flush()
        for number in range(1, 5):
            phone, reference = f"{PHONE[:-1]}{number}", f"L{number}"
            person = Person(landlord="office64", name="P", phone=phone, reference=reference)
            person.residence_id = home.id
            session.add(person)


def prepared(chef: Browser, lines: str = YOUNG + OLD, **given: str) -> str:
    """Prepare a survey on a sample; return where it is shown."""
    files = {"sample": ("sample.csv", f"Référence;Âge;CSP\n{lines}".encode(), "text/csv")}
    went = chef.post(f"{HERE}/nouvelle", {**FORM, **given}, files=files)
    assert went.status_code == 303, went.text
    return re.sub(r"/plan\?.*", "", went.headers["location"])


def plan(size: int, *margins: str, soft: tuple[int, ...] = (0, 0, 0, 0)) -> str:
    chosen = margins or ("agency", "agency,age", "agency,csp")
    return urlencode({"size": size, "margin": chosen, "soft": soft}, doseq=True)


def surveys(begin: UnitOfWork) -> list[Campaign]:
    with begin() as session:
        return list(session.exec(select(Campaign).order_by("id")))


@pytest.mark.usefixtures("tenants")
def test_an_agent_prepares_and_launches_nothing_and_another_landlord_neither(
    bearn: Browser, chef: Browser, begin: UnitOfWork
) -> None:
    there = prepared(chef)
    with begin() as session:
        session.exec(select(Campaign)).one().landlord = "rochefort"

    assert bearn.get(f"{HERE}/nouvelle").status_code == 404
    for someone in (bearn, chef):
        assert someone.get(f"{there}/plan?{plan(2)}").status_code == 404
        assert someone.get(f"{there}/questionnaire").status_code == 404
        assert someone.post(f"{there}/lancement", {"size": "2"}).status_code == 404
        assert someone.post(f"{there}/exclusion", {"reference": "L1"}).status_code == 404
    assert [one.state for one in surveys(begin)] == [State.DRAFT]


@pytest.mark.usefixtures("tenants")
def test_a_survey_goes_from_its_file_to_its_quotas(chef: Browser, begin: UnitOfWork) -> None:
    there = prepared(chef, begins_on="2026-11-23", ends_on="2027-01-29", by_sms="true")
    before = chef.get(f"{there}/plan").text
    shown = chef.get(f"{there}/plan?{plan(4, soft=(0, 0, 1, 0))}").text
    fields = dict(re.findall(r'type="hidden" name="(size)" value="([^"]*)"', shown))
    margins = re.findall(r'type="hidden" name="margin" value="([^"]*)"', shown)
    soft = re.findall(r'type="hidden" name="soft" value="([^"]*)"', shown)

    told = chef.post(f"{there}/lancement", {**fields, "margin": margins, "soft": soft})  # type: ignore[dict-item]

    assert "Ce que donnerait ce plan" not in before
    assert '<th scope="row">Agence office64, 30-44 ans</th>' in shown
    assert "Il y a assez de personnes pour tous les quotas" in shown
    assert "notice=survey-launched" in told.headers["location"]
    [survey] = surveys(begin)
    assert (survey.state, survey.by_sms, survey.by_phone) == (State.RUNNING, True, True)
    assert str(survey.ends_on) == "2027-01-29"
    assert survey.foreseen_at is not None
    with begin() as session:
        counters = quotas.standing(session, survey.plan_id or 0)
        assert {(tuple(one.margin), one.target, one.cap) for one in counters} == {
            (("agency",), 4, 4),
            (("agency", "age"), 3, 3),
            (("agency", "age"), 1, 1),
            (("agency", "csp"), 3, 4),
            (("agency", "csp"), 1, 2),
        }


@pytest.mark.usefixtures("tenants")
def test_lines_that_are_left_out_are_told_with_their_reason(
    chef: Browser, begin: UnitOfWork
) -> None:
    lines = f"{YOUNG}X9;33;employé\nL1;33;employé\nL4;très vieux;retraité\n"
    files = {"sample": ("sample.csv", f"Référence;Âge;CSP\n{lines}".encode(), "text/csv")}

    told = chef.post(f"{HERE}/nouvelle", FORM, files=files).text

    assert "Personnes dans l’échantillon : 4. Remarques sur le fichier : 3." in told
    assert "Aucun locataire n’a cette référence." in told
    assert "Tranche d’âge</td><td>Ce n’est pas une catégorie" in told
    with begin() as session:
        assert len(session.exec(select(Case)).all()) == 4


@pytest.mark.usefixtures("tenants")
@pytest.mark.parametrize(
    ("given", "own", "sample", "told"),
    [
        ({}, b"", b"age;csp\n20;5\n", "Il manque la colonne des r"),
        ({}, b"", b"", "Le fichier est vide."),
        ({}, b"id: x\ntitle: {fr: T}\n", b"reference\nL1\n", "questions: Field required"),
        ({}, b"a: [", b"reference\nL1\n", "Ce questionnaire ne peut pas"),
        ({"shipped": "../secrets"}, b"", b"reference\nL1\n", "Ce questionnaire ne peut pas"),
        ({"ends_on": "2020-01-01"}, b"", b"reference\nL1\n", "Le dernier jour de l’enqu"),
        (
            {"begins_on": "2027-02-01", "ends_on": "2027-01-01"},
            b"",
            b"reference\nL1\n",
            "Le dernier jour de l’enqu",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_whole_and_says_why(
    chef: Browser, begin: UnitOfWork, given: dict[str, str], own: bytes, sample: bytes, told: str
) -> None:
    files = {"sample": ("s.csv", sample, "text/csv"), "own": ("q.yaml", own, "text/yaml")}

    refused = chef.post(f"{HERE}/nouvelle", {**FORM, **given}, files=files)

    assert refused.status_code == 422
    assert told in refused.text
    assert surveys(begin) == []


@pytest.mark.usefixtures("tenants")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        (plan(9), "Plus de réponses sont demandées"),
        (urlencode({"size": 2}), "Un plan de quotas demande"),
    ],
)
def test_a_plan_that_cannot_be_made_says_why_and_is_not_offered(
    chef: Browser, begin: UnitOfWork, query: str, told: str
) -> None:
    there = prepared(chef)

    shown = chef.get(f"{there}/plan?{query}").text

    assert told in shown
    assert "Lancer l’enquête avec ce plan" not in shown
    refused = chef.post(f"{there}/lancement", {"size": "9", "margin": "agency"})
    assert "notice=survey-plan-refused" in refused.headers["location"]
    assert [one.state for one in surveys(begin)] == [State.DRAFT]


@pytest.mark.usefixtures("tenants")
def test_a_category_that_nobody_has_is_named_where_the_file_is_silent(chef: Browser) -> None:
    there = prepared(chef, "L1;;employé\nL2;;employé\n")

    shown = chef.get(f"{there}/plan?{plan(2)}").text

    assert "Personne n’est dans cette catégorie" in shown


@pytest.mark.usefixtures("tenants")
def test_nothing_is_launched_while_another_survey_asks_and_nothing_of_the_try_is_left(
    chef: Browser, begin: UnitOfWork
) -> None:
    there = prepared(chef)
    with begin() as session:
        launched(session, name="Une autre")

    told = chef.post(f"{there}/lancement", {"size": "2", "margin": "agency", "soft": "0"})

    assert "notice=another-survey" in told.headers["location"]
    draft = surveys(begin)[0]
    assert (draft.state, draft.plan_id, draft.cells) == (State.DRAFT, None, None)


@pytest.mark.usefixtures("tenants")
def test_without_quotas_every_answer_is_welcome_and_it_is_launched_once(
    chef: Browser, begin: UnitOfWork
) -> None:
    there = prepared(chef)

    chef.post(f"{there}/lancement")
    again = chef.post(f"{there}/lancement")

    assert "notice=survey-fixed" in again.headers["location"]
    assert [(one.state, one.plan_id) for one in surveys(begin)] == [(State.RUNNING, None)]
    assert "son plan ne change plus" in chef.get(f"{there}/plan?{plan(2)}").text


@pytest.mark.usefixtures("tenants")
def test_the_questionnaire_is_read_as_people_will_meet_it_in_each_mode(chef: Browser) -> None:
    there = prepared(chef)

    spoken = chef.get(f"{there}/questionnaire").text
    texts = chef.get(f"{there}/questionnaire?mode=sms").text
    basque = chef.get(f"{there}/questionnaire?mode=web&spoken=eu").text

    assert "Environ 7 minutes" in spoken
    assert "Posée selon B1 : smartphone, ordinateur, tablette" in spoken
    assert "Question 9 sur 9." in texts
    assert "Question 10" not in texts
    assert "STOP pour ne plus rien recevoir" in texts
    assert 'lang="eu">A1. Maizterra zara' in basque


@pytest.mark.usefixtures("tenants")
def test_who_is_taken_out_of_the_sample_is_counted_out_and_an_unknown_reference_is_told(
    chef: Browser, begin: UnitOfWork
) -> None:
    there = prepared(chef)
    chef.post(f"{there}/lancement", {"size": "2", "margin": "agency", "soft": "0"})

    gone = chef.post(f"{there}/exclusion", {"reference": " L1 "})
    unknown = chef.post(f"{there}/exclusion", {"reference": "L9"})

    assert "notice=survey-excluded" in gone.headers["location"]
    assert "notice=survey-not-in-sample" in unknown.headers["location"]
    with begin() as session:
        assert session.exec(select(Case.outcome).where(Case.outcome.is_not(None))).all() == [  # type: ignore[union-attr]
            "excluded"
        ]
