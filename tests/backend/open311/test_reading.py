"""Requests read by a code or a key, as GeoReport v2 has it."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.api_keys import service as api_keys
from backend.api_keys.models import ApiKey, Scope
from backend.db import UnitOfWork
from backend.sollicitations import codes
from backend.sollicitations.models import Sollicitation
from tests.backend.conversations.people import NOW
from tests.backend.open311.conftest import Client, Keys, Opening
from tests.backend.open311.people import PERSONAL, refusal, request, xml


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
