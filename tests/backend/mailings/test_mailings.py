"""A mailing: nothing leaves without a second person, nobody is written to twice or after STOP."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from backend.agents.models import Agent
from backend.audit import service as audit
from backend.config import Settings
from backend.conversations.models import Message
from backend.db import UnitOfWork
from backend.deposits.models import DepositLink, Purpose
from backend.mailings import queries, reaching, service
from backend.mailings.errors import (
    MailingChanged,
    MailingFixed,
    MailingNotFound,
    MailingUnfinished,
    NobodyToMail,
    OwnMailing,
)
from backend.mailings.kinds import kinds
from backend.mailings.models import Mailing, MailingRecipient, MailingState, RecipientState
from backend.mailings.posting import Posting
from backend.mailings.service import Draft
from backend.outbox import service as outbox
from backend.outbox.models import Purpose as Sent
from backend.outbox.models import Sms
from backend.tenants.models import Lease, Person, Residence
from tests.backend.conversations.people import NOW, agent
from tests.shipped import edition

BASE = "http://loge.test"
TEXT = "{bailleur} : bonjour {nom}, ceci est un essai."
FIXED, MOBILES = "+33559980000", [f"+3363998010{n}" for n in range(4)]


class Office:
    """Two supervisors, four tenants with a mobile, one with a landline, one with none."""

    def __init__(
        self, begin: UnitOfWork, per_minute: int = 2, landlord: str = "office64", first: int = 0
    ) -> None:
        self.begin, self.at, self.landlord = begin, NOW, landlord
        self.mobiles = [f"+33639980{100 + first + n:03d}" for n in range(4)]
        self.settings = Settings(public_url=BASE, mailing_per_minute=per_minute, _env_file=None)
        self.posting = Posting(begin, edition(), self.settings, clock=lambda: self.at)
        with begin() as session:
            self.author = agent(session, login=f"a{first or ''}", landlord=landlord)
            self.other = agent(session, login=f"b{first or ''}", landlord=landlord)
            for number, phone in enumerate([*self.mobiles, FIXED, None]):
                person = Person(landlord=landlord, name=f"P{number}", phone=phone)
                person.language = "eu" if number == 1 else "fr"
                session.add(person)

    def who(self, session: Session, agent_id: int) -> Agent:
        return session.get_one(Agent, agent_id)

    def written(self, text: str = TEXT, **given: object) -> int:
        """A draft by the author; return its number."""
        draft = Draft("Essai", str(given.pop("kind", "works")), {"fr": text}, given)  # type: ignore[arg-type]
        with self.begin() as session:
            return service.write(session, self.who(session, self.author), draft, now=NOW).id or 0

    def approved(self, mailing: int, by: int | None = None) -> None:
        with self.begin() as session:
            one = service.of_landlord(session, self.landlord, mailing)
            by_whom = self.who(session, by or self.other)
            service.approve(session, one, by_whom, read=service.content(one), now=self.at)

    def moves(self, mailing: int, state: MailingState) -> None:
        with self.begin() as session:
            one = service.of_landlord(session, self.landlord, mailing)
            service.move(session, one, self.who(session, self.author), state, now=self.at)

    def posts(self) -> int:
        self.at += timedelta(minutes=1)
        with self.begin() as session:
            return self.posting.post(session, now=self.at)

    def stops(self, phone: str, scope: str = "campaign") -> None:
        with self.begin() as session:
            outbox.opt_out(session, channel="sms", contact=phone, scope=scope, words="STOP")

    def sent(self) -> list[tuple[str, str]]:
        with self.begin() as session:
            query = select(Sms).where(Sms.purpose == Sent.CAMPAIGN).order_by("id")
            found = [(one.to, one.body) for one in session.exec(query)]
        return [one for one in found if one[0] in self.mobiles]

    def state(self, mailing: int) -> MailingState:
        with self.begin() as session:
            return session.get_one(Mailing, mailing).state


@pytest.fixture
def office(begin: UnitOfWork) -> Office:
    return Office(begin)


def test_nothing_leaves_before_somebody_else_approves(office: Office) -> None:
    mailing = office.written()

    assert office.posts() == 0
    with pytest.raises(OwnMailing):
        office.approved(mailing, office.author)
    office.approved(mailing)
    assert office.posts() == 2


def test_whoever_changes_another_s_mailing_does_not_approve_it_either(office: Office) -> None:
    mailing = office.written()
    with office.begin() as session:
        one = service.of_landlord(session, "office64", mailing)
        draft = Draft("Essai", "works", {"fr": "Autre texte."}, {})
        service.edit(session, one, office.who(session, office.other), draft)

    for somebody in (office.author, office.other):
        with pytest.raises(OwnMailing):
            office.approved(mailing, somebody)


def test_what_was_changed_since_it_was_read_is_not_approved(office: Office) -> None:
    mailing = office.written()
    with office.begin() as session:
        one = service.of_landlord(session, "office64", mailing)
        with pytest.raises(MailingChanged):
            service.approve(session, one, office.who(session, office.other), read="x", now=NOW)


def test_each_telephone_is_written_to_once_at_its_pace_and_then_it_is_done(
    office: Office,
) -> None:
    with office.begin() as session:
        session.add(Person(landlord="office64", name="Same", phone=MOBILES[0]))
    mailing = office.written()
    office.approved(mailing)

    assert [office.posts() for _ in range(5)] == [2, 2, 0, 0, 0]
    assert sorted(to for to, _ in office.sent()) == MOBILES
    assert office.state(mailing) is MailingState.DONE


def test_the_text_says_who_and_how_to_stop_in_the_tenant_s_language(office: Office) -> None:
    with office.begin() as session:
        draft = Draft("E", "works", {"fr": TEXT, "eu": "{bailleur}: kaixo {nom}."}, {})
        one = service.write(session, office.who(session, office.author), draft, now=NOW)
    office.approved(one.id or 0)
    office.posts()

    [(_, french), (_, basque)] = office.sent()
    assert french.startswith("Office64 de l'Habitat : bonjour P0")
    assert "STOP" in french
    assert basque.startswith("Office64 de l'Habitat: kaixo P1")


def test_a_preview_counts_who_is_left_out_and_why_and_what_it_costs(office: Office) -> None:
    office.stops(MOBILES[3])
    mailing = office.written()
    with office.begin() as session:
        one = service.of_landlord(session, "office64", mailing)
        shown = reaching.preview(session, one, "Office64", office.settings)

    left_out = (shown.without_phone, shown.landlines, shown.silent, shown.same_phone)
    assert (shown.recipients, left_out) == (3, (1, 1, 1, 0))
    assert [one.name for one in shown.shown] == ["P0", "P1", "P2"]
    assert shown.segments == sum(one.segments for one in shown.shown) == 3
    assert office.sent() == []


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

    assert (shown.recipients, shown.incomplete) == (1, 3)
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


def test_a_filter_that_reaches_nobody_is_refused(office: Office) -> None:
    with pytest.raises(NobodyToMail):
        office.approved(office.written(languages=["pt"]))


@pytest.mark.parametrize("scope", ["campaign", "all"])
def test_after_stop_nothing_is_written_though_it_was_approved(office: Office, scope: str) -> None:
    mailing = office.written()
    office.approved(mailing)
    office.stops(MOBILES[1], scope)
    for _ in range(3):
        office.posts()

    assert MOBILES[1] not in [to for to, _ in office.sent()]
    with office.begin() as session:
        one = session.get_one(Mailing, mailing)
        assert queries.tally(session, one)[RecipientState.SILENCED] == 1


def test_by_night_and_on_sundays_nothing_is_written(office: Office) -> None:
    office.approved(office.written())
    for at in (datetime(2026, 11, 23, 21, 30), datetime(2026, 11, 29, 12, 0)):  # noqa: DTZ001
        office.at = at.replace(tzinfo=NOW.tzinfo)
        assert office.posts() == 0


def test_a_pause_stops_it_and_it_goes_on_where_it_was(office: Office) -> None:
    mailing = office.written()
    office.approved(mailing)
    office.posts()
    office.moves(mailing, MailingState.PAUSED)

    assert office.posts() == 0
    office.moves(mailing, MailingState.SENDING)
    assert office.posts() == 2
    assert sorted(to for to, _ in office.sent()) == MOBILES


def test_what_is_leaving_is_not_edited(office: Office) -> None:
    mailing = office.written()
    office.approved(mailing)
    for state in (None, MailingState.PAUSED, MailingState.CANCELLED):
        if state:
            office.moves(mailing, state)
        with office.begin() as session:
            one = service.of_landlord(session, "office64", mailing)
            author = office.who(session, office.author)
            with pytest.raises(MailingFixed):
                service.edit(session, one, author, Draft("E", "works", {"fr": "Autre."}, {}))
    with pytest.raises(MailingFixed):
        office.approved(mailing)
    with pytest.raises(MailingFixed):
        office.moves(mailing, MailingState.SENDING)


@pytest.mark.parametrize("text", ["", "Bonjour {prenom}.", "Des travaux [quand]."])
def test_what_is_not_finished_is_not_approved(office: Office, text: str) -> None:
    with pytest.raises(MailingUnfinished):
        office.approved(office.written(text))


def test_no_kind_s_proposal_leaves_as_it_is(office: Office) -> None:
    for name, kind in kinds().items():
        with pytest.raises(MailingUnfinished):
            office.approved(office.written(kind.proposal, kind=name))


def test_a_correction_reaches_those_who_got_the_wrong_one_and_is_approved_anew(
    office: Office,
) -> None:
    mailing = office.written()
    office.approved(mailing)
    office.posts()
    office.moves(mailing, MailingState.CANCELLED)
    draft = Draft("Correction", "works", {"fr": "Erreur de notre part."}, {})
    with office.begin() as session:
        wrong = service.of_landlord(session, "office64", mailing)
        author = office.who(session, office.author)
        right = service.correct(session, wrong, author, draft, now=NOW).id or 0

    assert office.posts() == 0
    office.approved(right)
    office.posts()
    office.posts()
    assert [to for to, _ in office.sent()] == [MOBILES[0], MOBILES[1]] * 2


def test_each_tenant_gets_a_deposit_link_of_their_own(office: Office) -> None:
    office.approved(office.written("{bailleur} : {lien}", kind="sls"))
    office.posts()

    with office.begin() as session:
        links = session.exec(select(DepositLink)).all()
        assert [one.purpose for one in links] == [Purpose.TAX_NOTICE] * 2
        assert len({one.conversation_id for one in links}) == 2
    assert all(f"{BASE}/depot/" in body for _, body in office.sent())


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


def test_the_audit_says_who_approved_what_and_for_how_many(office: Office) -> None:
    mailing = office.written()
    office.approved(mailing)

    with office.begin() as session:
        [line] = audit.lines(session, "office64")
    assert (line.what, line.by, line.about) == ("mailing-approved", "b", f"mailing:{mailing}")
    assert (line.new or {})["people"] == 4


RUNS = count(1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            "write edit edit_by_other approve approve_by_author post post pause resume cancel "
            "correct stop".split()
        ),
        st.integers(0, 3),
    ),
    max_size=25,
)


class Life:
    """Steps at random, and what must hold after each."""

    def __init__(self, office: Office) -> None:
        self.office, self.mailings = office, [office.written()]
        self.stopped: dict[str, int] = {}
        self.fixed: dict[int, str] = {}

    def take(self, step: str, number: int) -> None:
        mailing = self.mailings[number % len(self.mailings)]
        try:
            self._take(step, number, mailing)
        except (MailingFixed, OwnMailing, NobodyToMail):
            pass
        self.check()

    def _take(self, step: str, number: int, mailing: int) -> None:
        office = self.office
        match step:
            case "write":
                self.mailings.append(office.written())
            case "edit" | "edit_by_other":
                self._edit(mailing, office.author if step == "edit" else office.other, number)
            case "approve":
                office.approved(mailing)
            case "approve_by_author":
                office.approved(mailing, office.author)
            case "post":
                office.posts()
            case "stop":
                office.stops(office.mobiles[number])
                self.stopped.setdefault(office.mobiles[number], len(office.sent()))
            case "correct":
                with office.begin() as session:
                    wrong = service.of_landlord(session, office.landlord, mailing)
                    draft = Draft("C", "works", {"fr": "Erreur."}, {})
                    author = office.who(session, office.author)
                    right = service.correct(session, wrong, author, draft, now=office.at)
                self.mailings.append(right.id or 0)
            case _:
                states = {"pause": "paused", "resume": "sending", "cancel": "cancelled"}
                office.moves(mailing, MailingState(states[step]))

    def _edit(self, mailing: int, by: int, number: int) -> None:
        with self.office.begin() as session:
            one = service.of_landlord(session, self.office.landlord, mailing)
            draft = Draft("E", "works", {"fr": f"Texte {number}."}, {})
            service.edit(session, one, self.office.who(session, by), draft)

    def check(self) -> None:
        with self.office.begin() as session:
            got = session.exec(
                select(Mailing, MailingRecipient, Message)
                .join(MailingRecipient, MailingRecipient.mailing_id == Mailing.id)
                .join(Message, Message.id == MailingRecipient.message_id)
                .where(Mailing.landlord == self.office.landlord)
            ).all()
            assert len({(one.id, to.phone) for one, to, _ in got}) == len(got)
            for one, _, _ in got:
                assert one.approved_by not in {None, *queries.authors(session, one)}
                assert self.fixed.setdefault(one.id or 0, service.content(one)) == (
                    service.content(one)
                )
        assert len(got) == len(self.office.sent())
        for number, (to, _) in enumerate(self.office.sent()):
            assert number < self.stopped.get(to, number + 1)


@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_done_nothing_leaves_unapproved_twice_or_after_stop(
    begin: UnitOfWork, steps: list[tuple[str, int]]
) -> None:
    run = next(RUNS)
    life = Life(Office(begin, per_minute=1, landlord=f"landlord{run}", first=10 * run))

    for step, number in [*steps, ("approve", 0), ("post", 0), ("stop", 1), ("post", 0)]:
        life.take(step, number)
