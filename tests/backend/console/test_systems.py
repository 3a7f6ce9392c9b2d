"""The landlord's systems in the console: a supervisor's, and of their own landlord only."""

import re

import pytest
from sqlmodel import select

from backend.api_keys import service as api_keys
from backend.api_keys.models import ApiKey, Scope
from backend.db import UnitOfWork
from backend.sollicitations import service as sollicitations
from backend.sollicitations.states import State
from backend.webhooks.models import DeliveryState, Kind, WebhookDelivery, WebhookEndpoint
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

HERE = "/console/systemes"
FORM = {"name": "ERP", "url": "https://erp.example/hook"}


def endpoint(begin: UnitOfWork) -> WebhookEndpoint:
    with begin() as session:
        return session.exec(select(WebhookEndpoint)).one()


def test_a_stranger_signs_in_and_an_agent_finds_nothing(
    stranger: Browser, bearn: Browser, begin: UnitOfWork
) -> None:
    assert stranger.get(HERE).status_code == 303
    assert bearn.get(HERE).status_code == 404
    assert bearn.post(HERE, FORM).status_code == 404
    with begin() as session:
        assert session.exec(select(WebhookEndpoint)).all() == []


def test_an_address_is_subscribed_and_its_secret_shown_once(
    chef: Browser, begin: UnitOfWork
) -> None:
    page = chef.post(HERE, FORM).text

    made = endpoint(begin)
    assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", page.replace("&#43;", "+"))
    assert "whsec_" not in chef.get(HERE).text
    assert (made.landlord, made.url, made.personal) == ("office64", FORM["url"], False)
    assert made.kinds == sorted(Kind)
    assert made.made_by == "chef"


@pytest.mark.parametrize("url", ["http://erp.example/", "https://10.0.0.1/", "javascript:alert(1)"])
def test_an_inner_address_is_refused_with_the_reason(
    chef: Browser, begin: UnitOfWork, url: str
) -> None:
    answer = chef.post(HERE, {**FORM, "url": url})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with begin() as session:
        assert session.exec(select(WebhookEndpoint)).all() == []


def test_the_log_says_how_it_went_and_a_delivery_is_sent_again(
    chef: Browser, begin: UnitOfWork
) -> None:
    chef.post(HERE, FORM)
    one = talks.request(begin)
    with begin() as session:
        sollicitations.change_state(session, one.id or 0, State.ASSIGNED, "bearn", NOW)
    with begin() as session:
        row = session.exec(select(WebhookDelivery)).one()
        row.state, row.status, row.attempts, row.next_at = DeliveryState.FAILED, 503, 10, None
        number = row.id

    page = chef.get(HERE).text
    sent = chef.post(f"{HERE}/deliveries/{number}/again")

    assert one.code in page
    assert "503" in page
    assert sent.headers["location"].startswith(HERE)
    with begin() as session:
        assert session.exec(select(WebhookDelivery)).one().state is DeliveryState.WAITING


def test_an_address_is_paused_and_started_again_and_the_supervision_page_tells_of_failures(
    chef: Browser, begin: UnitOfWork
) -> None:
    chef.post(HERE, FORM)
    made = endpoint(begin)
    chef.post(f"{HERE}/{made.id}/pause")
    paused = endpoint(begin).paused_at
    with begin() as session:
        session.get_one(WebhookEndpoint, made.id).pause = "failing"  # type: ignore[assignment]

    told = chef.get("/console/supervision").text
    chef.post(f"{HERE}/{made.id}/resume")

    assert paused == NOW
    assert re.search(r'class="warn"><dt><a id="watch-systemes" href="/console/systemes">', told)
    assert endpoint(begin).paused_at is None


def test_another_landlord_s_addresses_and_keys_are_unknown(
    chef: Browser, begin: UnitOfWork
) -> None:
    chef.post(HERE, FORM)
    with begin() as session:
        session.exec(select(WebhookEndpoint)).one().landlord = "rochefort"
        other, _ = api_keys.issue(
            session, landlord="rochefort", name="R", scopes=[Scope.FILE], now=NOW
        )
        own, _ = api_keys.issue(
            session, landlord="office64", name="GMAO", scopes=[Scope.FILE], now=NOW
        )
        made = session.exec(select(WebhookEndpoint)).one().id

    page = chef.get(HERE).text

    assert "erp.example" not in page
    assert "GMAO" in page
    assert chef.post(f"{HERE}/{made}/pause").status_code == 404
    assert chef.post(f"{HERE}/deliveries/1/again").status_code == 404
    assert chef.post(f"{HERE}/keys/{other.id}/revoke").status_code == 404
    assert chef.post(f"{HERE}/keys/{own.id}/revoke").status_code == 303
    with begin() as session:
        assert session.get_one(ApiKey, own.id).revoked_at == NOW
        assert session.get_one(ApiKey, other.id).revoked_at is None


def test_a_form_of_another_site_changes_nothing(chef: Browser, begin: UnitOfWork) -> None:
    answer = chef.post(HERE, {**FORM, "csrf": "forged"})

    assert answer.status_code == 403
    with begin() as session:
        assert session.exec(select(WebhookEndpoint)).all() == []
