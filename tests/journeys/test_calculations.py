"""A rule computed for a tenant on the running product: by the web chat's buttons, and by SMS."""

import httpx
from sqlalchemy import text

from backend.db import make_engine
from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign
from tests.journeys.tenant import PATIENTLY, Tenant
from tests.journeys.test_sms import form_of, token_of
from tests.servers import LiveServer, until

NUMBER = "+33639984545"


def received(live: LiveServer) -> list[str]:
    """Return the SMS that the tenant's telephone got, oldest first."""
    engine = make_engine(live.database_url, pool=1)
    try:
        with engine.connect() as connection:
            query = text('SELECT body FROM simulated_sms WHERE "to" = :number ORDER BY sent_at')
            return [str(row[0]) for row in connection.execute(query, {"number": NUMBER})]
    finally:
        engine.dispose()


def send(live: LiveServer, body: str) -> str:
    """Send an SMS; return the answer to it."""
    before = len(received(live))
    form = form_of(body, number=NUMBER)
    headers = {"X-Twilio-Signature": sign(live.base + INBOUND_PATH, form, token_of(live))}
    httpx.post(live.base + INBOUND_PATH, data=form, headers=headers, **PATIENTLY)
    until(lambda: len(received(live)) > before, 60)
    return received(live)[-1]


def test_the_offer_to_compute_leads_to_the_result_by_buttons(live: LiveServer) -> None:
    tenant = Tenant(live.base)
    rule = tenant.say("combien coûte de ne pas rendre l'enquête OPS ?")["replies"][0]
    offer = next(one for one in rule["buttons"] if one["title"] == "Calculer pour moi")

    asked = tenant.say(offer["payload"])["replies"][0]
    assert asked["act"] == "clarify"
    told = tenant.say("8 mois")["replies"][0]

    assert told["act"] == "answer"
    assert "60,96 €" in told["text"]
    assert told["sources"][0]["entry"] == "national-ops-penalite"


def test_the_same_by_sms_in_words(live: LiveServer) -> None:
    assert "combien de mois" in send(live, "calculez ma pénalité OPS")

    assert "60,96 €" in send(live, "huit")
