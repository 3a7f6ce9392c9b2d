"""The services and their definitions, in both formats."""

import pytest
from sqlmodel import select

from backend.db import UnitOfWork
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.triage import questions_of
from tests.backend.open311.conftest import Client, Keys, Opening
from tests.backend.open311.people import FORM, refusal, xml


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


def test_a_format_that_is_none_is_a_bad_request(client: Client) -> None:
    assert refusal(client.get("/services.yaml"))[:2] == (400, 400)
