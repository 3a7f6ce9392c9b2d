"""Who writes is recognised lightly, and no more is said than a street."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.library.edition import Edition
from backend.outbox.models import Purpose
from backend.recognition import telling
from backend.recognition.hearing import Recognition
from backend.recognition.requests import RequestsOfTenants
from backend.replies import Turn
from backend.tenants import demo
from backend.tracking.service import Tries
from knowledge import load
from tests.backend.conversations.people import KNOWS, NOW, web
from tests.backend.incidents.conftest import Tenant, town

__all__ = ["town"]
READERS = (Recognition(Tries(5, timedelta(hours=1), "a-key")),)
REQUESTS = RequestsOfTenants(Edition(load()), clock=lambda: NOW)
SECRETS = [home.address for home in demo.HOMES] + [one.dwelling for one in demo.TENANTS]
SECRETS += [one.phone for one in demo.TENANTS]


class Visitor(Tenant):
    """Somebody whose messages are read as they come in, after what the bot said."""

    def _turn(self, text: str) -> Turn:
        with self.begin() as session:
            talk = session.get_one(Conversation, self.talk.id)
            writing.reply(
                session, talk, self.said[-1:], author=Author.BOT, inbound_id=None,
                purpose=Purpose.REPLY, now=NOW,
            )  # fmt: skip
            received = conversations.receive(
                session, talk.id, text, provider_id=uuid4().hex, knows=KNOWS, readers=READERS,
                now=NOW,
            )  # fmt: skip
        return Turn(received.inbound_id, talk.id, 0, talk.landlord, "fr", "bot", text)


@pytest.fixture
def tenant(town: UnitOfWork) -> Callable[[], Tenant]:
    return lambda: Visitor(town, web(town), REQUESTS)


@pytest.fixture
def known(town: UnitOfWork) -> Tenant:
    """Louis Castaing, who writes from his telephone."""
    with town() as session:
        contact, landlord = "+33639980104", "office64"
        talk = conversations.open_sms(session, contact=contact, landlord=landlord, now=NOW)
    return Tenant(town, talk, REQUESTS)


def words_of(tenant: Tenant) -> str:
    """Everything that was said to somebody."""
    return "\n".join(f"{one.response} {one.values}" for one in tenant.said)


def finish(tenant: Tenant) -> None:
    for _ in range(8):
        if tenant.said[-1].response == "sollicitation_filed":
            break
        tenant.say("oui" if tenant.said[-1].asks == "confirm" else "passer")


def test_a_known_telephone_confirms_its_street_and_nothing_else_is_said(known: Tenant) -> None:
    asked = known.report("fuite sous l'évier", "report_plomberie")
    assert (asked.response, asked.values) == ("identity_home", {"street": "impasse des Vergers"})
    known.say("oui")
    finish(known)

    filed = known.filed()
    assert filed.address == "8 impasse des Vergers, Mourenx, appt 7"
    assert filed.routed_by == "residence"
    assert not [one for one in SECRETS if one and one in words_of(known)]
    again = known.report("plus de lumière dans la chambre", "report_electricite")
    assert known.slots["address"] == "impasse des Vergers", again


def test_who_writes_for_another_home_says_so(known: Tenant) -> None:
    known.report("fuite sous l'évier", "report_plomberie")
    assert known.say("non").response == "ask_address_needed"
    known.say("3 rue du Port, Hendaye")
    finish(known)

    assert known.filed().address == "3 rue du Port, Hendaye"


def test_an_address_may_be_given_instead_of_a_yes(known: Tenant) -> None:
    known.report("fuite sous l'évier", "report_plomberie")
    known.say("3 rue du Port, Hendaye")

    assert known.slots["address"] == "3 rue du Port, Hendaye"


@pytest.mark.parametrize(
    "told", ["Mme Etcheberry 0106", "miren etcheberry, 06 39 98 01 06", "Etcheberry 01/11/2014"]
)
def test_in_the_chat_a_name_with_digits_or_the_day_of_entry_is_enough(
    tenant: Callable[[], Tenant], told: str
) -> None:
    one = tenant()

    asked = one.report("fuite sous l'évier", "report_plomberie")
    assert [button.payload for button in asked.buttons] == ["me reconnaître"]
    assert one.say("me reconnaître").response == "identity_ask"
    assert one.say(told).values == {"street": "avenue de la Plage"}
    one.say("oui")
    finish(one)

    assert one.filed().address == "5 avenue de la Plage, Hendaye, appt 15"
    assert one.filed().person_id is not None
    assert not [secret for secret in SECRETS if secret and secret in words_of(one)]


@pytest.mark.parametrize(
    "told", ["Etcheberry 0107", "Dupont 0106", "Personne 9999", "Etcheberry 02/11/2014"]
)
def test_wrong_and_unknown_get_the_same_answer_and_may_still_file(
    tenant: Callable[[], Tenant], town: UnitOfWork, told: str
) -> None:
    one = tenant()
    one.report("fuite sous l'évier", "report_plomberie")
    one.say("me reconnaître")

    one.say(told)

    assert [said.response for said in one.said[-2:]] == ["identity_unknown", "ask_address_needed"]
    with town() as session:
        assert session.get_one(Conversation, one.talk.id).person_id is None
    one.say("3 rue du Port, Hendaye")
    finish(one)
    assert one.filed().person_id is None


def test_after_too_many_tries_the_right_answer_is_unknown_too(
    tenant: Callable[[], Tenant],
) -> None:
    for number in range(5):
        one = tenant()
        one.report("fuite sous l'évier", "report_plomberie")
        one.say("me reconnaître")
        one.say(f"Etcheberry 000{number}")
    late = tenant()
    late.report("fuite sous l'évier", "report_plomberie")
    late.say("me reconnaître")

    late.say("Etcheberry 0106")

    assert late.said[-2].response == "identity_unknown"


@dataclass
class Case:
    told: str
    names: set[str] = field(default_factory=set)
    digits: str | None = None
    day: date | None = None


@pytest.mark.parametrize(
    "case",
    [
        Case("Duclos 0101", {"duclos"}, "0101"),
        Case("je m'appelle Jeanne Duclos, tel 06 39 98 01 01", {"jeanne", "duclos"}, "0101"),
        Case("Duclos le 01/03/2016", {"duclos"}, None, date(2016, 3, 1)),
    ],
)
def test_a_claim_is_read_from_the_words(case: Case) -> None:
    claim = telling.read(case.told)

    assert claim is not None
    assert case.names <= claim.names
    assert (claim.digits, claim.day) == (case.digits, case.day)


@pytest.mark.parametrize("told", ["0101", "Duclos", "", "31/02/2016", "Duclos 12 rue X 64 000 a"])
def test_what_lacks_a_name_or_a_proof_is_no_claim(told: Any) -> None:
    assert telling.read(told) is None
