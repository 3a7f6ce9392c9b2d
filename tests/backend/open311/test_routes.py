"""GeoReport v2, as the specification has it: anonymous, wrong key, unknown, valid."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest
from sqlmodel import select

from backend.agents.models import Agency
from backend.api_keys import service as api_keys
from backend.api_keys.models import ApiKey, Scope
from backend.clocks.models import RequestClock
from backend.db import UnitOfWork
from backend.sollicitations import codes
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.sollicitations.triage import questions_of
from backend.tenants.models import Person, Residence
from tests.backend.console import talks
from tests.backend.conversations.people import NOW
from tests.backend.open311.conftest import Client, Keys, Opening

PERSONAL = ("Lafont", "+33639981212", "0639981212", "appartement", "évier")
FORM = {
    "service_code": "plomberie",
    "address_string": "12 rue des Acacias, appartement 14, Pau",
    "first_name": "Jeanne",
    "last_name": "Lafont",
    "phone": "06 39 98 12 12",
    "description": "Fuite sous l'évier\n<script>",
    "attribute[since]": "hier soir",
}


def request(begin: UnitOfWork, **given: object) -> Sollicitation:
    return talks.request(
        begin, **{"contact_name": "Mme Lafont", "contact_phone": "+33639981212", **given}
    )


def xml(answer: httpx.Response) -> ElementTree.Element:
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def refusal(answer: httpx.Response) -> tuple[int, int, str]:
    """Return the status, and the code and description of the body, in either format."""
    if answer.headers["content-type"].startswith("application/json"):
        (told,) = answer.json()
        assert set(told) == {"code", "description"}
        return answer.status_code, told["code"], told["description"]
    root = xml(answer)
    assert (root.tag, root[0].tag) == ("errors", "error")
    return answer.status_code, int(root.findtext("error/code") or 0), root[0][1].text or ""


@pytest.mark.parametrize("form", ["xml", "json"])
def test_discovery_says_where_and_in_which_formats(client: Client, form: str) -> None:
    answer = client.get(f"/discovery.{form}")

    if form == "json":
        (endpoint,) = answer.json()["endpoints"]
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["url"].endswith("/open311/v2")
        assert endpoint["formats"] == ["text/xml", "application/json"]
        return
    formats = [one.text for one in xml(answer).findall("endpoints/endpoint/formats/format")]
    assert formats == ["text/xml", "application/json"]


def test_the_services_are_the_categories_in_both_formats(client: Client) -> None:
    listed = client.get("/services.json").json()
    written = xml(client.get("/services.xml"))

    fields = "service_code service_name description metadata type keywords group".split()
    assert [one["service_code"] for one in listed] == list(CATEGORIES)
    assert all(list(one) == fields for one in listed)
    assert [one.findtext("service_code") for one in written.findall("service")] == list(CATEGORIES)
    assert {one.findtext("metadata") for one in written} == {"true", "false"}
    assert listed[0]["service_name"] == "Plomberie"


def test_a_definition_has_the_form_s_questions(client: Client) -> None:
    told = client.get("/services/plomberie.json").json()
    written = xml(client.get("/services/plomberie.xml"))

    codes = [one["code"] for one in told["attributes"]]
    assert codes == ["place", "since", "availability", "spread"]
    assert [one["order"] for one in told["attributes"]] == [1, 2, 3, 4]
    choices = {one["key"]: one["name"] for one in told["attributes"][3]["values"]}
    assert set(choices) == {"home", "building"}
    assert written.findtext("attributes/attribute[4]/values/value/key") in choices
    assert not any(one["required"] for one in told["attributes"])
    assert written.findtext("attributes/attribute/datatype") == "string"
    assert client.get("/services/bail.json").json()["attributes"] == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_definition_offers_every_answer_of_the_triage_and_each_can_be_filed(
    client: Client, key: Keys, begin: UnitOfWork, category: str
) -> None:
    told = client.get(f"/services/{category}.json").json()["attributes"]
    lists = {one["code"]: one["values"] for one in told if one["datatype"] == "singlevaluelist"}

    assert set(lists) <= {one.key for one in questions_of(category)}
    assert all(choice["name"] != choice["key"] for values in lists.values() for choice in values)
    given = {f"attribute[{name}]": values[0]["key"] for name, values in lists.items()}
    form = {**FORM, "service_code": category, **given}
    assert client.post("/requests.json", api_key=key(), **form).status_code == 200
    with begin() as session:
        kept = session.exec(select(Sollicitation)).one().details or {}
    assert kept == {name: values[0]["key"] for name, values in lists.items()}


def test_an_answer_that_tells_of_a_habit_says_so_on_the_request(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    told = {"service_code": "voisinage", "attribute[recurring]": "again"}

    assert client.post("/requests.json", api_key=key(), **{**FORM, **told}).status_code == 200

    with begin() as session:
        filed = session.exec(select(Sollicitation)).one()
    assert (filed.recurring, filed.scope) == (True, "dwelling")


def test_a_service_that_is_none_is_not_found(client: Client) -> None:
    for form in ("xml", "json"):
        status, code, said = refusal(client.get(f"/services/voirie.{form}"))
        assert (status, code) == (404, 404)
        assert "service_code" in said


def test_several_landlords_need_to_be_told_apart(opened: Opening) -> None:
    client = opened()

    assert refusal(client.get("/services.json"))[:2] == (400, 400)
    assert refusal(client.get("/services.xml", jurisdiction_id="pau"))[:2] == (404, 404)
    assert client.get("/services.json", jurisdiction_id="rochefort").status_code == 200


def test_a_deployment_of_one_landlord_knows_no_other(client: Client) -> None:
    assert client.get("/services.json", jurisdiction_id="office64").status_code == 200
    assert refusal(client.get("/services.json", jurisdiction_id="rochefort"))[0] == 404


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


def test_a_code_shows_where_its_request_stands_and_nothing_personal(
    client: Client, begin: UnitOfWork
) -> None:
    one = request(begin)

    for form in ("json", "xml"):
        answer = client.get(f"/requests/{one.code.lower()}.{form}")
        assert answer.status_code == 200
        assert one.code in answer.text
        for personal in (*PERSONAL, "Tilleuls"):
            assert personal not in answer.text
    (told,) = client.get(f"/requests/{one.code}.json").json()
    assert (told["status"], told["service_code"]) == ("open", "plomberie")
    assert told["requested_datetime"] == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (told["description"], told["address"], told["agency_responsible"]) == (None, None, None)


def test_a_key_with_the_right_reads_what_was_written_and_never_who_wrote_it(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    one = request(begin)

    (told,) = client.get(f"/requests/{one.code}.json", api_key=key()).json()
    (without,) = client.get(f"/requests/{one.code}.json", api_key=key(Scope.LIST)).json()

    assert told["description"] == "Une fuite sous l'évier"
    assert told["address"] == "14 rue des Tilleuls, Pau"
    assert without["description"] is None
    assert not any(personal in json.dumps(told) for personal in PERSONAL[:3])


@pytest.mark.parametrize("code", ["00000-00000-0", "nonsense", "%00", "x" * 300])
def test_an_unknown_code_is_not_found_in_any_of_the_three_places(client: Client, code: str) -> None:
    assert refusal(client.get(f"/requests/{code}.json"))[:2] == (404, 404)
    assert refusal(client.get(f"/tokens/{code}.xml"))[:2] == (404, 404)
    assert client.get("/requests.json", service_request_id=code).json() == []


def test_another_landlord_s_code_is_unknown(opened: Opening, begin: UnitOfWork) -> None:
    one = request(begin, landlord="rochefort")
    client = opened()

    def status(landlord: str) -> int:
        return client.get(f"/requests/{one.code}.json", jurisdiction_id=landlord).status_code

    assert (status("office64"), status("rochefort")) == (404, 200)


def test_a_token_is_the_code_itself(client: Client, begin: UnitOfWork) -> None:
    one = request(begin)

    (told,) = client.get(f"/tokens/{one.code}.json").json()

    assert told == {"service_request_id": one.code, "token": one.code}


def test_guessing_is_refused_and_a_key_is_not_guessing(
    opened: Opening, key: Keys, begin: UnitOfWork
) -> None:
    one, client = request(begin), opened(landlord="office64", guesses=3)
    for _ in range(5):
        refused = client.get(f"/requests/{codes.draw()}.json")

    assert refusal(refused)[:2] == (429, 429)
    assert int(refused.headers["retry-after"]) > 0
    assert client.get(f"/requests/{one.code}.json", api_key=key()).status_code == 200


def test_a_list_of_codes_needs_no_key_and_a_list_without_codes_does(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    one, two = request(begin), request(begin)
    request(begin)

    asked = f"{one.code}, {two.code.lower()},nonsense"
    listed = client.get("/requests.json", service_request_id=asked, status="closed").json()

    assert {told["service_request_id"] for told in listed} == {one.code, two.code}
    assert refusal(client.get("/requests.xml"))[:2] == (403, 403)
    assert refusal(client.get("/requests.xml", api_key=key(Scope.FILE)))[:2] == (403, 403)
    assert len(client.get("/requests.json", api_key=key()).json()) == 3


def test_a_list_is_narrowed_by_service_state_and_date(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    old = request(begin, category="bail")
    done = request(begin, state="done")
    with begin() as session:
        found = session.get_one(Sollicitation, old.id)
        found.opened_at = NOW - timedelta(days=100)
    shown = key()

    def listed(**query: str) -> list[str]:
        answer = client.get("/requests.json", api_key=shown, **query)
        assert answer.status_code == 200, answer.text
        return [told["service_request_id"] for told in answer.json()]

    long_ago = (NOW - timedelta(days=120)).isoformat()
    assert listed() == listed(status="closed") == listed(service_code="plomberie") == [done.code]
    assert listed(status="open") == []
    assert listed(start_date=long_ago) == [old.code]
    assert listed(start_date=long_ago, service_code="plomberie,ascenseur") == []
    assert listed(end_date=(NOW - timedelta(days=90)).isoformat(), status="open,closed") == [
        old.code
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"},
        {"start_date": "yesterday"},
        {"start_date": "2026-01-01T00:00:00"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"start_date": "9999-12-31T00:00:00Z"},
        {"end_date": "0001-01-02T00:00:00Z"},
        {"service_request_id": ",".join(["x"] * 101)},
    ],
)
def test_filters_that_cannot_be_read_are_refused(
    client: Client, key: Keys, query: dict[str, str]
) -> None:
    assert refusal(client.get("/requests.json", api_key=key(), **query))[:2] == (400, 400)


def test_a_format_that_is_none_is_a_bad_request(client: Client) -> None:
    assert refusal(client.get("/services.yaml"))[:2] == (400, 400)


def test_a_key_in_the_header_does_as_well_and_a_revoked_one_no_more(
    client: Client, key: Keys, begin: UnitOfWork
) -> None:
    header = {"Authorization": f"Bearer {key()}"}
    before = client.get("/requests.json", headers=header).status_code
    with begin() as session:
        one = session.exec(select(ApiKey)).one()
        assert one.used_at == NOW
        api_keys.revoke(session, "office64", one.id or 0, now=NOW)

    assert (before, client.get("/requests.json", headers=header).status_code) == (200, 403)


def test_of_a_key_only_the_hash_is_kept(key: Keys, begin: UnitOfWork) -> None:
    shown = key()

    with begin() as session:
        kept = session.exec(select(ApiKey)).one().model_dump_json()
    assert shown not in kept
    assert shown.removeprefix("loge_") not in kept


def test_what_xml_cannot_hold_is_left_out(client: Client, key: Keys, begin: UnitOfWork) -> None:
    one = request(begin)
    with begin() as session:
        session.get_one(Sollicitation, one.id).description = "a\x0bb & <c>\ufffe"

    written = xml(client.get(f"/requests/{one.code}.xml", api_key=key()))

    assert written.findtext("request/description") == "ab & <c>"
