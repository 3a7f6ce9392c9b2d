"""The agency's terminal and the agents' day, in a browser."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import text

from backend.appointments import codes
from backend.clock import now
from backend.db import make_engine
from tests.servers import LiveServer
from tests.ui.conftest import Violations

_AWAITED = """
    WITH slot AS (
        INSERT INTO appointment_slot (agency_id, service, starts_at, capacity, booked)
        SELECT id, 'general', :at, 1, 1 FROM agency WHERE name = 'Béarn'
        RETURNING id, agency_id
    )
    INSERT INTO appointment (
        code, landlord, agency_id, service, slot_id, starts_at, ends_at, who, name, phone,
        subject, language, state, booked_by, booked_at
    )
    SELECT :code, 'office64', agency_id, 'general', id, :at,
        CAST(:at AS timestamptz) + interval '30 minutes', :phone, 'Ana Pereira', :phone, '', 'fr',
        'booked', 'agent.bearn', :at
    FROM slot RETURNING id
"""


def awaited_today(live: LiveServer) -> int:
    """Somebody whose time has come this minute, at the agency of Béarn."""
    engine = make_engine(live.database_url, pool=1)
    given = {"at": now(), "code": codes.draw(), "phone": "+33639985151"}
    with engine.begin() as connection:
        made = connection.execute(text(_AWAITED), given).scalar_one()
    engine.dispose()
    return int(made)


def test_an_arrival_at_the_terminal_is_seen_by_the_agents_and_names_nobody(
    live: LiveServer,
    page: Page,
    desk: Callable[..., Page],
    axe: Violations,
    complaints: list[str],
) -> None:
    made = awaited_today(live)
    agents = desk()
    agents.goto("/console/rendez-vous")
    card: Any = agents.locator(f"#appointment-{made}")
    expect(card).to_contain_text("En retard")
    assert axe(agents) == []

    page.goto("/accueil")
    page.get_by_role("link", name="Béarn").click()
    field = page.get_by_label("Code du rendez-vous")
    expect(field).to_be_focused()
    assert axe(page) == []
    field.fill("0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Code du rendez-vous").fill("5151")
    page.get_by_role("button", name="Je suis arrivé").click()

    expect(page.get_by_role("status")).to_contain_text("C’est noté")
    assert "Pereira" not in page.content()
    assert axe(page) == []
    expect(card).to_contain_text("Arrivé à")
    assert complaints == []


def test_the_terminal_forgets_after_a_minute(page: Page, live: LiveServer) -> None:
    page.clock.install()
    page.goto("/accueil")
    page.get_by_role("link", name="Béarn").click()
    page.get_by_label("Code du rendez-vous").fill("9999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()

    page.clock.fast_forward(61_000)

    expect(page.get_by_role("alert")).to_have_count(0)
