"""Twilio's own HTTP client, without retries or logs, and which says what surely did not happen."""

import logging
import ssl
from collections.abc import Iterator
from typing import Any

from requests.exceptions import ConnectTimeout, ProxyError, RequestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from urllib3.exceptions import NewConnectionError

from channels.errors import NotAccepted, OutcomeUnknown, SendError
from channels.sms.twilio_codes import refusal

TWILIO_API = "https://api.twilio.com"
_LONGEST_WAIT = 3600.0

# Both log addresses and texts of messages, the first at INFO, the second in its URLs.
_SILENT = logging.getLogger("channels.sms.silent")
# A filter, since any logging set-up in the process turns a disabled logger on again.
_SILENT.addFilter(lambda record: False)
logging.getLogger("urllib3").setLevel(logging.INFO)


class DirectedHttpClient(TwilioHttpClient):  # type: ignore[misc]  # twilio has no types
    """Sends once, to Twilio or to the double at `base_url`, and raises a SendError.

    The job that sends tries again, not this client: only it can look first whether the
    message went out. A request that was refused for its rate carries the wait.
    """

    def __init__(self, base_url: str | None, timeout: float) -> None:
        super().__init__(timeout=timeout, max_retries=0, logger=_SILENT)
        self._base_url = base_url.rstrip("/") if base_url else TWILIO_API
        if self.session is not None and base_url:
            self.session.trust_env = False  # no proxy on the way to the machine itself

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send the request; the errors name neither address nor text."""
        if url.startswith(TWILIO_API):
            url = self._base_url + url.removeprefix(TWILIO_API)
        try:
            response = super().request(method, url, *args, **kwargs)
        except RequestException as error:
            raise _what_happened(error) from None
        if response.status_code == 429:
            raise refusal(429, 20429, _wait(response.headers))
        return response


def _what_happened(error: RequestException) -> SendError:
    """Not accepted only when no byte of the request can have left; else the outcome is unknown."""
    never_left = (ConnectTimeout, ProxyError, NewConnectionError, ssl.SSLCertVerificationError)
    if any(isinstance(cause, never_left) for cause in _causes(error)):
        return NotAccepted("Twilio cannot be reached.")
    return OutcomeUnknown(f"No answer from Twilio ({type(error).__name__}).")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it wraps: requests and urllib3 keep it in args and `reason`.

    Not `__context__`: a caller that retries inside an `except` would lend us its own past error.
    """
    pending: list[object] = [error]
    for _ in range(20):
        if not pending:
            return
        cause = pending.pop()
        if isinstance(cause, BaseException):
            yield cause
            pending += [*cause.args, getattr(cause, "reason", None)]


def _wait(headers: Any) -> float | None:
    """Return the seconds of Retry-After; a date or nonsense is None, the usual wait then."""
    try:
        seconds = float((headers or {}).get("Retry-After", ""))
    except ValueError:
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
