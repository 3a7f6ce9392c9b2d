"""A sample as a file, and a survey from the file to its launch by the command."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from backend.agents.models import Agency
from backend.campaigns.models import Campaign, Case, State
from backend.campaigns.questionnaire import SHIPPED, shipped
from backend.campaigns.sampling import Sampled, read_sample
from backend.cli import cli
from backend.config import get_settings
from backend.db import UnitOfWork
from backend.imports.errors import FileRefused
from backend.quotas import service as quotas
from backend.tenants.models import Person, Residence

FILE = SHIPPED / "inclusion_numerique.yaml"
NAME = "inclusion-numerique"


@pytest.fixture
def tenants(begin: UnitOfWork) -> UnitOfWork:
    """Four tenants of one agency, L1 to L4, and one of another landlord, R1."""
    with begin() as session:
        agency = Agency(id=7, landlord="office64", name="Béarn")
        session.add(agency)
        session.flush()
        home = Residence(
            landlord="office64", agency_id=7, name="R", address="1 rue du Port", commune="Pau"
        )
        session.add(home)
        session.flush()
        for number in range(1, 5):
            session.add(
                Person(
                    landlord="office64",
                    residence_id=home.id,
                    name=f"P{number}",
                    reference=f"L{number}",
                )
            )
        session.add(Person(landlord="rochefort", name="Q", reference="R1"))
    return begin


@pytest.fixture
def on_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def sampled(begin: UnitOfWork, content: str, encoding: str = "utf-8") -> Sampled:
    with begin() as session:
        return read_sample(session, "office64", shipped(NAME), content.encode(encoding))


def told(sample: Sampled) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in sample.refusals]


def run(*words: str) -> str:
    called = CliRunner().invoke(cli, ["survey", *words])
    assert called.exit_code == 0, called.output
    return called.output


def refused(*words: str) -> str:
    called = CliRunner().invoke(cli, ["survey", *words])
    assert called.exit_code == 1, called.output
    return called.output


def test_a_category_is_read_as_the_questionnaire_hears_it(tenants: UnitOfWork) -> None:
    sample = sampled(
        tenants,
        "Référence;Âge;Catégorie socioprofessionnelle\nL1;67;retraité\nL2;31 ans;5\nL3;;\n",
        "cp1252",
    )

    assert [known for _, known in sample.people] == [
        {"agency": "7", "age": "4", "csp": "7"},
        {"agency": "7", "age": "2", "csp": "5"},
        {"agency": "7"},
    ]
    assert told(sample) == []


def test_what_cannot_be_taken_is_left_out_with_its_line_and_reason(tenants: UnitOfWork) -> None:
    sample = sampled(tenants, "reference,age\nL1,67\nR1,20\nL1,20\nL2,très vieux\n,40\n")

    assert told(sample) == [
        (3, "reference", "not-found"),
        (4, "reference", "twice-in-the-file"),
        (5, "age", "not-a-category"),
        (6, "reference", "not-found"),
    ]
    assert len(sample.people) == 2


@pytest.mark.parametrize("content", ["", "age;csp\n20;5\n", "reference\x00\n"])
def test_a_file_that_is_no_sample_is_refused_whole(tenants: UnitOfWork, content: str) -> None:
    with pytest.raises(FileRefused):
        sampled(tenants, content)


@pytest.mark.usefixtures("on_database")
def test_a_survey_goes_from_two_files_to_its_quotas(tenants: UnitOfWork, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("reference;age;csp\nL1;67;7\nL2;70;7\nL3;31;5\nL4;33;5\nX;1;1\n")
    where = ("--landlord", "office64")

    checked = run("check", str(FILE))
    prepared = run("prepare", str(FILE), *where, "--name", "Test", "--sample", str(people))
    number = prepared.split("survey ")[1].split(":")[0]
    run("launch", number, *where, "--size", "2", "--softly", "agency,csp=1")

    assert "19 questions, 9 of them by SMS" in checked
    assert "line 6, reference: not-found" in prepared
    assert "4 people in its sample" in prepared
    with tenants() as session:
        launched = session.exec(select(Campaign)).one()
        counters = quotas.standing(session, launched.plan_id or 0)
        assert launched.state is State.RUNNING
        assert {(tuple(one.margin), one.target, one.cap) for one in counters} == {
            (("agency",), 2, 2),
            (("agency", "age"), 1, 1),
            (("agency", "csp"), 1, 2),
        }


@pytest.mark.usefixtures("on_database")
def test_what_is_wrong_is_told_and_nothing_is_half_written(
    tenants: UnitOfWork, tmp_path: Path, session: Session
) -> None:
    people, broken = tmp_path / "people.csv", tmp_path / "broken.yaml"
    people.write_text("age\n67\n")
    broken.write_text(FILE.read_text().replace("{ B1: [1, 3, 4] }", "{ F2: [1] }"))
    named = ("--landlord", "office64", "--name", "Test", "--sample", str(people))

    assert "a loop" in refused("prepare", str(broken), *named)
    assert "column-missing" in refused("prepare", str(FILE), *named)
    assert "no such campaign" in refused("launch", "1", "--landlord", "office64")
    assert session.exec(select(Campaign)).all() == []
    assert session.exec(select(Case)).all() == []
