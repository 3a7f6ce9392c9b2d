"""Whom a mailing reaches: whom it names, who may be written to, and nobody else."""

import pytest
from sqlmodel import select

from backend.mailings import queries, reaching, service
from backend.mailings.errors import MailingNotFound, NobodyToMail
from backend.mailings.reaching import LeftOut
from backend.tenants.models import Equipment, Lease, Person, Residence
from backend.tenants.reaching import Manner, keep
from tests.backend.conversations.people import NOW
from tests.backend.mailings.people import MOBILES, Office


def test_a_preview_counts_who_is_left_out_and_why_and_what_it_costs(office: Office) -> None:
    office.stops(MOBILES[3])
    mailing = office.written()
    with office.begin() as session:
        one = service.of_landlord(session, "office64", mailing)
        shown = reaching.preview(session, one, "Office64", office.settings)

    assert shown.recipients == 3
    assert shown.left_out == {LeftOut.WITHOUT_PHONE: 1, LeftOut.LANDLINE: 1, LeftOut.SILENT: 1}
    assert [one.name for one in shown.shown] == ["P0", "P1", "P2"]
    assert shown.segments == sum(one.segments for one in shown.shown) == 3
    assert office.sent() == []


def test_who_is_best_reached_otherwise_is_counted_and_not_written_to(office: Office) -> None:
    far = Manner("eloigne", ["phone", "post"], link_alone=False)
    near = Manner("autonome", ["sms"], link_alone=True)
    with office.begin() as session:
        beside = Person(landlord="office64", name="Beside", phone=MOBILES[2])
        session.add(beside)
        session.flush()
        for phone in MOBILES[1:3]:
            first = session.exec(select(Person).where(Person.phone == phone).order_by("id")).first()
            assert first
            keep(session, first.id or 0, far, agreed_at=NOW, until=NOW.date())
        keep(session, beside.id or 0, near, agreed_at=NOW, until=NOW.date())
    mailing = office.written()
    with office.begin() as session:
        one = service.of_landlord(session, "office64", mailing)
        shown = reaching.preview(session, one, "Office64", office.settings)
    office.approved(mailing)
    for _ in range(2):
        office.posts()

    # With the second telephone goes somebody whom an SMS reaches best.
    assert shown.left_out[LeftOut.OTHERWISE] == 1
    assert [to for to, _ in office.sent()] == [MOBILES[0], MOBILES[2], MOBILES[3]]


def test_who_has_no_residence_on_file_is_not_written_a_text_that_names_it(office: Office) -> None:
    with office.begin() as session:
        home = Residence(landlord="office64", name="Les Pins", address="1 rue A", commune="Pau")
        session.add(home)
        session.flush()
        session.exec(select(Person).where(Person.phone == MOBILES[2])).one().residence_id = home.id
    mailing = office.written("{bailleur} : des travaux ont lieu à {residence}.")
    with office.begin() as session:
        one = service.of_landlord(session, "office64", mailing)
        shown = reaching.preview(session, one, "Office64", office.settings)
    office.approved(mailing)
    office.posts()

    assert (shown.recipients, shown.left_out[LeftOut.INCOMPLETE]) == (1, 3)
    [(to, text)] = office.sent()
    assert to == MOBILES[2]
    assert "travaux ont lieu à Les Pins." in text


def test_a_filter_reaches_only_whom_it_names(office: Office) -> None:
    with office.begin() as session:
        renter = session.exec(select(Person).where(Person.phone == MOBILES[2])).one()
        session.add(
            Lease(landlord="office64", reference="B1", person_id=renter.id or 0, kind="parking")
        )
    office.approved(office.written(rents=["parking"], kind="parking"))
    office.approved(office.written(languages=["eu"]))
    office.posts()

    assert sorted(to for to, _ in office.sent()) == [MOBILES[1], MOBILES[2]]


def test_a_residence_or_what_it_has_reaches_only_those_who_live_there(office: Office) -> None:
    with office.begin() as session:
        homes = [
            Residence(landlord="office64", name=name, address="1 rue du Port", commune="Pau")
            for name in ("Les Pins", "Les Ormes")
        ]
        session.add_all(homes)
        session.flush()
        lift = Equipment(
            landlord="office64", reference="E1", residence_id=homes[1].id or 0, kind="lift"
        )
        session.add(lift)
        for number, home in enumerate(homes):
            lives = session.exec(select(Person).where(Person.phone == MOBILES[number])).one()
            lives.residence_id = home.id
        first = homes[0].id
        offered = queries.homes(session, "office64")
        assert [(one.name, one.tenants) for one in offered] == [("Les Ormes", 1), ("Les Pins", 1)]
        assert queries.homes(session, "rochefort") == []
        assert queries.equipment(session, "office64") == ["lift"]
    office.approved(office.written(residences=[first]))
    office.approved(office.written(equipment=["lift"]))
    office.posts()

    assert [to for to, _ in office.sent()] == MOBILES[:2]


def test_a_filter_that_reaches_nobody_is_refused(office: Office) -> None:
    with pytest.raises(NobodyToMail):
        office.approved(office.written(languages=["pt"]))


def test_another_landlord_s_mailing_is_not_found_and_its_tenants_are_not_reached(
    office: Office,
) -> None:
    with office.begin() as session:
        session.add(Person(landlord="rochefort", name="R", phone="+33639980200"))
    mailing = office.written()
    office.approved(mailing)
    for _ in range(4):
        office.posts()

    assert "+33639980200" not in [to for to, _ in office.sent()]
    with office.begin() as session, pytest.raises(MailingNotFound):
        service.of_landlord(session, "rochefort", mailing)
