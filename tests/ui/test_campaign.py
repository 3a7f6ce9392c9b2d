"""A whole campaign, from the landlord's file to the printed report, over its three modes.

The bot, the worker, the console in a browser and the page behind a link are the real ones; SMS go
through the simulator, which signs and answers as Twilio does. `PICTURES=docs/pictures` renews the
pictures of the documentation.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from backend.campaigns.models import Case
from backend.clock import now
from backend.quotas import service as quotas
from backend.tenants.models import Person
from tests.journeys.test_appointments import Texter
from tests.servers import LiveServer
from tests.ui.campaign import (
    AGENCIES,
    BY_SMS,
    NAME,
    OLD,
    PEOPLE,
    STAFF,
    THANKS,
    YOUNG,
    alone,
    files,
    imported,
    invited,
    lines,
    link_in,
    phone,
    pictured,
    record,
    says_stop,
    settings_of,
    the_next_minute,
    the_survey,
    wait_for,
    wishes_are_kept,
)
from tests.ui.campaign_calls import Calls
from tests.ui.conftest import AGENT, SUPERVISOR, Violations

HERE = "/console/enquetes"
ENOUGH = "Nous avons déjà assez de réponses pour votre profil"


def test_a_whole_campaign_goes_from_the_tenant_file_to_the_printed_report(
    live: LiveServer,
    desk: Callable[..., Page],
    browser: Browser,
    axe: Violations,
    tmp_path: Path,
) -> None:
    found = files(tmp_path)
    with settings_of(live), alone(live):
        imported(found)
        chief = desk(SUPERVISOR)
        there = prepares(chief, axe, found["sample"])
        tries(chief, there)
        launches(chief, axe, there)
        answer_by_sms(live)
        calls = Calls(live, desk(AGENT), browser)
        calls.until_the_quotas_are_full()

        assert calls.thanked_above_the_quota
        assert [(one.completed, one.reserved) for one in lines(live)] == [
            (one.cap, 0) for one in lines(live)
        ]
        closes(chief, axe, there)
        reads(chief, axe, there)
        helps(chief, calls, axe, there)
        nothing_is_over(live)


def prepares(chief: Page, axe: Violations, sample: Path) -> str:
    """The supervisor pauses what runs, and prepares the survey; return where it is shown."""
    chief.goto(HERE)
    chief.get_by_role("link", name="Inclusion numérique").last.click()
    chief.get_by_role("button", name="Mettre en pause").click()
    expect(chief.get_by_role("status")).to_contain_text("en pause")
    chief.goto(HERE)
    chief.get_by_role("link", name="Nouvelle enquête").click()
    chief.get_by_label("Nom de l’enquête").fill(NAME)
    chief.get_by_label("Échantillon").set_input_files(sample)
    chief.get_by_label("Invitées par SMS").check()
    chief.get_by_label("Dernier jour").fill(f"{now() + timedelta(days=60):%Y-%m-%d}")
    assert axe(chief) == []
    pictured(chief, "enquete-nouvelle")
    chief.get_by_role("button", name="Préparer l’enquête").click()
    expect(chief.get_by_text("Personnes dans l’échantillon : 12.")).to_be_visible()
    return chief.url.partition("/plan")[0]


def tries(chief: Page, there: str) -> None:
    """The test phase: on oneself, then on somebody of the staff; it is purged at the launch."""
    chief.goto(there)
    chief.get_by_role("button", name="Essayer moi-même").click()
    chief.get_by_role("button", name="Commencer").click()
    expect(chief.locator('input[name="question"]')).to_have_value("A1")
    chief.goto(there)
    chief.get_by_label("Références des locataires").fill(STAFF)
    chief.get_by_role("button", name="Commencer la phase de test").click()
    expect(chief.get_by_text("Phase de test, en cours")).to_be_visible()


def launches(chief: Page, axe: Violations, there: str) -> None:
    """A plan that cannot be made is told before; one that can is launched."""
    chief.goto(f"{there}/plan")
    chief.get_by_label("Nombre de réponses voulues").fill("4")
    chief.get_by_role("button", name="Calculer les quotas").click()
    expect(chief.get_by_role("alert")).to_contain_text("Personne n’est dans cette catégorie")
    chief.get_by_label("Agence × Catégorie socioprofessionnelle", exact=True).uncheck()
    chief.get_by_role("button", name="Calculer les quotas").click()
    expect(chief.get_by_role("row", name=f"{AGENCIES[0]}, 60-74 ans 1 1 3 0")).to_be_visible()
    assert axe(chief) == []
    pictured(chief, "enquete-plan")
    chief.get_by_role("button", name="Lancer l’enquête avec ce plan").click()
    expect(chief.get_by_role("status")).to_contain_text("L’enquête est lancée")


def answer_by_sms(live: LiveServer) -> None:
    """One of each cell is invited: two answer, one says STOP, one is silent; a fifth is over."""
    the_next_minute(live)
    texters = invited(live)
    by_cell = {PEOPLE[one]: one for one in texters}
    assert len(by_cell) == len(texters) == 4

    first, second = (by_cell[agency, YOUNG] for agency in AGENCIES)
    assert "Question 1 sur 9" in texters[first].say("oui")
    said = [texters[first].say(word) for word in ("1", YOUNG, *BY_SMS)]
    assert THANKS in said[-1]
    texters[second].say("oui")
    texters[second].say("1")
    assert texters[second].say("pause")
    assert "question 2 sur 9" in texters[second].say("reprendre le questionnaire")
    said = [texters[second].say(word) for word in (YOUNG, *BY_SMS)]
    assert THANKS in said[-1]
    says_stop(live, by_cell[AGENCIES[1], OLD])
    alike = (one for one, cell in PEOPLE.items() if cell == PEOPLE[first] and one not in texters)
    late = Texter(live, phone(next(alike)))
    late.say("je participe au questionnaire")
    assert ENOUGH in [late.say(word) for word in ("1", YOUNG, "5")][-1]
    the_next_minute(live)


def closes(chief: Page, axe: Violations, there: str) -> None:
    """The supervisor reads the full quotas, pauses, goes on, and ends the survey."""
    chief.goto(there)
    expect(chief.get_by_text("Réponses comptées4")).to_be_visible()
    expect(chief.get_by_text("Réponses en plus, non comptées1")).to_be_visible()
    expect(chief.get_by_text("Quota atteint1")).to_be_visible()
    expect(chief.get_by_role("row", name="CRC Béarn")).to_be_visible()
    assert axe(chief) == []
    pictured(chief, "enquete-quotas")
    for name, said in (("Mettre en pause", "en pause"), ("Reprendre", "reprend")):
        chief.get_by_role("button", name=name).click()
        expect(chief.get_by_role("status")).to_contain_text(said)
    chief.get_by_text("Terminer l’enquête").click()
    chief.get_by_role("button", name="Terminer", exact=True).click()
    expect(chief.get_by_role("status")).to_contain_text("terminée")


def reads(chief: Page, axe: Violations, there: str) -> None:
    """The results and the report, with what so few people could betray hidden."""
    chief.get_by_role("link", name="Résultats").click()
    expect(chief.get_by_role("heading", name="Comment lire ces résultats")).to_be_visible()
    chief.get_by_role("link", name="Rapport à imprimer").click()
    expect(chief.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(chief.get_by_text("•").first).to_be_visible()
    assert axe(chief) == []


def helps(chief: Page, calls: Calls, axe: Violations, there: str) -> None:
    """Who agreed to be called back is invited to a workshop, and takes a seat."""
    wishes_are_kept(calls.live)
    at = now() + timedelta(days=9)
    chief.goto(f"{there}/ateliers")
    chief.get_by_label("Titre").fill("Mon espace locataire, pas à pas")
    chief.get_by_label("Lieu").fill("Agence du Béarn")
    chief.get_by_label("Début").fill(f"{at:%Y-%m-%d}T10:00")
    chief.get_by_label("Fin").fill(f"{at:%Y-%m-%d}T12:00")
    chief.get_by_label("Places").fill("2")
    assert axe(chief) == []
    chief.get_by_role("button", name="Enregistrer l’atelier").click()
    chief.get_by_role("button", name="Inviter ces personnes").click()
    expect(chief.get_by_role("status")).to_contain_text("Les invitations partent")

    texter = Texter(calls.live, phone(calls.interviewed))
    page = calls.browser.new_page(locale="fr-FR", viewport={"width": 320, "height": 740})
    page.goto(calls.live.base + link_in(wait_for(texter, "/atelier/"), "atelier"))
    assert axe(page) == []
    page.get_by_role("button", name="Je viens").click()
    expect(page.get_by_role("status")).to_contain_text("Votre place est réservée")
    page.close()
    chief.reload()
    expect(chief.get_by_text("Places prises : 1 sur 2.")).to_be_visible()
    assert axe(chief) == []
    pictured(chief, "enquete-atelier")


def nothing_is_over(live: LiveServer) -> None:
    """The counters are what the events make of them, and nobody who said STOP was asked again."""
    with record(live) as session:
        survey = the_survey(session)
        standing = quotas.standing(session, survey.plan_id or 0)
        again = quotas.rebuilt(session, survey.plan_id or 0)
        assert [again[one.id or 0] for one in standing] == [
            quotas.Rebuilt(one.completed, one.reserved) for one in standing
        ]
        query = select(Person.reference).join(Case).where(Case.campaign_id == survey.id)
        assert set(session.exec(query)) == set(PEOPLE)
