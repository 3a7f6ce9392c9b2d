"""Each kind of request on the running product, through the real bot: on the web and by SMS."""

import re
from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import text

from backend.db import make_engine
from tests.journeys.telephone import Telephone
from tests.journeys.tenant import Tenant, code_in
from tests.servers import LiveServer

_CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]")
_numbers = count(1)


@dataclass(frozen=True)
class Kind:
    """What is written, what answers the questions of the kind, what is filed, what is told."""

    name: str
    category: str
    says: str
    answers: tuple[str, ...]
    details: dict[str, str]
    told: str | None = None


KINDS = [
    Kind("adaptation", "autre", "je voudrais des barres d'appui dans ma douche",
         ("78 ans", "non", "1er étage sans ascenseur"),
         {"works": "bars", "age": "78 ans", "disability": "no",
          "floor": "1er étage sans ascenseur"}, "justificatif médical"),
    Kind("mutation", "bail", "je fais une demande de mutation, il me faut un logement plus grand",
         ("un T4 à Pau",), {"reason": "too-small", "wanted": "un T4 à Pau"}, "priori"),
    Kind("bel", "bail", "mon annonce BEL est éteinte, merci de la remettre en ligne", (),
         {"advert": "off"}, "4 mois"),
    Kind("parking", "bail", "je cherche un garage à louer, mettez-moi sur la liste d'attente", (),
         {"garage": "garage"}, "formulaire"),
    Kind("certificate", "attestation", "il me faut une quittance", ("mars",),
         {"paper": "receipt", "period": "mars"}),
    Kind("payment", "loyer", "je voudrais payer mon loyer en plusieurs fois", ("le matin",),
         {"call": "le matin"}, "conseillère sociale"),
    Kind("notice", "bail", "je veux donner mon congé", ("fin mars",), {"leaving": "fin mars"}),
    Kind("survey", "loyer", "je veux vous transmettre mon avis d'imposition pour l'enquête SLS", (),
         {"survey": "sls"}, "avis d'imposition"),
    Kind("association", "autre", "notre association veut un panneau d'affichage dans le hall",
         ("la CNL",), {"subject": "board", "association": "la CNL"}, "panneau"),
]  # fmt: skip
WHERE, WHO, PHONE = "12 rue des Acacias, Pau", "Mme Lafont", "06 39 98 12 12"
_WHO = {"address": WHERE, "name": WHO, "phone": PHONE}


def filed(live: LiveServer, code: str) -> tuple[str, str, dict[str, str]]:
    """Return the kind, the category and the details of a request."""
    engine = make_engine(live.database_url, pool=1)
    try:
        with engine.connect() as connection:
            query = text("SELECT kind, category, details FROM sollicitation WHERE code = :code")
            kind, category, details = connection.execute(query, {"code": code}).one()
            return kind, category, details
    finally:
        engine.dispose()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_is_filed_from_the_web_with_its_own_questions(live: LiveServer, kind: Kind) -> None:
    tenant, answers = Tenant(live.base), list(kind.answers)
    body = tenant.say(kind.says)
    while (asked := body["replies"][-1].get("asks")) != "confirm":
        body = tenant.say(_WHO[asked] if asked in _WHO else answers.pop(0))
    acknowledged = tenant.say("oui")

    assert filed(live, code_in(acknowledged)) == (kind.name, kind.category, kind.details)
    answered = [r for r in acknowledged["replies"] if r["act"] == "answer"]
    assert bool(answered) == bool(kind.told)
    assert all(reply["sources"] for reply in answered)
    assert (kind.told or "") in " ".join(reply["text"] for reply in answered)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_is_filed_by_sms_whatever_is_passed(live: LiveServer, kind: Kind) -> None:
    telephone = Telephone(live, f"+3363998{6000 + next(_numbers)}")
    said = telephone.say(f"{kind.says}. {WHO}, {WHERE}")
    for _ in range(8):
        if "Je l'enregistre" in said[-1]:
            break
        said = telephone.say("passer")
    acknowledged = "\n".join(telephone.say("oui"))

    code = _CODE.search(acknowledged)
    assert code, acknowledged
    assert filed(live, code.group())[:2] == (kind.name, kind.category)
