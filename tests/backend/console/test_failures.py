"""An agent reads why an SMS did not arrive, and what can be done."""

import pytest
from sqlmodel import select

from backend.conversations import writing
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.outbox.models import Purpose, Sms, SmsState
from backend.replies import Act, Utterance
from tests.backend.console.conftest import Browser
from tests.backend.console.talks import by_sms
from tests.backend.conversations.people import NOW


@pytest.mark.parametrize(
    ("state", "error", "told"),
    [
        (SmsState.UNDELIVERED, "30003", "réessayez plus tard"),
        (SmsState.FAILED, "sms-unreachable 21614", "ne reçoit pas de SMS"),
        (SmsState.FAILED, "sms-refused", ""),
        (SmsState.UNDELIVERED, "30008", "ne dit pas pourquoi"),
        (SmsState.UNDELIVERED, "30007", "prévenez le superviseur"),
        (SmsState.DELIVERED, "30003", ""),
    ],
)
def test_a_failure_is_told_with_its_consequence(
    begin: UnitOfWork, bearn: Browser, state: SmsState, error: str, told: str
) -> None:
    talk = by_sms(begin)
    with begin() as session:
        writing.reply(
            session, session.get_one(Conversation, talk.id), [Utterance(Act.SMALLTALK, "thank")],
            author=Author.BOT, inbound_id=None, purpose=Purpose.REPLY, now=NOW,
        )  # fmt: skip
        sms = session.exec(select(Sms)).one()
        sms.state, sms.error = state, error

    page = bearn.get(f"/console/conversations/{talk.id}").text

    line = page.split('-delivery"')[1].split("</p>")[0]
    assert (" – " in line) is bool(told)
    assert told in line
