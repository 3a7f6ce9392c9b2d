"""Whatever is done with mailings, what must hold of what leaves holds."""

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from backend.conversations.models import Message
from backend.db import UnitOfWork
from backend.mailings import queries, service
from backend.mailings.errors import MailingFixed, NobodyToMail, OwnMailing
from backend.mailings.models import Mailing, MailingRecipient, MailingState
from backend.mailings.service import Draft
from tests.backend.mailings.people import Office

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
