"""The page of a company: its order and nothing beside it, and what it says reaches the record."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend import error_handlers
from backend.attachments.bench import Files
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.i18n import translator
from backend.notices.models import Way
from backend.notices.preferences import prefer
from backend.pages import contractor
from backend.pages.views import Views, environment
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import EventKind, Sollicitation
from backend.tenants import demo as tenants
from backend.tenants.models import Residence
from backend.workorders import demo, links, service
from backend.workorders.models import Contractor, OrderPhoto, WeeklySheet, WorkLink, WorkOrder
from backend.workorders.service import Task
from backend.workorders.states import OrderState
from tests.backend.attachments.files import PDF, SVG, telling
from tests.backend.console import talks
from tests.backend.conversations.people import BASE, NOW, parts, web

DAY = (NOW + timedelta(days=3)).date().isoformat()


class Clock:
    """The time of the page."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


class Company:
    """A request with an order, its link, and a browser without scripts and without an account."""

    def __init__(self, begin: UnitOfWork, app: FastAPI, runner: asyncio.Runner) -> None:
        self.begin, self.app, self.runner, self.clock = begin, app, runner, Clock()
        self.talk: Conversation = web(begin)
        self.given: dict[str, Any] = {
            "contact_name": "Ana Pereira",
            "contact_phone": "+33639980103",
        }

    def has_an_order(self, **given: Any) -> str:
        """Issue an order for a request; return where its link leads."""
        with self.begin() as session:
            tenants.load(session)
            demo.load(session)
        self.filed = talks.request(self.begin, self.talk, **{**self.given, **given})
        with self.begin() as session:
            who = self._contractor(session)
            task = Task(who.id or 0, "Changer le joint", "14 rue des Tilleuls", access="code 12A")
            service.issue(
                session, self.filed.id or 0, task, landlord="office64", by="bearn", now=NOW
            )
            self.order = service.of_request(session, self.filed.id or 0)[0][0].id or 0
            token = links.give(session, who, order_id=self.order, days=30, by="bearn", now=NOW)
        self.there = f"/bon/{token}"
        return self.there

    def has_sheets(self) -> str:
        with self.begin() as session:
            tenants.load(session)
            demo.load(session)
            who = self._contractor(session)
            return f"/bon/{links.give(session, who, days=30, by='bearn', now=NOW)}"

    def _contractor(self, session: Any) -> Contractor:
        query = select(Contractor).where(Contractor.name == "Plomberie des Exemples")
        found: Contractor = session.exec(query).one()
        return found

    def get(self, address: str) -> httpx.Response:
        return self.runner.run(self._ask("GET", address))

    def post(self, step: str, **fields: str) -> str:
        answer = self.runner.run(self._ask("POST", f"{self.there}/{step}", data=fields))
        return answer.headers.get("location", "").partition("said=")[2] or str(answer.status_code)

    def send(self, phase: str, *files: bytes) -> str:
        sent = [("file", (f"photo {n}.jpg", data, "image/jpeg")) for n, data in enumerate(files)]
        asked = self._ask(
            "POST", f"{self.there}/photos/{phase}", files=sent, data={"client_id": "a"}
        )
        answer = self.runner.run(asked)
        return answer.headers.get("location", "").partition("said=")[2] or str(answer.status_code)

    async def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, address, **more)

    def rows(self, table: Any) -> list[Any]:
        with self.begin() as session:
            return list(session.exec(select(table)))

    def state(self) -> tuple[str, str]:
        """Where the order and its request stand."""
        with self.begin() as session:
            order = session.get_one(WorkOrder, self.order)
            return str(order.state), str(session.get_one(Sollicitation, self.filed.id).state)

    def events(self) -> list[tuple[str, str, str | None]]:
        """What the company did, in the request's journal: by whom, to which state, and why."""
        with self.begin() as session:
            found = sollicitations.events(session, self.filed.id or 0)
            return [
                (e.by, (e.what or {})["after"], e.note)
                for e in found
                if e.kind == EventKind.WORK_ORDER
            ]

    def told(self) -> list[str]:
        return [message.text for message in talks.said(self.begin, self.talk)]


@pytest.fixture
def company(begin: UnitOfWork, database_url: str) -> Iterator[Company]:
    app = FastAPI()
    app.state.conversations = parts(begin, database_url, attachment_megabytes=1)
    app.state.files = Files(app.state.conversations.settings)
    error_handlers.install(app)
    with asyncio.Runner() as runner:
        made = Company(begin, app, runner)
        views = Views(environment(), translator)
        app.include_router(contractor.router(views=views, clock=made.clock, links=()))
        yield made


def test_a_company_sees_its_order_and_nothing_of_the_tenant_beside_it(company: Company) -> None:
    page = company.get(company.has_an_order())

    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    for shown in ("Changer le joint", "14 rue des Tilleuls", "code 12A", "Plomberie des Exemples"):
        assert shown in page.text
    for hidden in ("Pereira", "39 98 01 03", "39980103", company.filed.code, "Une fuite"):
        assert hidden not in page.text
    assert "code 12A" not in company.get(f"{company.there}x").text


def test_a_planned_date_is_an_event_and_told_to_the_tenant_once(company: Company) -> None:
    company.has_an_order()

    assert company.post("prevu", day=DAY) == "planned"
    assert company.post("prevu", day=DAY) == "planned"

    assert company.state() == ("planned", "in_progress")
    assert company.events()[1:] == [("contractor", "planned", None)]
    assert sum("une intervention est prévue" in text for text in company.told()) == 1


def test_a_day_that_is_past_or_missing_changes_nothing(company: Company) -> None:
    company.has_an_order()
    past = (NOW - timedelta(days=1)).date().isoformat()

    assert [company.post("prevu", day=past), company.post("prevu")] == ["incomplete"] * 2

    assert company.state()[0] == "issued"


