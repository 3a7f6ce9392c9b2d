"""A request filed by a landlord's system: anonymous, wrong key, unknown, valid."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.agents.models import Agency
from backend.api_keys.models import Scope
from backend.clocks.models import RequestClock
from backend.db import UnitOfWork
from backend.sollicitations import codes
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.tenants.models import Person, Residence
from tests.backend.conversations.people import NOW
from tests.backend.open311.conftest import Client, Keys
from tests.backend.open311.people import FORM, refusal, request, xml


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("shown", ["", "loge_none-of-ours", "é"])
def test_filing_needs_a_key_of_ours(client: Client, form: str, shown: str) -> None:
    status, code, _ = refusal(client.post(f"/requests.{form}", api_key=shown, **FORM))

    assert (status, code) == (403, 403)


def test_filing_needs_the_right_and_the_right_landlord(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    for shown in (key(Scope.LIST, Scope.PERSONAL), key(landlord="rochefort")):
        assert refusal(client.post("/requests.json", api_key=shown, **FORM))[0] == 403
    with begin() as session:
        assert session.exec(select(Sollicitation)).all() == []


def test_a_request_is_filed_with_its_tenant_and_its_event(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    with begin() as session:
        agency = Agency(landlord="office64", name="Béarn")
        session.add(agency)
        session.flush()
        home = Residence(
            landlord="office64", agency_id=agency.id, name="R", address="1 rue", commune="Pau"
        )
        session.add(home)
        session.flush()
        session.add(
            Person(
                landlord="office64", name="Mme Lafont", phone="+33639981212", residence_id=home.id
            )
        )
        number = agency.id

    (told,) = client.post("/requests.json", api_key=key(Scope.FILE), **FORM).json()

    with begin() as session:
        filed = session.exec(select(Sollicitation)).one()
        event = session.exec(select(SollicitationEvent)).one()
    assert codes.parse(told["service_request_id"]) == filed.code
    assert "token" not in told
    assert (filed.landlord, filed.category, filed.channel) == ("office64", "plomberie", "open311")
    assert (filed.contact_phone, filed.contact_name) == ("+33639981212", "Jeanne Lafont")
    assert (filed.since, filed.agency_id) == ("hier soir", number)
    assert filed.person_id
    assert (event.by, event.to_state) == ("api:ERP", "received")


def test_what_is_promised_is_told_while_the_time_runs(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    one = request(begin)
    due = NOW + timedelta(days=5)
    clock = RequestClock(
        sollicitation_id=one.id or 0, entry="e", days=5, week={}, started_at=NOW, due_at=due
    )
    with begin() as session:
        session.add(clock)

    def expected() -> str | None:
        (told,) = client.get(f"/requests/{one.code}.json").json()
        return told["expected_datetime"]  # type: ignore[no-any-return]

    running = expected()
    with begin() as session:
        session.get_one(RequestClock, one.id).held_at = NOW

    assert (running, expected()) == (due.strftime("%Y-%m-%dT%H:%M:%SZ"), None)


def test_a_request_is_filed_in_xml_too(client: Client, key: Keys) -> None:
    written = xml(client.post("/requests.xml", api_key=key(), **FORM))

    assert written.tag == "service_requests"
    assert codes.parse(written.findtext("request/service_request_id") or "")


def test_a_danger_is_answered_with_whom_to_call(client: Client, key: Keys) -> None:
    told = {**FORM, "description": "ça sent le gaz dans la cuisine"}
    (filed,) = client.post("/requests.json", api_key=key(), **told).json()

    assert "service_notice" in filed
    assert "18" in (filed["service_notice"] or "")


def test_a_residence_is_named_by_its_reference(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    with begin() as session:
        session.add(
            Residence(
                landlord="office64", name="R", address="3 rue Neuve", commune="Pau", reference="R7"
            )
        )
    told = {name: value for name, value in FORM.items() if name != "address_string"}

    assert client.post("/requests.json", api_key=key(), address_id="R7", **told).status_code == 200
    unknown = client.post("/requests.json", api_key=key(), address_id="R8", **told)

    assert refusal(unknown)[0] == 400
    with begin() as session:
        assert session.exec(select(Sollicitation)).one().address == "3 rue Neuve, Pau"


@pytest.mark.parametrize(
    ("change", "status", "named"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "voirie"}, 404, "service_code"),
        ({"address_string": ""}, 400, "address_string"),
        ({"address_string": "", "lat": "43.3"}, 400, "long"),
        ({"address_string": "", "lat": "nan", "long": "0"}, 400, "lat"),
        ({"phone": "12"}, 400, "phone"),
        ({"description": "x" * 4_001}, 400, "description"),
        ({"attribute[colour]": "red"}, 400, "attribute[colour]"),
        ({"attribute[heat]": "none"}, 400, "attribute[heat]"),
        ({"attribute[spread]": "moon"}, 400, "attribute[spread]"),
        ({"description": "x" * 70_000}, 400, "body"),
        ({f"field{n}": "x" for n in range(200)}, 400, "body"),
    ],
)
def test_what_cannot_be_filed_is_refused_by_its_name(
    client: Client, key: Keys, begin: UnitOfWork, change: dict[str, str], status: int, named: str
) -> None:
    answer = refusal(client.post("/requests.json", api_key=key(), **{**FORM, **change}))

    assert answer[:2] == (status, status)
    assert named in answer[2]
    with begin() as session:
        assert session.exec(select(Sollicitation)).all() == []
