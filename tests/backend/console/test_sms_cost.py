"""What an SMS costs, and the words that really leave, while an agent writes."""

import pytest

from backend.config import Settings
from backend.console.sms_cost import cost_of
from backend.db import UnitOfWork
from channels.sms.text import Encoding
from tests.backend.console import talks
from tests.backend.console.conftest import Browser

COSTLY = "L’équipe a reçu votre forêt de messages : ça avance. " * 2


def chosen(**settings: object) -> Settings:
    return Settings(_env_file=None, **settings)  # type: ignore[arg-type]


def test_the_price_is_that_of_what_leaves() -> None:
    found = cost_of(COSTLY, chosen(sms_price=0.07))

    assert (found.segments, found.encoding) == (1, Encoding.GSM7)
    assert found.price == pytest.approx(0.07)
    assert found.is_changed
    assert "foret" in found.parts[0]


def test_a_landlord_who_keeps_the_accents_pays_for_them() -> None:
    found = cost_of(COSTLY, chosen(sms_fold=False))

    assert (found.segments, found.encoding) == (2, Encoding.UCS2)
    assert not found.is_changed


def test_a_long_text_is_shown_in_its_numbered_parts() -> None:
    found = cost_of("Une phrase de plus. " * 100, chosen())

    assert [part[:6] for part in found.parts] == ["(1/2) ", "(2/2) "]
    assert found.is_changed


@pytest.mark.parametrize("blank", ["", "   "])
def test_nothing_written_costs_nothing(blank: str) -> None:
    assert cost_of(blank, chosen()).segments == 0


def test_the_desk_shows_it_escaped_and_only_to_who_is_signed_in(
    begin: UnitOfWork, bearn: Browser
) -> None:
    shown = bearn.post("/console/sms/cout", {"text": "<b>ça</b> " * 20 + "’"})

    assert shown.status_code == 200
    assert "SMS (" in shown.text
    assert "<b>" not in shown.text
    assert "&lt;b&gt;" in shown.text


def test_only_an_sms_has_a_cost_beside_its_field(
    begin: UnitOfWork, bearn: Browser, people: dict[str, int]
) -> None:
    waits = talks.waiting(begin)
    bearn.post(f"/console/conversations/{waits.id}/claim", {"seen": "queued"})

    page = bearn.get(f"/console/conversations/{waits.id}").text

    assert ("sms-cost" in page) == (waits.channel == "sms")


def test_how_else_to_answer_is_shown_and_paid_too() -> None:
    found = cost_of("Bonjour", chosen(sms_footer="Répondre ou STOP : 06 39 98 00 00"))

    assert found.parts == ["Bonjour\nRépondre ou STOP : 06 39 98 00 00"]
    assert found.is_changed
