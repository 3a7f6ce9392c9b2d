"""Exceptional days: kept by who supervises, audited, and told wherever the hours are."""

from datetime import date, datetime, time, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend.answers.opening import next_answered
from backend.audit.models import AuditLine
from backend.db import UnitOfWork
from backend.library.library import Library
from backend.library.models import OpeningDay
from knowledge.hours import PARIS
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

PAGE = "/console/ouvertures"
ENTRY = "office64-telephone-locataires"
TODAY = NOW.astimezone(PARIS).date()
FORM = {"entry": ENTRY, "first": TODAY.isoformat(), "reason": "séminaire"}


def days(begin: UnitOfWork) -> list[OpeningDay]:
    with begin() as session:
        return list(session.exec(select(OpeningDay).order_by("id")))


def told(library: Library, at: datetime) -> str | None:
    library.look()
    return next_answered(library.knowledge, "office64", "fr", at)


def kept(browser: Browser, **more: str) -> str:
    return browser.post(PAGE, FORM | more).headers["location"].partition("notice=")[2]


def test_an_agent_has_no_such_page_and_keeps_nothing(begin: UnitOfWork, bearn: Browser) -> None:
    assert bearn.get(PAGE).status_code == 404
    assert bearn.post(PAGE, FORM).status_code == 404
    assert days(begin) == []


def test_a_closed_day_is_told_at_once_and_no_more_once_withdrawn(
    begin: UnitOfWork, chef: Browser, library: Library
) -> None:
    assert told(library, NOW) is None

    assert kept(chef) == "opening-day-kept"

    assert told(library, NOW) is not None
    assert "séminaire" in chef.get(PAGE).text
    [one] = days(begin)
    assert chef.post(f"{PAGE}/{one.id}/retrait", {}).status_code == 303
    assert told(library, NOW) is None
    assert "séminaire" not in chef.get(PAGE).text


def test_other_hours_hold_on_that_day_only(
    begin: UnitOfWork, chef: Browser, library: Library
) -> None:
    kept(chef, opens="14:00", closes="15:00")

    at_two = datetime.combine(TODAY, time(14, 30), PARIS)
    assert told(library, at_two) is None
    assert told(library, NOW) is not None
    assert told(library, NOW + timedelta(days=1)) is None


def test_a_stretch_of_days_takes_the_place_of_what_was_said_of_them(
    begin: UnitOfWork, chef: Browser
) -> None:
    kept(chef, opens="14:00", closes="15:00")
    kept(chef, last=(TODAY + timedelta(days=2)).isoformat())

    still = [one for one in days(begin) if one.withdrawn_at is None]
    assert [one.day for one in still] == [TODAY + timedelta(days=n) for n in range(3)]
    assert all(one.slots == [] for one in still)
    assert len(days(begin)) == 4


def test_every_change_is_in_the_audit_trail_with_what_was_before(
    begin: UnitOfWork, chef: Browser
) -> None:
    kept(chef, opens="14:00", closes="15:00")
    kept(chef)

    with begin() as session:
        lines = session.exec(select(AuditLine).order_by("id")).all()
    assert [(line.by, line.what) for line in lines] == [("chef", "opening-day-set")] * 2
    assert lines[1].old == {"slots": [["14:00", "15:00"]]}
    assert lines[1].new == {"slots": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"entry": "rochefort-telephone"},
        {"entry": ""},
        {"first": "hier"},
        {"first": (TODAY - timedelta(days=1)).isoformat()},
        {"last": (TODAY - timedelta(days=1)).isoformat()},
        {"last": (TODAY + timedelta(days=40)).isoformat()},
        {"last": date.max.isoformat()},
        {"opens": "14:00"},
        {"opens": "15:00", "closes": "14:00"},
        {"opens": "9:00"},
        {"opens": "09:00Z", "closes": "12:00Z"},
        {"opens": "09:00", "closes": "12:00+01:00"},
        {"opens": "09:00", "closes": "12:00", "reopens": "11:00", "ends": "13:00"},
    ],
)
def test_what_is_no_day_to_come_or_no_hours_is_refused(
    wrong: dict[str, str], begin: UnitOfWork, chef: Browser
) -> None:
    assert kept(chef, **wrong) == "opening-day-refused"
    assert days(begin) == []


def test_another_landlords_day_is_neither_shown_nor_withdrawn(
    app: FastAPI, begin: UnitOfWork, chef: Browser, rochefort: Browser, people: dict[str, int]
) -> None:
    kept(chef)
    with begin() as session:
        one = session.exec(select(OpeningDay)).one()
        one.landlord = "rochefort"

    assert "séminaire" not in chef.get(PAGE).text
    assert chef.post(f"{PAGE}/{one.id}/retrait", {}).status_code == 404
    assert days(begin)[0].withdrawn_at is None
