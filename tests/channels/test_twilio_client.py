"""Each way in which a send can fail, over a real socket: what is raised, what really went out."""

import logging
import logging.config
import socket
from datetime import UTC, datetime, timedelta

import pytest

from channels.errors import (
    NotAccepted,
    OutcomeUnknown,
    ProviderUnavailable,
    RecipientOptedOut,
    RefusedForGood,
    Resend,
    SendError,
    UnreachableRecipient,
)
from channels.sms.twilio_client import TwilioSender
from channels.sms.twilio_codes import Consequence, consequence, refusal
from tests.channels.conftest import sender_to
from tests.channels.webhooks import PUBLIC_URL
from tests.twilio_double import (
    Outcome,
    TwilioDouble,
    accept,
    fail,
    garble,
    hang,
    refuse,
    reset,
    too_many,
)

TENANT = "+33639980012"
TEXT = "Votre demande est bien notée. L’équipe passe demain."


def just_now() -> datetime:
    return datetime.now(UTC)


def test_a_sent_message_has_twilios_id_and_carries_our_reference(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    sid = sender.send(TENANT, TEXT, "42/é &x")

    (message,) = twilio.accepted
    assert (message.sid, message.to, message.body) == (sid, TENANT, TEXT)
    assert message.sender == twilio.own_number
    assert message.status_callback == f"{PUBLIC_URL}/channels/sms/status?m=42%2F%C3%A9+%26x"


def test_a_messaging_service_is_named_instead_of_a_number(twilio: TwilioDouble) -> None:
    service = "MG" + "1" * 32
    sender = sender_to(twilio, own=service)

    sid = sender.send(TENANT, TEXT, "1")

    assert twilio.accepted[0].messaging_service_sid == service
    assert sender.find(TENANT, TEXT, just_now()) == sid


@pytest.mark.parametrize(
    ("outcome", "error", "resend"),
    [
        (too_many(retry_after=7), NotAccepted, Resend.SAFE),
        (refuse(21611), NotAccepted, Resend.SAFE),
        (refuse(63038, status=429), NotAccepted, Resend.SAFE),
        (fail(500), OutcomeUnknown, Resend.AFTER_CHECK),
        (fail(503, code=None), OutcomeUnknown, Resend.AFTER_CHECK),
        (fail(400, code=20500), OutcomeUnknown, Resend.AFTER_CHECK),
        (fail(408, code=None), OutcomeUnknown, Resend.AFTER_CHECK),
        (fail(302, code=None), OutcomeUnknown, Resend.AFTER_CHECK),
        (hang(accepted=False), OutcomeUnknown, Resend.AFTER_CHECK),
        (reset(accepted=False), OutcomeUnknown, Resend.AFTER_CHECK),
        (refuse(21610), RecipientOptedOut, Resend.NEVER),
        (refuse(21211), UnreachableRecipient, Resend.NEVER),
        (refuse(21614), UnreachableRecipient, Resend.NEVER),
        (refuse(21635), UnreachableRecipient, Resend.NEVER),
        (refuse(21617), RefusedForGood, Resend.NEVER),
        (refuse(21408, status=403), RefusedForGood, Resend.NEVER),
        (refuse(21612), RefusedForGood, Resend.NEVER),
        (refuse(21606), ProviderUnavailable, Resend.SAFE),
        (refuse(20003, status=401), ProviderUnavailable, Resend.SAFE),
        (refuse(20404, status=404), ProviderUnavailable, Resend.SAFE),
        (refuse(99999), RefusedForGood, Resend.NEVER),
    ],
)
def test_a_refusal_says_whether_a_resend_is_safe(
    twilio: TwilioDouble,
    sender: TwilioSender,
    outcome: Outcome,
    error: type[SendError],
    resend: Resend,
) -> None:
    twilio.script([outcome])

    with pytest.raises(error) as caught:
        sender.send(TENANT, TEXT, "1")

    assert type(caught.value) is error
    assert caught.value.resend is resend
    assert caught.value.resend_is_safe is (resend is Resend.SAFE)
    assert twilio.accepted == []


@pytest.mark.parametrize(
    "outcome", [hang(accepted=True), reset(accepted=True), fail(accepted=True)]
)
def test_a_message_taken_without_an_answer_is_unknown_and_then_found(
    twilio: TwilioDouble, sender: TwilioSender, outcome: Outcome
) -> None:
    began = just_now()
    twilio.script([outcome])

    with pytest.raises(OutcomeUnknown):
        sender.send(TENANT, TEXT, "1")

    assert sender.find(TENANT, TEXT, began) == twilio.accepted[0].sid


@pytest.mark.parametrize("outcome", [hang(accepted=False), reset(accepted=False), fail()])
def test_a_message_that_was_not_taken_is_not_found_and_goes_once(
    twilio: TwilioDouble, sender: TwilioSender, outcome: Outcome
) -> None:
    twilio.script([outcome])

    with pytest.raises(OutcomeUnknown):
        sender.send(TENANT, TEXT, "1")
    assert sender.find(TENANT, TEXT, just_now()) is None
    sender.send(TENANT, TEXT, "1")

    assert len(twilio.accepted) == 1


@pytest.mark.parametrize(
    "text", ["<html>Bienvenue</html>", "", "[]", "null", "{}", '{"sid": null}']
)
def test_an_answer_that_is_not_twilios_leaves_the_outcome_unknown(
    twilio: TwilioDouble, sender: TwilioSender, text: str
) -> None:
    twilio.script([garble(text), garble(text, accepted=True)])

    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            sender.send(TENANT, TEXT, "1")
    assert sender.find(TENANT, TEXT, just_now()) == twilio.accepted[0].sid


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("<html>Non</html>", RefusedForGood),
        ('{"type": "t", "title": "t", "status": 400, "code": 21610}', RecipientOptedOut),
        ('{"type": "t", "title": "t", "status": "?", "code": "?"}', OutcomeUnknown),
        ('{"code": "21610", "message": null}', RefusedForGood),
    ],
)
def test_a_refusal_in_another_form_is_read_or_taken_by_its_status(
    twilio: TwilioDouble, sender: TwilioSender, text: str, error: type[SendError]
) -> None:
    twilio.script([garble(text, status=400)])

    with pytest.raises(error) as caught:
        sender.send(TENANT, TEXT, "1")

    assert type(caught.value) is error


