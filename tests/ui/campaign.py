"""The people of a whole campaign: a small landlord's file, and how each of them answers."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import text
from sqlmodel import Session, select
from typer.testing import CliRunner

import backend.app  # noqa: F401 - so that every table is known
from backend.campaigns import inviting, supervision
from backend.campaigns.models import Campaign, State, Wave
from backend.campaigns.quota_lines import Line
from backend.cli import cli
from backend.clock import now
from backend.config import get_settings
from backend.db import single_unit
from backend.results.parting import keep_agreed
from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign
from tests.journeys.test_appointments import Texter
from tests.journeys.test_sms import count, form_of, post, token_of
from tests.servers import LiveServer, until

NAME = "Numérique, la campagne des tests"
WHO = "Office64 de l'Habitat"
# Twelve people of two agencies, by age band; the thirteenth works for the landlord.
AGENCIES = ("Béarn", "Côte Basque Sud")
YOUNG, OLD = "2", "4"
_YEARS = {YOUNG: 37, OLD: 66}
PEOPLE = {
    f"C{number:02d}": (AGENCIES[(number - 1) // 6], YOUNG if number % 2 else OLD)
    for number in range(1, 13)
}
STAFF = "C13"
THANKS = "Merci, c'est terminé"
# What is answered where a question is put on a page; else the first choice.
GIVEN = {"A3": "7", "B3": "2", "D1": "2", "E1": "6"}
BY_SMS = ("5", "1 3", "1", "1", "2", "1 6", "5")


def phone(reference: str) -> str:
    return f"+336399850{reference[1:]}"


def _rows(*references: str) -> Iterator[str]:
    for one in references:
        agency, _ = PEOPLE.get(one, (AGENCIES[0], ""))
        yield f"{one};Essai {one};{phone(one)};H-{AGENCIES.index(agency)}"


def files(folder: Path) -> dict[str, Path]:
    """Write what the landlord's software exports: residences, tenants, and the sample.

    Their town is of no other test: two agencies in one would make it ask which.
    """
    homes = [
        f"H-{n};Les Essais {n};{n + 1} rue des Essais;Essaiville;{a}"
        for n, a in enumerate(AGENCIES)
    ]
    tables = {
        "residences": ["reference;nom;adresse;commune;agence", *homes],
        "tenants": ["reference;nom;telephone;residence", *_rows(*PEOPLE, STAFF)],
        "sample": ["Référence;Âge", *(f"{one};{_YEARS[age]}" for one, (_, age) in PEOPLE.items())],
    }
    found = {name: folder / f"{name}.csv" for name in tables}
    for name, path in found.items():
        path.write_text("\n".join(tables[name]) + "\n", encoding="utf-8")
    return found


@contextmanager
def settings_of(live: LiveServer) -> Iterator[None]:
    """Let the commands and jobs of this process be the product's."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in live.environment.items():
            patched.setenv(name, value)
        patched.setenv("DATABASE_URL", live.database_url)
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


def imported(found: dict[str, Path]) -> None:
    """Import the residences and the tenants by the command."""
    for kind in ("residences", "tenants"):
        called = CliRunner().invoke(cli, ["import", kind, str(found[kind]), "--landlord=office64"])
        assert called.exit_code == 0, called.output
        assert "0 left out" in called.output


def record(live: LiveServer) -> AbstractContextManager[Session]:
    """Open a unit of work on the product's own database."""
    return single_unit(live.database_url)


def the_survey(session: Session) -> Campaign:
    query = select(Campaign).where(Campaign.name == NAME, Campaign.wave == Wave.FIELD)
    return session.exec(query).one()


def lines(live: LiveServer) -> Sequence[Line]:
    with record(live) as session:
        return supervision.lines(session, the_survey(session))


def the_next_minute(live: LiveServer) -> None:
    """Heed STOP and invite, as the product does each minute."""
    with record(live) as session:
        inviting.heed(session, now=now())
        inviting.invite(session, the_survey(session), WHO, now=now())


def wishes_are_kept(live: LiveServer) -> None:
    """Take up what people agreed to, as the product does each minute."""
    with record(live) as session:
        keep_agreed(session, the_survey(session), now=now())


def invited(live: LiveServer) -> dict[str, Texter]:
    """Return who got an invitation, once it has come."""
    texters = {one: Texter(live, phone(one)) for one in PEOPLE}
    with record(live) as session:
        query = "SELECT count(*) FROM campaign_case WHERE campaign_id = :id AND told > 0"
        told = session.execute(text(query), {"id": the_survey(session).id}).scalar_one()
    until(lambda: sum(bool(one.received()) for one in texters.values()) == told, 60)
    return {name: one for name, one in texters.items() if one.received()}


@contextmanager
def alone(live: LiveServer) -> Iterator[None]:
    """Give the demonstration its survey back, whatever happens."""
    try:
        yield
    finally:
        with record(live) as session:
            for one in session.exec(select(Campaign).where(Campaign.landlord == "office64")):
                if one.name == NAME:
                    one.state, one.ended_at = State.ENDED, one.ended_at or now()
            session.flush()
            for one in session.exec(select(Campaign).where(Campaign.landlord == "office64")):
                if one.name != NAME and one.state is State.PAUSED:
                    one.state = State.RUNNING


def asked(page: Page) -> str:
    """Return the code of the question that a page asks; "" for none."""
    found = page.locator('input[name="question"]')
    return str(found.input_value()) if found.count() else ""


def answer(page: Page, button: str, number: str) -> None:
    """Choose one answer and go on."""
    page.locator(f"#n{number}").check()
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def answers(page: Page, button: str, **other: str) -> None:
    """Answer what a page asks until it asks nothing more."""
    while code := asked(page):
        answer(page, button, other.get(code, GIVEN.get(code, "1")))
        assert asked(page) != code


def says_stop(live: LiveServer, reference: str) -> None:
    """Send STOP, which the provider answers itself, and wait until it is registered."""
    form = form_of("STOP", number=phone(reference))
    post(live, form, sign(live.base + INBOUND_PATH, form, token_of(live)))
    kept = "SELECT count(*) FROM opt_out WHERE contact = :number"
    until(lambda: count(live, kept, number=phone(reference)) == 1, 60)


def wait_for(texter: Texter, part: str) -> str:
    """Return the text that came with some words in it."""
    until(lambda: any(part in one for one in texter.received()), 60)
    return next(one for one in texter.received() if part in one)


def link_in(said: str, page: str = "enquete") -> str:
    [path] = re.findall(rf"/{page}/[\w-]+", said)
    return str(path)


def pictured(page: Page, name: str, *, full_page: bool = True) -> None:
    """Renew a picture of the documentation, where PICTURES names their folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=full_page)
