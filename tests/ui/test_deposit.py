"""The deposit page in a browser, served alone: with its script and without, narrow, and by axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.attachments.bench import Files
from backend.clock import now
from backend.conversations.models import Conversation
from backend.conversations.service import open_web
from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.deposits.models import Purpose
from backend.deposits.service import HERE, Deposits
from backend.pages import deposit
from backend.supervisor.postgres import Cluster
from tests import servers
from tests.backend.attachments.files import SVG, image
from tests.backend.console.talks import request
from tests.backend.conversations.people import parts
from tests.shipped import edition
from tests.ui.conftest import Violations
from tests.ui.served import pages, served

GONE = f"{HERE}/unknown"


@pytest.fixture(scope="session")
def deposit_database(cluster: Cluster) -> Iterator[str]:
    cluster.create_database("deposits", template=servers.TEMPLATE)
    yield cluster.url("deposits")
    cluster.drop_database("deposits")


@pytest.fixture(scope="session")
def records(deposit_database: str) -> Iterator[UnitOfWork]:
    engine = make_engine(deposit_database)
    yield unit_of_work(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def site(records: UnitOfWork, deposit_database: str) -> Iterator[str]:
    """The page and its files on a port of their own; the product is not needed."""
    app, views = pages(records, deposit_database)
    app.state.files = Files(app.state.conversations.settings)
    app.include_router(deposit.router(views=views, library=edition(), clock=now, links=()))
    with served(app) as address:
        yield address


@pytest.fixture
def there(records: UnitOfWork, site: str) -> str:
    """Where a link for a tax notice leads."""
    with records() as session:
        talk, _ = open_web(session, landlord="office64", language="fr", now=now())
    filed = request(records, talk)
    with records() as session:
        held = session.get_one(Conversation, talk.id)
        given = Deposits(parts(records, "").settings, edition())
        said = given.for_request(session, filed, held, purpose=Purpose.TAX_NOTICE, now=now())
    return site + HERE + str(said.values["url"]).split(HERE)[1]


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "avis page 1.jpg", tmp_path / "avis page 2.jpg"]
    for path in paths:
        path.write_bytes(image(size=(400, 300)))
    return paths


def test_several_photos_arrive_with_progress_and_a_wrong_one_says_why(
    page: Page,
    axe: Violations,
    there: str,
    photos: list[Path],
    tmp_path: Path,
    complaints: list[str],
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(there)
    field = page.get_by_label("Vos photos ou vos papiers")
    wrong = tmp_path / "piège.jpg"
    wrong.write_bytes(SVG)

    field.set_input_files([wrong])
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_text("Ce type de fichier")).to_be_visible()
    assert axe(page) == []
    field.set_input_files(photos)
    page.get_by_role("button", name="Envoyer", exact=True).click()

    expect(page.get_by_role("heading", name="Déjà reçus")).to_be_visible()
    expect(page.get_by_text("avis page 2.jpg")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []


def test_without_scripts_the_form_does_the_same_and_the_link_is_closed(
    browser: Browser, axe: Violations, there: str, photos: list[Path]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{there}?language=eu")

    page.locator("#file").set_input_files(photos)
    page.get_by_role("button", name="Envoyer", exact=True).or_(
        page.locator("#deposit button")
    ).click()
    expect(page.get_by_text("avis page 1.jpg")).to_be_visible()
    page.get_by_role("button", name="Dena bidali dut").click()

    expect(page.get_by_role("status")).to_contain_text("Amaituta")
    assert page.url.endswith("?language=eu")
    context.close()


def test_axe_finds_nothing_wrong_where_the_link_opens_nothing(page: Page, axe: Violations) -> None:
    page.goto(GONE)

    expect(page.get_by_role("heading", name="Ce lien ne marche plus")).to_be_visible()
    assert axe(page) == []