@pytest.mark.parametrize("text", ["<html>Bienvenue</html>", "", "[]", "null", "{}"])
def test_a_list_that_is_not_twilios_leaves_the_outcome_unknown(
    twilio: TwilioDouble, sender: TwilioSender, text: str
) -> None:
    twilio.script([garble(text)], for_list=True)

    with pytest.raises(OutcomeUnknown):
        sender.find(TENANT, TEXT, just_now())


def test_the_client_never_repeats_a_request_by_itself(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    twilio.script([fail(accepted=True), accept()])

    with pytest.raises(OutcomeUnknown):
        sender.send(TENANT, TEXT, "1")

    assert len(twilio.accepted) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("999999", 3600.0), ("soon", None), (None, None)],
)
def test_the_wait_that_twilio_asks_for_is_carried(
    twilio: TwilioDouble, sender: TwilioSender, header: str | None, seconds: float | None
) -> None:
    twilio.script([too_many(retry_after=header)])

    with pytest.raises(NotAccepted) as caught:
        sender.send(TENANT, TEXT, "1")

    assert caught.value.retry_after == seconds


def test_nobody_listening_is_surely_not_accepted() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    sender = TwilioSender("AC1", "t", "+33939000001", PUBLIC_URL, f"http://127.0.0.1:{port}")

    with pytest.raises(NotAccepted):
        sender.send(TENANT, TEXT, "1")
    with pytest.raises(OutcomeUnknown):
        sender.find(TENANT, TEXT, just_now())


