"""The lift of one building on the running product: reported, known, followed by web and by SMS."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import Session, select

import backend.applicants.models  # noqa: F401 - a conversation names its table
from backend.agents.models import Agent
from backend.config import get_settings
from backend.console import common_trouble
from backend.db import single_unit
from backend.incidents import service
from backend.incidents.models import Incident
from backend.sollicitations.models import Sollicitation
from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign
from tests.journeys.tenant import PATIENTLY, Tenant, code_in
from tests.journeys.test_sms import form_of, token_of
from tests.servers import LiveServer, until

# Sarah Wilson's own telephone and building, of the demonstration.
NUMBER, HERE = "+33639980105", "21 chemin du Moulin, Orthez"
LIFT = "l'ascenseur est en panne"
KNOWN = {"address": HERE, "confirm": "oui"}


def record(live: LiveServer) -> AbstractContextManager[Session]:
    """Open a unit of work on the product's own database."""
    return single_unit(live.database_url)


def received(live: LiveServer) -> list[str]:
    """Return the SMS that the telephone got, oldest first."""
    with record(live) as session:
        query = text('SELECT body FROM simulated_sms WHERE "to" = :number ORDER BY sent_at')
        return list(session.execute(query, {"number": NUMBER}).scalars())


def send(live: LiveServer, body: str) -> str:
    """Send an SMS; return the answer to it."""
    before = len(received(live))
    form = form_of(body, number=NUMBER)
    headers = {"X-Twilio-Signature": sign(live.base + INBOUND_PATH, form, token_of(live))}
    httpx.post(live.base + INBOUND_PATH, data=form, headers=headers, **PATIENTLY)
    until(lambda: len(received(live)) > before, 60)
    return received(live)[-1]


def answer_until(tenant: Tenant, problem: str, wanted: str) -> dict[str, object]:
    """Report a problem and answer the form, up to a reply that says something."""
    body = tenant.say(problem)
    for _ in range(10):
        last = body["replies"][-1]
        if wanted in last["text"]:
            return last  # type: ignore[no-any-return]
        body = tenant.say(KNOWN.get(last.get("asks") or "", "passer"))
    raise AssertionError(body)


@pytest.fixture
def news_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give what an agent does in this process the product's settings: it runs at night too."""
    monkeypatch.setenv("NOTICE_HOURS", "")
    monkeypatch.setenv("NOTICE_GATHER", "PT0S")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.usefixtures("news_at_once")
def test_the_lift_is_reported_once_and_followed_by_web_and_sms(live: LiveServer) -> None:
    first, second = Tenant(live.base), Tenant(live.base)
    answer_until(first, LIFT, "code de suivi")
    with record(live) as session:
        agent = session.exec(select(Agent).where(Agent.login == "superviseur")).one()
        filed = session.exec(
            select(Sollicitation).where(Sollicitation.conversation_id == first.id)
        ).one()
        incident = common_trouble.open_incident(session, agent, filed.id or 0, now=filed.opened_at)
        number = incident.id or 0

    offer = answer_until(second, LIFT, "déjà signalé")
    assert [one["title"] for one in offer["buttons"]] == [  # type: ignore[attr-defined]
        "Le suivre",
        "Faire ma propre demande",
    ]
    joined = second.say("oui")
    code = code_in(joined)
    assert code
    assert code in joined["replies"][0]["text"]
    assert [reply["act"] for reply in joined["replies"]] == ["sollicitation"]

    assert "déjà signalé" in send(live, LIFT)
    assert "vous suivez ce problème" in send(live, "oui")

    before = len(received(live))
    with record(live) as session:
        agent = session.exec(select(Agent).where(Agent.login == "superviseur")).one()
        incident = session.get_one(Incident, number)
        assert len(service.followers(session, incident)) == 3
        now = incident.opened_at
        common_trouble.write_to_all(
            session, agent, number, "Le réparateur arrive.", urgent=False, now=now
        )
        common_trouble.close_incident(session, agent, number, note="", now=now)
    until(lambda: any("Est-ce réglé" in one for one in received(live)[before:]), 60)
    assert "note" in send(live, "1")
