"""A mailing leaves once a second person has read it, whole and as it is."""

import pytest

from backend.audit import service as audit
from backend.mailings import service
from backend.mailings.errors import MailingChanged, MailingFixed, MailingUnfinished, OwnMailing
from backend.mailings.kinds import kinds
from backend.mailings.models import MailingState
from backend.mailings.service import Draft
from tests.backend.conversations.people import NOW
from tests.backend.mailings.people import MOBILES, Office


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


def test_the_audit_says_who_approved_what_and_for_how_many(office: Office) -> None:
    mailing = office.written()
    office.approved(mailing)

    with office.begin() as session:
        [line] = audit.lines(session, "office64")
    assert (line.what, line.by, line.about) == ("mailing-approved", "b", f"mailing:{mailing}")
    assert (line.new or {})["people"] == 4
