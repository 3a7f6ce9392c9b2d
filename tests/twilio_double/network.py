"""The state behind the double: messages, opt-outs, landlines, and a list that may lag."""

import threading
import time
import uuid
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

import phonenumbers
import smsutil  # type: ignore[import-untyped]
from phonenumbers import PhoneNumberType

from tests.twilio_double.outcomes import Outcome, accept

# The parameters of Create and List, as Twilio publishes them in its OpenAPI document
# (twilio-oai, spec/json/twilio_api_v2010.json), from which the official client is generated.
CREATE_PARAMETERS = frozenset(
    "To StatusCallback ApplicationSid MaxPrice ProvideFeedback Attempt ValidityPeriod "
    "ForceDelivery ContentRetention AddressRetention SmartEncoded PersistentAction TrafficType "
    "ShortenUrls ScheduleType SendAt SendAsMms ContentVariables MessageIntent RiskCheck From "
    "FallbackFrom MessagingServiceSid Body MediaUrl ContentSid".split()
)
LIST_PARAMETERS = frozenset("To From DateSent DateSent< DateSent> PageSize Page PageToken".split())
LONGEST_BODY = 1600


@dataclass(slots=True)
class Served:
    """A file of an MMS and how it is served: `failures` answers with `status`, then the file.

    `location` is where the API leads instead of the media host; `drip` sends byte by byte.
    """

    content: bytes
    content_type: str = "image/jpeg"
    location: str | None = None
    status: int = 503
    failures: int = 0
    delay: float = 0.0
    drip: bool = False
    asked: int = 0
    sid: str = field(default_factory=lambda: f"ME{uuid.uuid4().hex}")


@dataclass(slots=True)
class SmsMessage:
    """One message that the network holds."""

    to: str
    sender: str
    body: str
    direction: str = "outbound-api"
    status: str = "queued"
    status_callback: str = ""
    messaging_service_sid: str = ""
    media: list[Served] = field(default_factory=list)
    error_code: int | None = None
    sid: str = field(default_factory=lambda: f"SM{uuid.uuid4().hex}")
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent: datetime | None = None
    entered: float = field(default_factory=time.monotonic)

    def segments(self) -> str:
        """Return what is paid; of a Messaging Service nothing is known before it chose a sender."""
        if self.status == "accepted":
            return "0"
        return str(max(1, len(smsutil.split(self.body).parts)))

    def resource(self, account_sid: str) -> dict[str, object]:
        """Return the Message resource as the API shows it."""
        uri = f"/2010-04-01/Accounts/{account_sid}/Messages/{self.sid}"
        return {
            "account_sid": account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.sent or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": self.messaging_service_sid or None,
            "num_media": str(len(self.media)),
            "num_segments": self.segments(),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class Network:
    """Everything that is remembered; used from the server's loop and from the test's thread."""

    def __init__(self, own_number: str) -> None:
        self.own_number = own_number
        self.messages: list[SmsMessage] = []
        self.opted_out: set[str] = set()
        self.list_lag = 0.0
        self._outcomes: deque[Outcome] = deque()
        self._list_outcomes: deque[Outcome] = deque()
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            for remembered in (self.messages, self.opted_out, self._outcomes, self._list_outcomes):
                remembered.clear()
            self.list_lag = 0.0

    def script(self, outcomes: Iterable[Outcome], *, for_list: bool = False) -> None:
        """Add what happens to the next requests; after that, all goes well again."""
        with self._lock:
            (self._list_outcomes if for_list else self._outcomes).extend(outcomes)

    def next_outcome(self, *, for_list: bool = False) -> Outcome:
        """Take the outcome of this request from the script."""
        with self._lock:
            queue = self._list_outcomes if for_list else self._outcomes
            return queue.popleft() if queue else accept()

    def refusal(self, form: Mapping[str, str]) -> int | None:
        """Return the error code of a request that Twilio itself would refuse."""
        checks = {
            20001: not set(form) <= CREATE_PARAMETERS,
            21604: not form.get("To"),
            21603: not form.get("From") and not form.get("MessagingServiceSid"),
            21602: not form.get("Body"),
            21617: len(form.get("Body", "")) > LONGEST_BODY,
            21610: form.get("To") in self.opted_out,
            21266: form.get("To") == form.get("From"),
        }
        return next((code for code, broken in checks.items() if broken), None) or _destination(
            form["To"]
        )

    def take(self, form: Mapping[str, str]) -> SmsMessage:
        """Accept an outgoing message."""
        message = SmsMessage(
            to=form["To"],
            sender=form.get("From") or self.own_number,
            body=form["Body"],
            status="accepted" if form.get("MessagingServiceSid") else "queued",
            status_callback=form.get("StatusCallback", ""),
            messaging_service_sid=form.get("MessagingServiceSid", ""),
        )
        return self.add(message)

    def add(self, message: SmsMessage) -> SmsMessage:
        """Remember a message of either direction."""
        with self._lock:
            self.messages.append(message)
        return message

    def listed(self, query: Mapping[str, str]) -> list[SmsMessage]:
        """Return what the list shows now: the newest first, and nothing younger than the lag."""
        with self._lock:
            seen = [m for m in self.messages if time.monotonic() - m.entered >= self.list_lag]
        return [message for message in reversed(seen) if _matches(message, query)]


def _matches(message: SmsMessage, query: Mapping[str, str]) -> bool:
    # The filter by date knows whole days, and never shows what has not been sent yet.
    day = message.sent.date().isoformat() if message.sent else ""
    return all(
        (
            query.get("To") in (None, message.to),
            query.get("From") in (None, message.sender),
            query.get("DateSent") in (None, day),
            "DateSent>" not in query or (day and day >= query["DateSent>"][:10]),
            "DateSent<" not in query or (day and day <= query["DateSent<"][:10]),
        )
    )


def _destination(to: str) -> int | None:
    try:
        number = phonenumbers.parse(to, None)
    except phonenumbers.NumberParseException:
        return 21211
    if not phonenumbers.is_possible_number(number):
        return 21211
    landline = phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
    return 21614 if landline else None
