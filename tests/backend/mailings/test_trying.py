"""A mailing tried on oneself: on one's own mobile, never a way round the second person."""

import pytest
from sqlmodel import select

from backend.audit import service as audit
from backend.mailings import service, trying
from backend.mailings.errors import MailingFixed, MailingTrialRefused, NobodyToMail
from backend.outbox.models import Purpose, Sms
from tests.backend.conversations.people import NOW
from tests.backend.mailings.people import FIXED, MOBILES, Office

MINE = "+33639980700"


def tried(office: Office, mailing: int, phone: str = "06 39 98 07 00") -> None:
    with office.begin() as session:
        one = service.of_landlord(session, "office64", mailing)
        by = office.who(session, office.author)
        trying.try_on(session, one, by, phone, "Office64", "", now=NOW)


def test_whoever_writes_it_reads_it_on_their_own_mobile_with_their_own_name(
    office: Office,
) -> None:
    tried(office, office.written())

    assert office.sent() == []
    with office.begin() as session:
        [sms] = session.exec(select(Sms)).all()
        name = office.who(session, office.author).name
        assert (sms.to, sms.purpose) == (MINE, Purpose.AGENT)
        assert sms.body.startswith(f"Office64 : bonjour {name}")
        assert [one.what for one in audit.lines(session, "office64")] == ["mailing-tried"]


@pytest.mark.parametrize("phone", [MOBILES[0], FIXED, "12", ""])
def test_a_tenant_a_landline_and_nonsense_get_none(office: Office, phone: str) -> None:
    with pytest.raises(MailingTrialRefused):
        tried(office, office.written(), phone)


def test_who_said_stop_gets_none_and_what_is_approved_or_for_nobody_is_not_tried(
    office: Office,
) -> None:
    mailing = office.written()
    office.approved(mailing)
    with pytest.raises(MailingFixed):
        tried(office, mailing)
    with pytest.raises(NobodyToMail):
        tried(office, office.written(languages=["pt"]))
    office.stops(MINE)
    with pytest.raises(MailingTrialRefused):
        tried(office, office.written())
