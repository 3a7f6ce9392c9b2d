"""Exporting the list: whose, what, and the line that it leaves."""

import csv
import io

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from backend.agents.models import Agency, Agent
from backend.console import export_queries
from backend.db import UnitOfWork
from backend.exports.models import ExportRecord
from backend.sollicitations.models import Sollicitation
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

EXPORT = "/console/sollicitations/export"


@pytest.fixture
def agency(begin: UnitOfWork, people: dict[str, int]) -> int:
    """The agency of the agent `bearn`."""
    with begin() as session:
        found = Agency(landlord="office64", name="Béarn")
        session.add(found)
        session.flush()
        session.get_one(Agent, people["bearn"]).agency_id = found.id
        return found.id or 0


def rows(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def records(begin: UnitOfWork) -> list[ExportRecord]:
    with begin() as session:
        return list(session.exec(select(ExportRecord)))


def test_a_stranger_and_a_forged_form_get_nothing(
    stranger: Browser, chef: Browser, begin: UnitOfWork
) -> None:
    assert stranger.post(EXPORT).status_code == 303
    assert chef.post(EXPORT, {"csrf": "forged"}).status_code == 403
    assert records(begin) == []


def test_a_supervisor_exports_the_landlord_s_requests_and_no_other(
    chef: Browser, begin: UnitOfWork
) -> None:
    one = talks.request(begin, contact_phone="+33639981212", contact_name="=cmd|' /C calc'!A0")
    talks.request(begin, landlord="rochefort")
    talks.request(begin, landlord=None)

    answer = chef.post(EXPORT)

    header, *found = rows(answer)
    told = dict(zip(header, found[0], strict=True))
    assert len(found) == 1
    assert told["Code"] == one.code
    assert (told["État"], told["Sujet"]) == ("Reçue", "Plomberie")
    assert told["Nom"] == "'=cmd|' /C calc'!A0"
    assert told["Téléphone"] == "06 39 98 12 12"
    assert 'filename="demandes-2026-11-' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"


def test_an_agent_exports_their_agency_whatever_they_ask(
    bearn: Browser, cote: Browser, begin: UnitOfWork, agency: int
) -> None:
    own = talks.request(begin, agency_id=agency)
    talks.request(begin)

    assert [row[0] for row in rows(bearn.post(EXPORT))[1:]] == [own.code]
    assert [row[0] for row in rows(bearn.post(EXPORT, {"agency": "none"}))[1:]] == [own.code]
    assert cote.post(EXPORT).status_code == 404


def test_every_export_leaves_who_took_what_and_how_much_but_not_the_words(
    chef: Browser, begin: UnitOfWork, people: dict[str, int]
) -> None:
    talks.request(begin)
    talks.request(begin, state="done")

    chef.post(EXPORT, {"state": "done", "text": "fuite", "form": "xlsx"})

    (line,) = records(begin)
    assert (line.agent_id, line.landlord, line.form) == (people["chef"], "office64", "xlsx")
    assert line.filters == {"state": "done", "text": True}
    assert (line.rows, line.begun_at, line.ended_at) == (1, NOW, NOW)


def test_the_filters_of_the_list_narrow_the_file(chef: Browser, begin: UnitOfWork) -> None:
    talks.request(begin)
    done = talks.request(begin, state="done")

    assert [row[0] for row in rows(chef.post(EXPORT, {"state": "done"}))[1:]] == [done.code]
    assert rows(chef.post(EXPORT, {"category": "bail"}))[1:] == []


def test_a_workbook_has_the_same_rows(chef: Browser, begin: UnitOfWork) -> None:
    one = talks.request(begin)

    content = chef.post(EXPORT, {"form": "xlsx"}).content

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python()[1][0] == one.code


def test_a_file_of_several_batches_has_each_request_once(
    chef: Browser, begin: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_queries, "BATCH", 3)
    codes = [talks.request(begin).code for _ in range(10)]

    found = [row[0] for row in rows(chef.post(EXPORT))[1:]]

    assert found == codes[::-1]
    assert records(begin)[0].rows == 10


def test_the_list_offers_the_export_with_its_filters(chef: Browser, begin: UnitOfWork) -> None:
    talks.request(begin, category="bail")

    page = chef.get("/console/sollicitations", params={"category": "bail"}).text

    assert f'action="{EXPORT}"' in page
    assert '<input type="hidden" name="category" value="bail">' in page


def test_nothing_of_the_request_is_changed_by_it(chef: Browser, begin: UnitOfWork) -> None:
    one = talks.request(begin)
    chef.post(EXPORT)

    with begin() as session:
        assert session.get_one(Sollicitation, one.id).updated_at == one.updated_at
