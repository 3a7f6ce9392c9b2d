"""Weekly hours: kept from a day on by who supervises, audited, and told wherever the hours are."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from backend.answers.opening import next_answered
from backend.audit.models import AuditLine
from backend.clock import Clock
from backend.db import UnitOfWork
from backend.library.edition import Edition
from backend.library.library import Library
from backend.library.models import OpeningWeek
from knowledge.hours import PARIS
from knowledge.load import ROOT
from knowledge.render import render_answer
from tests.backend.console.conftest import Browser
from tests.backend.console.test_openings import ENTRY, PAGE, TODAY
from tests.backend.conversations.people import NOW

WEEK, TOLD = f"{PAGE}/semaines", "office64-horaires-telephone"
COMING = '<span class="tag waits">à venir</span>'
LATER = TODAY + timedelta(days=14)
# Open on the first three days of a week, without a break.
HOURS = {
    "opens": ["10:30"] * 3 + [""] * 4,
    "closes": ["15:00"] * 3 + [""] * 4,
    "reopens": [""] * 7,
    "ends": [""] * 7,
}
FORM: dict[str, Any] = {"entry": ENTRY, "first": TODAY.isoformat(), "reason": "essai", **HOURS}


def weeks(begin: UnitOfWork) -> list[OpeningWeek]:
    with begin() as session:
        return list(session.exec(select(OpeningWeek).order_by("id")))


def kept(browser: Browser, **more: Any) -> str:
    return browser.post(WEEK, FORM | more).headers["location"].partition("notice=")[2]


def text(library: Library, day: date = TODAY, language: str = "fr") -> str:
    library.look()
    entry = next(one for one in library.knowledge.entries if one.id == TOLD)
    return render_answer(entry, language, day)


def at(day: date, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=PARIS)


def on(shelf: Edition, begin: UnitOfWork, clock: Clock) -> Library:
    """What is in force on another day."""
    found = Library(ROOT, begin, files=shelf, clock=clock)
    found.look()
    return found


def test_an_agent_keeps_and_withdraws_nothing(begin: UnitOfWork, bearn: Browser) -> None:
    assert bearn.post(WEEK, FORM).status_code == 404
    assert bearn.post(f"{WEEK}/1/retrait").status_code == 404
    assert weeks(begin) == []


def test_a_week_of_today_is_told_in_words_and_holds_at_once(
    begin: UnitOfWork, chef: Browser, library: Library
) -> None:
    before = text(library)
    assert next_answered(library.knowledge, "office64", "fr", NOW) is None

    assert kept(chef) == "opening-week-kept"

    assert "lun.-mer. 10 h 30-15 h" in text(library)
    assert "Mon-Wed 10:30-15:00" in text(library, language="en")
    assert "8 h 30" not in text(library)
    said = next_answered(library.knowledge, "office64", "fr", NOW)
    assert said == "aujourd'hui à 10 h 30"
    assert next_answered(library.knowledge, "office64", "fr", at(TODAY, "16:00")) is not None
    assert chef.post(f"{WEEK}/{weeks(begin)[0].id}/retrait").status_code == 303
    assert text(library) == before


def test_a_week_to_come_holds_from_its_day_on_and_not_before(
    begin: UnitOfWork, chef: Browser, library: Library, shelf: Edition
) -> None:
    before = text(library)
    kept(chef, first=LATER.isoformat())

    assert text(library) == before
    knowledge = library.knowledge
    early, friday = at(LATER, "08:45"), at(LATER - timedelta(days=3), "18:00")
    assert next_answered(knowledge, "office64", "fr", early - timedelta(days=7)) is None
    assert next_answered(knowledge, "office64", "fr", early) == "aujourd'hui à 10 h 30"
    assert next_answered(knowledge, "office64", "fr", friday) == "lundi 7 décembre à 10 h 30"
    then = on(shelf, begin, lambda: at(LATER, "09:00"))
    assert "lun.-mer. 10 h 30-15 h" in text(then)
    assert next_answered(then.knowledge, "office64", "fr", early) is not None


def test_the_page_says_what_holds_and_where_it_comes_from(chef: Browser) -> None:
    page = chef.get(PAGE).text
    assert "Compte rendu du CCL du 6 juin 2024" in page
    assert COMING not in page

    kept(chef, first=LATER.isoformat())
    assert COMING in chef.get(PAGE).text
    kept(chef)
    page = chef.get(PAGE).text
    assert "remplacés" in page
    assert "lun.-mer. 10 h 30-15 h" in page


def test_a_week_of_the_same_day_takes_the_place_and_both_are_audited(
    begin: UnitOfWork, chef: Browser
) -> None:
    kept(chef)
    kept(chef, closes=["16:00"] * 3 + [""] * 4)
    chef.post(f"{WEEK}/{weeks(begin)[1].id}/retrait")
    chef.post(f"{WEEK}/{weeks(begin)[1].id}/retrait")

    with begin() as session:
        lines = session.exec(select(AuditLine).order_by("id")).all()
    assert [line.what for line in lines] == [
        "opening-week-set",
        "opening-week-set",
        "opening-week-withdrawn",
    ]
    assert (lines[1].old or {})["hours"]["mo"] == [["10:30", "15:00"]]
    assert (lines[1].new or {})["hours"] == dict.fromkeys(("mo", "tu", "we"), [["10:30", "16:00"]])
    assert all(one.withdrawn_at for one in weeks(begin))


@pytest.mark.parametrize(
    "wrong",
    [
        {"entry": "rochefort-telephone"},
        {"entry": ""},
        {"first": "hier"},
        {"first": (TODAY - timedelta(days=1)).isoformat()},
        {"first": date.max.isoformat()},
        {"opens": [""] * 7, "closes": [""] * 7},
        {"opens": ["10:30"] * 6},
        {"closes": [""] * 7},
        {"closes": ["09:00"] * 7},
        {"opens": ["9:00"] * 7},
        {"opens": ["09:00Z"] * 7, "closes": ["12:00Z"] * 7},
        {"reopens": ["14:00"] * 7, "ends": ["17:00"] * 7},
    ],
)
def test_what_is_no_week_to_come_is_refused(
    wrong: dict[str, Any], begin: UnitOfWork, chef: Browser
) -> None:
    assert kept(chef, **wrong) == "opening-day-refused"
    assert weeks(begin) == []


def test_another_landlords_week_is_neither_shown_nor_withdrawn(
    begin: UnitOfWork, chef: Browser
) -> None:
    kept(chef, reason="séminaire")
    with begin() as session:
        one = session.exec(select(OpeningWeek)).one()
        one.landlord = "rochefort"

    assert "séminaire" not in chef.get(PAGE).text
    assert chef.post(f"{WEEK}/{one.id}/retrait").status_code == 404
    assert weeks(begin)[0].withdrawn_at is None
