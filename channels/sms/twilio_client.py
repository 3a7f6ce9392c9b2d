"""Send one message through Twilio, and find out afterwards whether it went."""

import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from channels.errors import OutcomeUnknown, SendError
from channels.sms import REFERENCE_FIELD, STATUS_PATH
from channels.sms.twilio_codes import refusal
from channels.sms.twilio_http import DirectedHttpClient

_LOOKED_AT = 100
_CLOCKS_MAY_DIFFER = timedelta(seconds=60)
_TRIAL_PREFIX = "Sent from your Twilio trial account - "


class TwilioSender:
    """The official client, one attempt each; every failure says whether a resend is safe.

    `sender` is a number, a short code, a name, or a Messaging Service ("MG…").
    `api_base_url` sends everything to a double instead of Twilio.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        status_callback_base: str,
        api_base_url: str | None = None,
        *,
        timeout: float = 10.0,
    ) -> None:
        self._sender = sender
        self._status_url = status_callback_base.rstrip("/") + STATUS_PATH
        http = DirectedHttpClient(api_base_url, timeout)
        self._client = Client(account_sid, auth_token, http_client=http)

    def send(self, to: str, body: str, reference: str) -> str:
        """Send once and return Twilio's id of the message.

        `reference` comes back in each status callback. Raises a SendError, whose `resend`
        says what may be done.
        """
        origin = "messaging_service_sid" if self._sender.startswith("MG") else "from_"
        callback = f"{self._status_url}?{urlencode({REFERENCE_FIELD: reference})}"
        try:
            message = self._client.messages.create(
                to=to, body=_sendable(body), status_callback=callback, **{origin: self._sender}
            )
        except TwilioException as error:
            raise _answered(error) from None
        except (ValueError, TypeError, AttributeError):
            raise OutcomeUnknown("Twilio's answer cannot be read.") from None
        if not message.sid:
            raise OutcomeUnknown("Twilio's answer names no message.")
        return str(message.sid)

    def find(
        self, to: str, body: str, since: datetime, *, known: Collection[str] = ()
    ) -> str | None:
        """Return Twilio's id of this text sent to this number since then, None when there is none.

        `since` is aware. `known` are ids that belong to other messages of ours: the same text
        may rightly be sent twice. Twilio's list may lag: None right after a failed attempt
        proves nothing. Raises OutcomeUnknown when Twilio cannot be asked.
        """
        try:
            # Not by DateSent: that filter knows whole days and drops what is still queued.
            messages = self._client.messages.list(to=to, limit=_LOOKED_AT, page_size=_LOOKED_AT)
        except SendError as error:
            raise OutcomeUnknown(
                "Twilio cannot be asked.", code=error.code, retry_after=error.retry_after
            ) from None
        except (TwilioException, ValueError, TypeError, AttributeError):
            raise OutcomeUnknown("Twilio's list cannot be read.") from None
        earliest = since.replace(microsecond=0) - _CLOCKS_MAY_DIFFER
        wanted = _comparable(_sendable(body))
        for message in messages:
            fits = self._is_ours(message) and _comparable(message.body or "") == wanted
            if fits and message.sid not in known and _created_since(message, earliest):
                return str(message.sid)
        return None

    def _is_ours(self, message: Any) -> bool:
        outbound = str(message.direction or "").startswith("outbound")
        return outbound and self._sender in (message.from_, message.messaging_service_sid)


def _answered(error: TwilioException) -> SendError:
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    if not isinstance(status, int):
        return OutcomeUnknown("Twilio's answer cannot be read.")
    return refusal(status, code if isinstance(code, int) else None)


def _sendable(body: str) -> str:
    """Leave out what cannot travel: NUL, and halves of characters."""
    return body.replace("\0", "").encode("utf-8", "replace").decode()


def _comparable(body: str) -> str:
    """Return the words alone: Twilio may trim, and puts a sentence before a trial account's."""
    return " ".join(unicodedata.normalize("NFC", body.removeprefix(_TRIAL_PREFIX)).split())


def _created_since(message: Any, earliest: datetime) -> bool:
    return message.date_created is not None and message.date_created >= earliest
