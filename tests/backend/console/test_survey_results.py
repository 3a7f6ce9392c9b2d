"""The results of a survey in the console: a supervisor's, and of their own landlord only."""

import pytest
from sqlmodel import select

from backend.agents.models import Agency
from backend.campaigns.models import Campaign
from backend.conversations import service as conversations
from backend.db import UnitOfWork
from backend.exports.models import ExportRecord
from backend.quotas.models import Mode
from backend.results.parting import keep_agreed
from backend.tenants import reaching
from backend.tenants.models import Person
from backend.tenants.reaching import Manner
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW
from tests.backend.results.people import everybody, surveyed


@pytest.fixture
def survey(begin: UnitOfWork, people: dict[str, int]) -> str:
    """Where a survey that sixty people or so answered is shown."""
    with begin() as session:
        here = session.exec(select(Agency).where(Agency.landlord == "office64")).one()
        made = surveyed(session, everybody([str(here.id)], 90))
        return f"/console/enquetes/{made.id}"


def test_an_agent_finds_nothing_and_another_landlord_s_supervisor_neither(
    stranger: Browser, bearn: Browser, chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    with begin() as session:
        session.exec(select(Campaign)).one().landlord = "rochefort"

    for page in ("resultats", "rapport"):
        assert stranger.get(f"{survey}/{page}").status_code == 303
        assert bearn.get(f"{survey}/{page}").status_code == 404
        assert chef.get(f"{survey}/{page}").status_code == 404


def test_the_tables_are_led_to_from_the_survey_and_broken_down_as_asked(
    chef: Browser, survey: str
) -> None:
    assert f'href="{survey}/resultats"' in chef.get(survey).text

    page = chef.get(f"{survey}/resultats?par=age").text

    assert '<th scope="col">45-59 ans</th>' in page
    assert '<th scope="row">Éloigné</th>' in page
    assert "B3. Avez-vous Internet à la maison ?" in page
    assert "<meter" in page
    assert "style=" not in page


def test_what_is_no_breakdown_is_the_agency_s(chef: Browser, survey: str) -> None:
    page = chef.get(f"{survey}/resultats?par=nothing").text

    assert '<th scope="col">Agence office64</th>' in page


@pytest.mark.parametrize("page", ["resultats", "rapport"])
def test_no_margin_of_error_is_told_and_the_proxy_is_named(
    chef: Browser, survey: str, page: str
) -> None:
    told = chef.get(f"{survey}/{page}").text

    assert "aucune marge d’erreur ne peut être donnée" in told
    assert "Illectronisme (approché)" in told
    assert "Il s&#39;inspire de la définition de l&#39;INSEE sans la reproduire" in told
    assert "Indicateurs de terrain" in told
    assert "±" not in told


def test_a_survey_that_nobody_answered_says_so(
    chef: Browser, begin: UnitOfWork, people: dict[str, int]
) -> None:
    with begin() as session:
        made = surveyed(session, [])
        here = f"/console/enquetes/{made.id}"

    assert "Personne n’a encore répondu jusqu’au bout." in chef.get(f"{here}/resultats").text
    assert chef.get(f"{here}/rapport").status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx", "sav"])
def test_the_answers_leave_as_a_file_that_is_on_record(
    chef: Browser, begin: UnitOfWork, survey: str, form: str
) -> None:
    sent = chef.post(f"{survey}/donnees", {"form": form})

    assert sent.status_code == 200
    assert sent.headers["content-disposition"].endswith(f'.{form}"')
    with begin() as session:
        line = session.exec(select(ExportRecord)).one()
        assert (line.form, line.filters["survey"]) == (form, int(survey.rsplit("/", 1)[1]))
        assert line.rows > 50
        assert line.ended_at


def test_the_answers_of_another_landlord_leave_for_nobody(
    bearn: Browser, chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    assert bearn.post(f"{survey}/donnees", {"form": "csv"}).status_code == 404
    with begin() as session:
        session.exec(select(Campaign)).one().landlord = "rochefort"

    assert chef.post(f"{survey}/donnees", {"form": "csv"}).status_code == 404
    for page in ("tableaux.xlsx", "dictionnaire", "dictionnaire.xml"):
        assert chef.get(f"{survey}/{page}").status_code == 404
    with begin() as session:
        assert session.exec(select(ExportRecord)).all() == []


def test_the_tables_and_the_codebook_are_files_too(chef: Browser, survey: str) -> None:
    assert chef.get(f"{survey}/tableaux.csv?par=age").text.count("45-59 ans") > 10
    assert "<h2>C1</h2>" in chef.get(f"{survey}/dictionnaire").text
    book = chef.get(f"{survey}/dictionnaire.xml")
    assert book.headers["content-type"] == "application/xml"


def test_whom_to_call_back_leaves_as_a_list_of_those_who_agreed(
    chef: Browser, begin: UnitOfWork, people: dict[str, int]
) -> None:
    needs = {"F1": (1,), "F2": (5,)}
    with begin() as session:
        here = session.exec(select(Agency).where(Agency.landlord == "office64")).one()
        asked = [{**needs, "G1": (1,)}, {**needs, "G1": (3,)}]
        made = surveyed(session, [(str(here.id), "5", "7", Mode.PHONE, one) for one in asked])
        for number, person in enumerate(session.exec(select(Person).order_by("id"))):
            person.name = f"Personne {number}"
        keep_agreed(session, made, now=NOW)
        address = f"/console/enquetes/{made.id}"

    listed = chef.post(f"{address}/besoins", {"form": "csv"}).text

    assert "Formation : 1" in chef.get(f"{address}/resultats").text
    assert '"Personne 0";"06 39 98 00 41";"";"Formation"' in listed
    assert "Personne 1" not in listed


def test_the_tenant_s_file_says_how_they_are_best_reached(
    bearn: Browser, begin: UnitOfWork
) -> None:
    with begin() as session:
        person = Person(landlord="office64", name="P", phone="+33639980049")
        session.add(person)
        session.flush()
        manner = Manner("eloigne", ["phone", "post"], link_alone=False)
        until = NOW.date()
        reaching.keep(session, person.id or 0, manner, agreed_at=NOW, until=until)
        talk = conversations.open_sms(session, contact="+33639980049", landlord="office64", now=NOW)
        desk = f"/console/conversations/{talk.id}"

    for page in ("/console/pop?caller=0639980049", desk):
        told = " ".join(bearn.get(page).text.split())
        assert "<dd>téléphone, courrier – <strong>jamais un lien seul</strong></dd>" in told
