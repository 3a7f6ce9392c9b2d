"""A landlord's files: what is good is written once, what is not is told with its line."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

import pytest
from sqlmodel import Session, select

from backend.agents.models import Agency
from backend.db import UnitOfWork
from backend.imports.checking import Refusal
from backend.imports.errors import FileRefused
from backend.imports.service import Report, import_file
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.tenants.models import Equipment, Lease, Person, Residence
from tests.backend.conversations.people import NOW
from tests.backend.imports.workbooks import workbook, zipped

AGENCIES = "Agence\nBéarn\n"
RESIDENCES = "Référence;Nom;Adresse;Commune;Agence\nR1;Les Tilleuls;14 rue des Tilleuls;Pau;Béarn\n"
TENANTS = (
    "Référence;Nom;Téléphone;Résidence;Logement;Langue;Date d'entrée\n"
    "L1;Jeanne Duclos;06 39 98 01 01;R1;A 4;fr;01/03/2016\n"
    "L2;Karim Belkacem;;R1;B 11;;2021-09-01\n"
)
REQUESTS = "Référence;Locataire;Catégorie;Problème;État;Ouverte le\nD1;L1;plomberie;Fuite;{};{}\n"


def load(begin: UnitOfWork, kind: str, content: str | bytes, landlord: str = "office64") -> Report:
    raw = content.encode() if isinstance(content, str) else content
    with begin() as session:
        return import_file(session, raw, kind=kind, landlord=landlord, now=NOW)


@pytest.fixture
def homes(begin: UnitOfWork) -> None:
    load(begin, "agencies", AGENCIES)
    load(begin, "residences", RESIDENCES)


def every(begin: UnitOfWork, table: type) -> Sequence[object]:
    with begin() as session:
        return session.exec(select(table).order_by("id")).all()


def counts(report: Report) -> tuple[int, int, int]:
    return report.created, report.updated, report.unchanged


def test_a_tenant_file_is_written_with_what_it_refers_to(begin: UnitOfWork, homes: None) -> None:
    report = load(begin, "tenants", TENANTS)

    first, second = sorted(every(begin, Person), key=attrgetter("reference"))
    [home] = every(begin, Residence)
    assert counts(report) == (2, 0, 0)
    assert (first.name, first.phone, first.since) == (
        "Jeanne Duclos",
        "+33639980101",
        date(2016, 3, 1),
    )
    assert first.residence_id == second.residence_id == home.id
    assert (second.phone, second.language) == (None, "fr")


def test_the_same_file_again_changes_nothing_and_a_change_is_one(
    begin: UnitOfWork, homes: None
) -> None:
    load(begin, "tenants", TENANTS)

    again = load(begin, "tenants", TENANTS)
    changed = load(begin, "tenants", TENANTS.replace("A 4", "A 5"))

    assert counts(again) == (0, 0, 2)
    assert counts(changed) == (0, 1, 1)
    assert len(every(begin, Person)) == 2


def test_leases_and_equipment_hang_on_tenants_and_residences(
    begin: UnitOfWork, homes: None
) -> None:
    load(begin, "tenants", TENANTS)
    load(
        begin,
        "leases",
        "Bail,Locataire,Résidence,Logement,Type,Début\nB1,L1,R1,A 4,Logement,01/03/2016\n"
        "B2,L1,R1,12,Garage,01/05/2017\n",
    )
    load(begin, "equipment", "Référence\tRésidence\tType\tLibellé\nE1\tR1\tAscenseur\tHall A\n")

    [tenant] = [one for one in every(begin, Person) if one.reference == "L1"]
    assert {one.reference: (one.kind, one.person_id) for one in every(begin, Lease)} == {
        "B1": ("dwelling", tenant.id),
        "B2": ("garage", tenant.id),
    }
    assert [(one.kind, one.label) for one in every(begin, Equipment)] == [("lift", "Hall A")]


def test_two_landlords_may_use_the_same_references(begin: UnitOfWork, homes: None) -> None:
    load(begin, "tenants", TENANTS)
    alone = TENANTS.replace(";R1;", ";;")

    report = load(begin, "tenants", alone, landlord="rochefort")

    assert counts(report) == (2, 0, 0)
    assert len(every(begin, Person)) == 4


def test_a_bad_line_is_left_out_with_its_number_and_its_reason(
    begin: UnitOfWork, homes: None
) -> None:
    bad = (
        "L3;;0639980103;R1;;;\n"
        "L4;Ana Pereira;12;R1;;;\n"
        "L5;Ana Pereira;;R9;;;\n"
        "L6;Ana Pereira;;R1;;;31/02/2020\n"
        "L7;Ana Pereira;;R1;;klingon;\n"
        "L1;Encore Jeanne;;R1;;;\n"
    )

    report = load(begin, "tenants", TENANTS + bad)

    assert report.created == 2
    assert report.refusals == (
        Refusal(4, "name", "missing"),
        Refusal(5, "phone", "not-a-telephone"),
        Refusal(6, "residence", "not-found"),
        Refusal(7, "since", "not-a-date"),
        Refusal(8, "language", "unknown-language"),
        Refusal(9, "reference", "twice-in-the-file"),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_exports_are_read_whatever_their_encoding_and_delimiter(
    begin: UnitOfWork, encoding: str, delimiter: str
) -> None:
    content = RESIDENCES.replace(";Agence", "").replace(";Béarn", "").replace(";", delimiter)

    load(begin, "residences", content.replace("Tilleuls", "Crépuscules").encode(encoding))

    assert [one.name for one in every(begin, Residence)] == ["Les Crépuscules"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"Nom;Prenom\nA;B\n", "column-missing"),
        (b"Reference;Nom;Nom\n1;A;B\n", "header-twice"),
        (b"\x89PNG\x00\x00", "not-a-table"),
        (b'Reference;Nom\n"1;A\n', "unreadable-csv"),
        (b"PK\x03\x04 not an archive", "unreadable-workbook"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    begin: UnitOfWork, content: bytes, reason: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        load(begin, "tenants", content)

    assert refused.value.reason == reason
    assert every(begin, Person) == []


ROWS = [["Référence", "Nom", "Téléphone"], [17, "Jeanne Duclos", 639980101]]


def test_a_workbook_is_read_as_its_csv_would_be(begin: UnitOfWork) -> None:
    load(begin, "tenants", workbook(ROWS))

    [one] = every(begin, Person)
    assert (one.reference, one.name, one.phone) == ("17", "Jeanne Duclos", "+33639980101")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (workbook(ROWS, cells="<row><c><f>1+1</f><v>2</v></c></row>"), "formulas"),
        (workbook(ROWS, extra='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'), "merged-cells"),
        (zipped({"xl/worksheets/sheet1.xml": " " * 20_000_000}), "unfolds-too-far"),
        (zipped({"a.txt": "nothing"}), "unreadable-workbook"),
    ],
)
def test_a_workbook_that_could_mislead_is_refused(
    begin: UnitOfWork, content: bytes, reason: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        load(begin, "tenants", content)

    assert refused.value.reason == reason
    assert every(begin, Person) == []


@pytest.fixture
def tenants(begin: UnitOfWork, homes: None) -> None:
    load(begin, "tenants", TENANTS)


def test_a_request_gets_a_code_its_agency_and_an_event(begin: UnitOfWork, tenants: None) -> None:
    load(begin, "requests", REQUESTS.format("Reçue", "02/11/2026"))

    [one] = every(begin, Sollicitation)
    [agency] = every(begin, Agency)
    [event] = every(begin, SollicitationEvent)
    assert len(one.code) == 13
    assert (one.category, one.agency_id, one.contact_name) == (
        "plomberie",
        agency.id,
        "Jeanne Duclos",
    )
    assert (event.from_state, event.to_state, event.by) == (None, "received", "import")
    assert event.at == one.opened_at


def test_a_later_export_moves_the_request_and_keeps_its_code(
    begin: UnitOfWork, tenants: None
) -> None:
    load(begin, "requests", REQUESTS.format("Reçue", "02/11/2026"))
    [before] = every(begin, Sollicitation)

    report = load(begin, "requests", REQUESTS.format("Terminée", "02/11/2026"))
    again = load(begin, "requests", REQUESTS.format("Terminée", "02/11/2026"))

    [after] = every(begin, Sollicitation)
    moves = [(e.from_state, e.to_state) for e in every(begin, SollicitationEvent)]
    assert (counts(report), counts(again)) == ((0, 1, 0), (0, 0, 1))
    assert (after.code, after.state) == (before.code, "done")
    assert moves == [(None, "received"), ("received", "done")]


def test_a_move_that_is_not_allowed_is_left_out(begin: UnitOfWork, tenants: None) -> None:
    load(begin, "requests", REQUESTS.format("Reçue", "02/11/2026"))

    report = load(begin, "requests", REQUESTS.format("Clôturée", "02/11/2026"))

    [one] = every(begin, Sollicitation)
    assert report.refusals == (Refusal(2, "state", "move-not-allowed"),)
    assert one.state == "received"


def test_a_failure_in_the_middle_leaves_nothing(begin: UnitOfWork, homes: None) -> None:
    def fail(session: Session) -> None:
        import_file(session, TENANTS.encode(), kind="tenants", landlord="office64", now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError), begin() as session:
        fail(session)

    assert every(begin, Person) == []
