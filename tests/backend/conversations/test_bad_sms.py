"""Whatever comes by SMS: taken once, read as words, obeyed where it is STOP, never logged."""

from collections.abc import Iterator
from urllib.parse import quote_plus, urlencode

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from backend.conversations.inbox import Inbox
from backend.conversations.models import Conversation, InboundSms, TurnRow
from backend.conversations.sms import SmsDoor
from backend.db import UnitOfWork
from backend.deposits.mms import keep_media
from backend.outbox import service as outbox
from backend.outbox.models import Purpose, Quarantined, Sms
from backend.safety import clean, escape_for_rasa
from channels.sms.twilio_signature import sign
from channels.sms.webhook import WebhookSettings, router
from tests.backend.conversations.doors import Door, written
from tests.backend.conversations.people import parts
from tests.backend.conversations.words import BLANK, DANGERS, STOPS, STOPS_BY_SMS, WORDS
from tests.channels.webhooks import (
    ACCOUNT,
    FORM_TYPE,
    INBOUND,
    OURS,
    PUBLIC_URL,
    STATUS,
    TOKEN,
    sms,
)

PHONE = "+33639980044"


class Twilio(Door):
    """Posts signed forms to the two webhooks, and has what was kept read."""

    def __init__(self, begin: UnitOfWork, database_url: str) -> None:
        self.begin = begin
        made = parts(begin, database_url, landlord="office64")
        door = SmsDoor(made, keep_media)
        self.inbox = Inbox(made, door.take)
        chosen = WebhookSettings(PUBLIC_URL, TOKEN, ACCOUNT, own_numbers=frozenset({OURS}))
        app = FastAPI()
        app.include_router(
            router(self.inbox.keep, door.on_status, chosen, on_quarantine=door.on_quarantine)
        )
        super().__init__(app, PUBLIC_URL)

    def post(self, path: str = INBOUND, *, raw: bytes | None = None, **changes: str) -> int:
        form = sms(From=PHONE, **changes)
        body = raw if raw is not None else urlencode(form).encode()
        address, _, query = path.partition("?")
        signed = {"X-Twilio-Signature": sign(PUBLIC_URL + path, form, TOKEN)}
        answer = self.send(
            address + (f"?{query}" if query else ""),
            content=body,
            headers={"Content-Type": FORM_TYPE, **signed},
        )
        return answer.status_code

    def read(self) -> None:
        """Run the jobs of what was kept."""
        with self.begin() as session:
            kept = [row.id or 0 for row in session.exec(select(InboundSms).order_by("id"))]
        for one in kept:
            self.runner.run(self.inbox.job(one))


@pytest.fixture
def twilio(begin: UnitOfWork, database_url: str) -> Iterator[Twilio]:
    made = Twilio(begin, database_url)
    yield made
    made.close()


@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(words[:20]))
def test_any_words_are_kept_as_words_and_left_to_the_bot(
    twilio: Twilio, session: Session, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    assert twilio.post(Body=words) == 200
    twilio.read()

    assert written(session) == [clean(words)]
    assert len(session.exec(select(TurnRow)).all()) == 1
    assert not escape_for_rasa(clean(words)).startswith("/")
    logged = "".join(capsys.readouterr())
    assert words[:12] not in logged or len(words) < 6
    assert PHONE not in logged


@pytest.mark.parametrize("words", BLANK, ids=ascii)
def test_a_message_without_words_is_kept_and_answered_too(
    twilio: Twilio, session: Session, words: str
) -> None:
    assert twilio.post(Body=words) == 200
    twilio.read()

    assert written(session) == ["?"]


@pytest.mark.parametrize("words", STOPS + STOPS_BY_SMS)
def test_stop_is_obeyed_however_it_is_written_and_start_lifts_it(
    twilio: Twilio, session: Session, words: str
) -> None:
    assert twilio.post(Body=words) == 200
    twilio.read()
    stopped = outbox.is_opted_out(session, channel="sms", contact=PHONE)

    twilio.post(Body="START", MessageSid="SM2")
    twilio.read()

    assert stopped
    assert not outbox.is_opted_out(session, channel="sms", contact=PHONE)


@pytest.mark.parametrize("words", ["STOPPEZ la fuite", "arrêtez le bruit", "OUI"])
def test_a_report_is_no_stop(twilio: Twilio, session: Session, words: str) -> None:
    twilio.post(Body=words)
    twilio.read()

    assert not outbox.is_opted_out(session, channel="sms", contact=PHONE)


@pytest.mark.parametrize("words", DANGERS)
def test_a_danger_is_answered_as_soon_as_it_is_read_even_after_stop(
    twilio: Twilio, session: Session, words: str
) -> None:
    twilio.post(Body="STOP")
    twilio.post(Body=words, MessageSid="SM2")

    twilio.read()

    last = session.exec(select(Sms).order_by(Sms.id.desc())).first()  # type: ignore[union-attr]
    assert last is not None
    assert last.purpose is Purpose.EMERGENCY


def test_the_same_sid_with_another_body_is_the_first_one(twilio: Twilio, session: Session) -> None:
    for words in ("premier", "second"):
        assert twilio.post(Body=words) == 200
    twilio.read()
    assert twilio.post(Body="troisième") == 200
    twilio.read()

    assert written(session) == ["premier"]


@pytest.mark.parametrize("raw", [b"Body=%ff%fe", b"\xff\xfe", b"Body=%00", b"a" * 600_000])
def test_bytes_that_are_no_form_of_twilios_are_refused_and_nothing_breaks(
    twilio: Twilio, session: Session, raw: bytes
) -> None:
    assert twilio.post(raw=raw) in (400, 403, 413)

    assert written(session) == []
    assert len(session.exec(select(Quarantined)).all()) <= 1


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "1",
        "0",
        "-1",
        "999999999999999999999999",
        "abc",
        "1;DROP",
        quote_plus("²"),
        quote_plus("é"),
    ],
)
@pytest.mark.parametrize("status", ["delivered", "sent", "failed", "exploded"])
def test_a_report_of_what_we_do_not_know_is_acknowledged_and_changes_nothing(
    twilio: Twilio, session: Session, reference: str, status: str
) -> None:
    path = f"{STATUS}?m={reference}"

    assert twilio.post(path, MessageStatus=status, MessageSid="SM404") == 200

    assert session.exec(select(Sms)).all() == []


@pytest.mark.parametrize("sender", ["38000", "BAILLEUR", "+262692000001", "+33559438654"])
def test_who_is_no_mobile_of_the_mainland_has_a_conversation_too(
    twilio: Twilio, session: Session, sender: str
) -> None:
    form = sms(From=sender)
    signed = {"X-Twilio-Signature": sign(PUBLIC_URL + INBOUND, form, TOKEN)}
    assert twilio.send(INBOUND, data=form, headers=signed).status_code == 200
    twilio.read()

    assert [one.contact for one in session.exec(select(Conversation))] == [sender]