def test_a_time_out_inside_the_handling_of_a_refused_connection_stays_unknown(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    closed = TwilioSender("AC1", "t", "+33939000001", PUBLIC_URL, "http://127.0.0.1:1")
    twilio.script([hang(accepted=True)])

    def retry_elsewhere() -> None:
        try:
            closed.send(TENANT, TEXT, "1")
        except NotAccepted:
            sender.send(TENANT, TEXT, "1")

    with pytest.raises(OutcomeUnknown):
        retry_elsewhere()


def test_a_wrong_token_is_our_problem_and_not_the_messages(twilio: TwilioDouble) -> None:
    with pytest.raises(ProviderUnavailable):
        sender_to(twilio, token="wrong").send(TENANT, TEXT, "1")
    assert twilio.accepted == []


def test_the_network_itself_refuses_landlines_and_who_said_stop(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    twilio.opt_out(TENANT)

    with pytest.raises(RecipientOptedOut):
        sender.send(TENANT, TEXT, "1")
    with pytest.raises(UnreachableRecipient):
        sender.send("+33559438654", TEXT, "1")
    with pytest.raises(UnreachableRecipient):
        sender.send("38000", TEXT, "1")
    with pytest.raises(RefusedForGood):
        sender.send("+33639980013", "a" * 1601, "1")


def test_the_list_may_lag_and_then_shows_the_message(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    twilio.list_lag = 1000
    sid = sender.send(TENANT, TEXT, "1")

    assert sender.find(TENANT, TEXT, just_now()) is None
    twilio.list_lag = 0
    assert sender.find(TENANT, TEXT, just_now()) == sid


def test_find_takes_no_other_message_for_this_one(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    sender_to(twilio, own="+33939000002").send(TENANT, TEXT, "other sender")
    sender.send(TENANT, TEXT + " Merci.", "other text")
    sender.send("+33639980013", TEXT, "other person")
    twilio.receive(TEXT, TENANT, url=None)

    assert sender.find(TENANT, TEXT, just_now()) is None


def test_the_same_text_sent_twice_on_purpose_is_two_messages(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    began = just_now()
    first = sender.send(TENANT, "Oui.", "1")
    assert sender.find(TENANT, "Oui.", began, known={first}) is None

    second = sender.send(TENANT, "Oui.", "2")

    assert sender.find(TENANT, "Oui.", began, known={first}) == second


def test_an_old_message_of_the_same_text_is_not_found(
    twilio: TwilioDouble, sender: TwilioSender
) -> None:
    sender.send(TENANT, TEXT, "1")

    assert sender.find(TENANT, TEXT, just_now() + timedelta(minutes=5)) is None


def test_find_reads_past_the_first_messages(twilio: TwilioDouble) -> None:
    sender = sender_to(twilio, timeout=5)
    sid = sender.send(TENANT, TEXT, "1")
    for number in range(60):
        sender.send(TENANT, f"Rappel {number}", str(number))

    assert sender.find(TENANT, TEXT, just_now()) == sid


@pytest.mark.parametrize(
    "outcome", [fail(500), too_many(5), hang(accepted=False), reset(accepted=False)]
)
def test_a_list_that_cannot_be_read_leaves_the_outcome_unknown(
    twilio: TwilioDouble, sender: TwilioSender, outcome: Outcome
) -> None:
    twilio.script([outcome], for_list=True)

    with pytest.raises(OutcomeUnknown):
        sender.find(TENANT, TEXT, just_now())


@pytest.mark.parametrize(
    "text", ["a\0b", "a\ud800b", "{{7*7}}", "ligne 1\nligne 2", "😀" * 100, " bords  "]
)
def test_odd_texts_go_out_and_are_found_again(
    twilio: TwilioDouble, sender: TwilioSender, text: str
) -> None:
    sid = sender.send(TENANT, text, "1")

    assert sender.find(TENANT, text, just_now()) == sid


def test_neither_number_nor_text_nor_token_reaches_the_logs_or_the_error(
    twilio: TwilioDouble, sender: TwilioSender, caplog: pytest.LogCaptureFixture
) -> None:
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    caplog.set_level(logging.DEBUG)
    sender.send(TENANT, TEXT, "1")
    sender.find(TENANT, TEXT, just_now())
    twilio.script([refuse(21211)])
    with pytest.raises(UnreachableRecipient) as caught:
        sender.send(TENANT, TEXT, "1")

    written = caplog.text + str(caught.value) + repr(caught.value)
    assert not any(secret in written for secret in ("639980012", TEXT[:12], twilio.auth_token))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (21610, Consequence.OPTED_OUT),
        (21614, Consequence.NO_SMS),
        (30006, Consequence.NO_SMS),
        (30005, Consequence.NO_SMS),
        (30003, Consequence.TEMPORARY),
        (30007, Consequence.BLOCKED),
        (30002, Consequence.OUR_SETUP),
        (30008, Consequence.UNKNOWN),
        (12345, Consequence.UNKNOWN),
        (21408, Consequence.OUR_SETUP),
        (21612, Consequence.OUR_SETUP),
        (30017, Consequence.TEMPORARY),
        (None, Consequence.UNKNOWN),
    ],
)
def test_a_failed_delivery_has_its_consequence(code: int | None, what: Consequence) -> None:
    assert consequence(code) is what


@pytest.mark.parametrize("status", range(500, 600, 7))
@pytest.mark.parametrize("code", [None, 21610, 21614, 20003, 20500])
def test_a_server_error_is_never_taken_for_a_refusal(status: int, code: int | None) -> None:
    assert refusal(status, code).resend is Resend.AFTER_CHECK
