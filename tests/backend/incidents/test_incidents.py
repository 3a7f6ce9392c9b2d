"""The same trouble of one building, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import true
from sqlmodel import select

from backend.agents.models import Agent
from backend.console import common_trouble
from backend.db import UnitOfWork
from backend.incidents import filing, hearing, service
from backend.incidents.errors import IncidentNotFound, IncidentOver, NoCommonTrouble
from backend.incidents.models import Incident, IncidentReport
from backend.outbox.models import Purpose, Sms
from backend.satisfaction.models import Satisfaction
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import Told
from backend.sollicitations.states import State
from tests.backend.conversations.people import NOW, agent, reply_at_once
from tests.backend.incidents.conftest import HERE, REQUESTS, Tenant, said_to
from tests.shipped import shipped

New = Callable[[], Tenant]
Texting = Callable[[str], Tenant]
ALL = true()
LIFT = "l'ascenseur est en panne"
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


def opened(begin: UnitOfWork, desk: Agent, filed: Sollicitation) -> Incident:
    with begin() as session:
        return common_trouble.open_incident(session, desk, filed.id or 0, now=NOW)


def followers(begin: UnitOfWork, incident: Incident) -> list[str]:
    with begin() as session:
        return [one.code for one in service.followers(session, incident)]


def test_what_the_building_knows_is_offered_and_joined_with_a_code_of_one_s_own(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    first = tenant().file(LIFT)
    incident = opened(begin, desk, first)
    second = tenant()

    second.report(LIFT)
    second.say("passer")
    offer = second.say("14, r. des tilleuls à Pau, appt 9")

    assert (offer.response, offer.asks) == ("incident_offer", "confirm")
    assert offer.values == {"trouble": "ascenseur en panne", "since": "10 h 00", "entrance": ""}
    joined = second.say("oui")
    assert joined.response == "incident_joined"
    own = second.filed()
    assert own.code == joined.values["code"] != first.code
    assert followers(begin, incident) == [first.code, own.code]


def test_who_wants_one_of_their_own_is_asked_the_rest_and_not_again(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    incident = opened(begin, desk, tenant().file(LIFT))
    other = tenant()

    other.report(f"{LIFT} au {HERE}")
    asked = other.say("non")

    assert asked.response != "incident_offer"
    for _ in range(9):
        if other.said[-1].response != "sollicitation_filed":
            other.say("oui" if other.said[-1].asks == "confirm" else "passer")
    assert other.said[-1].response == "sollicitation_filed"
    assert other.filed().code not in followers(begin, incident)
    with begin() as session:
        assert session.get_one(IncidentReport, other.filed().id).apart


@pytest.mark.parametrize(
    ("problem", "address"),
    [
        (LIFT, "12 rue des Tilleuls, Pau"),
        (LIFT, "14 rue des Tilleuls, Anglet"),
        ("fuite sous l'évier", HERE),
        ("plus de chauffage", HERE),
    ],
)
def test_another_building_or_another_trouble_is_offered_nothing(
    begin: UnitOfWork, tenant: New, desk: Agent, problem: str, address: str
) -> None:
    opened(begin, desk, tenant().file(LIFT))
    other = tenant()

    other.file(problem, address)

    assert "incident_offer" not in {one.response for one in other.said}


def test_each_entrance_has_its_lift(begin: UnitOfWork, tenant: New, desk: Agent) -> None:
    incident = opened(begin, desk, tenant().file(LIFT, f"{HERE}, bât. B"))
    at_a, at_b, anywhere = tenant(), tenant(), tenant()

    at_a.file(LIFT, f"bât A, {HERE}")
    offered = at_b.report(f"{LIFT} au {HERE}, bâtiment b")
    asked = anywhere.report(f"{LIFT} au {HERE}")

    assert incident.entrance == "b"
    assert "incident_offer" not in {one.response for one in at_a.said}
    assert offered.response == asked.response == "incident_offer"
    assert asked.values["entrance"] == " (entrée B)"


def test_who_texts_from_a_known_telephone_is_offered_it_without_an_address(
    begin: UnitOfWork, tenant: New, texting: Texting, desk: Agent
) -> None:
    opened(begin, desk, tenant().file(LIFT, f"{HERE}, bât. A"))

    # Jeanne Duclos lives there, bât. A; Karim Belkacem in bât. B.
    assert texting("+33639980101").report(LIFT).response == "incident_offer"
    assert texting("+33639980102").report(LIFT).response != "incident_offer"


def test_an_address_without_a_residence_is_one_building_too(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    opened(begin, desk, tenant().file(LIFT, "7 rue Inconnue, Pau"))

    assert tenant().report(f"{LIFT} au 7, r. inconnue - 64000 PAU").response == "incident_offer"


def test_enough_reports_are_proposed_to_the_agents_and_open_as_one(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    first = tenant().file(LIFT)
    with begin() as session:
        assert service.proposals(session, "office64", ALL, NOW) == []
    second = tenant().file("ascenseur bloqué encore")
    with begin() as session:
        [one] = service.proposals(session, "office64", ALL, NOW)
        assert service.proposals(session, "rochefort", ALL, NOW) == []
        assert service.proposals(session, "office64", ALL, NOW + timedelta(hours=49)) == []
    assert (one.trouble, one.reports, one.request_id) == ("lift", 2, first.id)

    incident = opened(begin, desk, first)

    assert followers(begin, incident) == [first.code, second.code]
    with begin() as session:
        assert service.proposals(session, "office64", ALL, NOW) == []


def test_what_is_told_by_telephone_counts_with_what_is_written(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    written = tenant().file(LIFT)
    told = Told(landlord="office64", category="ascenseur", description=LIFT, address=HERE)

    with begin() as session:
        by_phone = filing.file_for(
            session, shipped(), told, by=desk.login, channel="phone", now=NOW
        )

    with begin() as session:
        [one] = service.proposals(session, "office64", ALL, NOW)
    assert (one.reports, one.request_id) == (2, written.id)
    incident = opened(begin, desk, by_phone)
    assert followers(begin, incident) == [written.code, by_phone.code]


def test_eight_agents_at_once_open_one_incident(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    filed = [tenant().file(LIFT) for _ in range(4)]

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda one: opened(begin, desk, one).id, filed * 2))

    assert len(numbers) == 1
    with begin() as session:
        assert len(session.exec(select(Incident)).all()) == 1


def test_a_request_of_one_dwelling_opens_none(begin: UnitOfWork, tenant: New, desk: Agent) -> None:
    own = tenant().file("fuite sous l'évier")
    nowhere = tenant().file(LIFT, "passer")

    for filed in (own, nowhere):
        with pytest.raises(NoCommonTrouble):
            opened(begin, desk, filed)


def test_everybody_who_follows_is_written_to_once_each_on_their_channel(
    begin: UnitOfWork, tenant: New, texting: Texting, desk: Agent
) -> None:
    on_the_web, by_sms, other = tenant(), texting("+33639980777"), tenant()
    incident = opened(begin, desk, on_the_web.file(LIFT))
    by_sms.report(f"{LIFT} au {HERE}")
    by_sms.say("oui")
    other.file("fuite sous l'évier")

    with begin() as session:
        reached = common_trouble.write_to_all(
            session, desk, incident.id or 0, "Le réparateur est là.", urgent=False, now=NIGHT
        )

    assert reached == 2
    [news] = said_to(on_the_web)
    assert news == f"À propos de votre demande {on_the_web.filed().code} : Le réparateur est là."
    assert said_to(other) == []
    with begin() as session:
        sms = session.exec(select(Sms)).all()[-1]
    assert (sms.purpose, sms.to) == (Purpose.NOTICE, "+33639980777")
    assert sms.not_before is not None
    assert sms.not_before > NIGHT


def test_what_is_urgent_leaves_at_night(begin: UnitOfWork, texting: Texting, desk: Agent) -> None:
    incident = opened(begin, desk, texting("+33639980777").file(LIFT))

    with begin() as session:
        common_trouble.write_to_all(
            session, desk, incident.id or 0, "Quittez le sous-sol.", urgent=True, now=NIGHT
        )

    with begin() as session:
        assert session.exec(select(Sms)).all()[-1].not_before is None


def test_its_end_is_the_end_of_what_follows_it_each_asked_once(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    people = [tenant(), tenant()]
    incident = opened(begin, desk, people[0].file(LIFT))
    people[1].report(f"{LIFT} au {HERE}")
    people[1].say("oui")

    with begin() as session:
        ended = common_trouble.close_incident(
            session, desk, incident.id or 0, note="réparé", now=NOW
        )

    assert ended == 2
    assert {one.filed().state for one in people} == {State.DONE}
    assert all("Est-ce réglé" in said_to(one)[-1] for one in people)
    with begin() as session:
        assert len(session.exec(select(Satisfaction)).all()) == 2
        with pytest.raises(IncidentOver):
            common_trouble.close_incident(session, desk, incident.id or 0, note="", now=NOW)
    assert tenant().report(f"{LIFT} au {HERE}").response != "incident_offer"


def test_another_landlord_s_agents_see_none_of_it(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    incident = opened(begin, desk, tenant().file(LIFT))
    with begin() as session:
        other = session.get_one(Agent, agent(session, login="autre", landlord="rochefort"))
        with pytest.raises(IncidentNotFound):
            common_trouble.write_to_all(
                session, other, incident.id or 0, "x", urgent=False, now=NOW
            )


def test_whether_it_is_known_is_answered_and_may_be_followed(
    begin: UnitOfWork, tenant: New, desk: Agent
) -> None:
    incident = opened(begin, desk, tenant().file(LIFT))
    reads = hearing.Buildings(REQUESTS)
    asking = tenant()

    def say(text: str) -> dict[str, object]:
        return reply_at_once(begin, asking.talk, text, readers=(reads,))

    assert say("l'ascenseur est en panne, vous êtes au courant ?") == {}
    told = say(f"{LIFT} au {HERE}, vous êtes au courant ?")
    assert "ascenseur en panne, depuis 10 h 00" in str(told["text"])
    assert "vous suivez ce problème" in str(say("suivre ce problème")["text"])
    assert len(followers(begin, incident)) == 2
    assert say("suivre ce problème") == {}
    assert say("vous êtes au courant pour la fuite ?") == {}
