"""Appointments and call-backs through the real bot, in the chat and by SMS."""

import re

from sqlalchemy import text

from backend.db import make_engine
from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign
from tests.journeys.tenant import Tenant
from tests.journeys.test_sms import count, form_of, post, token_of
from tests.servers import LiveServer, until

CODE = re.compile(r"RDV-[0-9A-Z]{4}-[0-9A-Z]{4}")


def test_in_the_chat_an_appointment_is_booked_moved_and_cancelled(live: LiveServer) -> None:
    tenant = Tenant(live.base)

    [shown] = tenant.say("je voudrais un rendez-vous à Pau pour mon bail")["replies"]
    [booked] = tenant.say(shown["buttons"][0]["payload"])["replies"]
    code = CODE.findall(booked["text"])[0]
    assert tenant.acts("faut-il un rendez-vous le matin ?") == ["answer"]
    tenant.say("déplacer mon rendez-vous")
    [moved] = tenant.say("2")["replies"]
    [sure] = tenant.say("annuler mon rendez-vous")["replies"]
    [gone] = tenant.say("oui")["replies"]

    assert (shown["act"], booked["act"]) == ("handoff", "handoff")
    assert code in moved["text"]
    assert code in sure["text"]
    assert "annulé" in gone["text"]
    kept = "SELECT count(*) FROM appointment WHERE code = :code AND state = 'cancelled'"
    assert count(live, kept, code=code) == 1


def test_in_the_chat_a_call_is_asked_for_with_the_number_that_is_not_known(
    live: LiveServer,
) -> None:
    tenant = Tenant(live.base)

    assert tenant.acts("vous pouvez me rappeler demain ?") == ["handoff"]
    asked = tenant.say("1")["replies"][-1]
    asked = tenant.say("06 39 98 77 31")["replies"][-1] if asked["asks"] == "phone" else asked
    [told] = tenant.say("ma facture d'eau")["replies"]

    assert asked["asks"] == "description"
    assert told["act"] == "handoff"
    waits = "SELECT count(*) FROM call_back WHERE phone = :phone AND state = 'open'"
    assert count(live, waits, phone="+33639987731") == 1


class Texter:
    """A tenant who is known by their telephone."""

    def __init__(self, live: LiveServer, number: str) -> None:
        self.live, self.number = live, number

    def received(self) -> list[str]:
        engine = make_engine(self.live.database_url, pool=1)
        query = text('SELECT body FROM simulated_sms WHERE "to" = :number ORDER BY sent_at')
        with engine.connect() as connection:
            bodies = [str(row[0]) for row in connection.execute(query, {"number": self.number})]
        engine.dispose()
        return bodies

    def say(self, words: str) -> str:
        """Send a text; return what came back."""
        before, form = len(self.received()), form_of(words, number=self.number)
        signature = sign(self.live.base + INBOUND_PATH, form, token_of(self.live))
        assert post(self.live, form, signature).status_code == 200
        until(lambda: len(self.received()) > before, 60)
        return "\n".join(self.received()[before:])


def test_by_sms_the_agency_of_the_lease_is_known_and_a_figure_is_enough(live: LiveServer) -> None:
    texter = Texter(live, "+33639980102")

    shown = texter.say("jvoudrai un rdv pr mon bail")
    booked = texter.say("1")
    sure = texter.say("annulé mon rdv svp")
    gone = texter.say("oui")

    assert "Béarn" in shown
    code = CODE.findall(booked)[0]
    assert code in sure
    assert "annul" in gone