def test_what_is_done_ends_the_order_and_asks_the_tenant(company: Company) -> None:
    company.has_an_order()

    assert [company.post("fait"), company.post("fait")] == ["done"] * 2

    assert company.state() == ("done", "done")
    assert company.post("pas-fait", reason="absent") == "not-allowed"
    assert company.events()[1:] == [("contractor", "done", None)]
    page = company.get(company.there).text
    assert "code 12A" not in page
    assert "C’est fait" not in page


def test_not_done_needs_its_reason_which_the_tenant_does_not_read(company: Company) -> None:
    company.has_an_order()

    assert company.post("pas-fait", reason=" ") == "incomplete"
    assert company.post("pas-fait", reason="personne sur place") == "not-done"

    assert company.state() == ("not_done", "assigned")
    assert company.events()[1:] == [("contractor", "not_done", "personne sur place")]
    assert any("n'a pas pu se faire" in text for text in company.told())
    assert not any("personne sur place" in text for text in company.told())
    assert company.post("prevu", day=DAY) == "planned"


def test_who_wants_no_news_is_told_nothing_of_what_a_company_says(company: Company) -> None:
    company.has_an_order()
    with company.begin() as session:
        filed = session.get_one(Sollicitation, company.filed.id)
        prefer(session, filed, Way.NONE, by="bearn", now=NOW)
    before = company.told()

    company.post("prevu", day=DAY)
    company.post("pas-fait", reason="absent")

    assert company.told() == before
    assert len(company.events()) == 3


def test_photos_are_kept_once_without_where_they_were_taken(company: Company) -> None:
    company.has_an_order()

    assert company.send("before", telling(), telling(size=(32, 32))) == "photos"
    assert company.send("before", telling()) == "photos"
    assert company.send("after", telling()) == "photos"

    kept = company.rows(OrderPhoto)
    assert sorted(str(one.phase) for one in kept) == ["after", "before", "before"]
    assert not any(b"SECRET" in one.content or b"GPS" in one.content for one in kept)
    assert len(company.events()) == 3
    assert "déjà reçues\u00a0: 2" in company.get(company.there).text


@pytest.mark.parametrize("data", [SVG, PDF, b"", b"\x89PNG\r\n\x1a\nnothing", b"x" * 2_000_000])
def test_what_is_no_photo_is_refused_and_nothing_is_kept(company: Company, data: bytes) -> None:
    company.has_an_order()

    assert company.send("before", telling(), data) == "bad-photo"

    assert company.rows(OrderPhoto) == []
    assert len(company.events()) == 1


def test_an_order_takes_no_more_photos_than_it_may(company: Company) -> None:
    company.has_an_order()

    sent = [company.send("after", telling(size=(16, 16 + n))) for n in range(links.MOST_PHOTOS + 1)]

    assert sent == ["photos"] * links.MOST_PHOTOS + ["too-many"]
    assert len(company.rows(OrderPhoto)) == links.MOST_PHOTOS


def test_a_link_ends_with_its_time_with_a_new_one_and_with_the_order(company: Company) -> None:
    first = company.has_an_order()
    with company.begin() as session:
        who = session.get_one(Contractor, session.get_one(WorkOrder, company.order).contractor_id)
        token = links.give(session, who, order_id=company.order, days=30, by="bearn", now=NOW)
    second = company.there = f"/bon/{token}"

    assert [company.get(first).status_code, company.get(second).status_code] == [404, 200]
    company.clock.at = NOW + timedelta(days=30)
    gone = company.get(second)
    assert (gone.status_code, company.post("fait"), company.send("after", telling())) == (
        404, "404", "404",
    )  # fmt: skip
    assert gone.text == company.get("/bon/unknown").text
    company.clock.at = NOW
    with company.begin() as session:
        service.move(session, company.order, OrderState.CANCELLED, by="bearn", now=NOW)
    assert company.get(second).status_code == 404


def test_only_a_hash_of_the_token_is_kept_and_guesses_are_counted(company: Company) -> None:
    token = company.has_an_order().removeprefix("/bon/")

    [link] = company.rows(WorkLink)
    assert len(token) == 22
    assert token not in str(link.model_dump())
    statuses = {company.get(f"/bon/guess-{n}").status_code for n in range(70)}
    assert statuses == {404, 429}
    assert company.get(company.there).status_code == 429


def test_a_company_enters_its_weekly_sheet_for_residences_of_its_landlord(
    company: Company,
) -> None:
    company.there = company.has_sheets()
    homes = {home.landlord: home for home in company.rows(Residence)}
    own, theirs = homes["office64"].id, homes["rochefort"].id

    page = company.get(company.there).text
    assert f'<option value="{own}">' in page
    assert f'<option value="{theirs}">' not in page
    day = NOW.date().isoformat()
    assert company.post("fiche", residence=str(theirs), day=day, done="Tonte") == "incomplete"
    assert company.post("fiche", residence=str(own), day=day, done=" ") == "incomplete"
    assert company.post("fiche", residence=str(own), day=day, done="Tonte") == "sheet"
    assert company.post("fait") == "404"

    [sheet] = company.rows(WeeklySheet)
    assert (sheet.residence_id, sheet.done, sheet.entered_by) == (own, "Tonte", "contractor")
    assert "Tonte" in company.get(company.there).text


def test_a_mowing_order_has_the_sheet_of_its_residence_and_a_leak_has_none(
    company: Company,
) -> None:
    green = company.get(company.has_an_order(category="espaces-verts")).text
    leak = company.get(company.has_an_order()).text

    assert "Les Tilleuls" in green
    assert green.count("<option") == 1
    assert "<option" not in leak
