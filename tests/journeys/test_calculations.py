"""A rule computed for a tenant on the running product: by the web chat's buttons, and by SMS."""

from tests.journeys.telephone import Telephone
from tests.journeys.tenant import Tenant
from tests.servers import LiveServer

NUMBER = "+33639984545"


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
    telephone = Telephone(live, NUMBER)
    assert "combien de mois" in telephone.say("calculez ma pénalité OPS")[-1]

    assert "60,96 €" in telephone.say("huit")[-1]
