"""What Twilio publishes of its Message resource: every answer of the double is held against it.

From its OpenAPI document, github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json at
496e1df3c4f33a27379b4b6a6d03d81a7544ee74: schema `api.v2010.account.message`, with its enumerations
`message_enum_status` and `message_enum_direction`, and `ListMessageResponse`. There each field may
be null; here each must also be there, since the official client reads them all.
"""

from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Status = Literal[
    "queued", "sending", "sent", "failed", "delivered", "undelivered", "receiving", "received",
    "accepted", "scheduled", "read", "partially_delivered", "canceled",
]  # fmt: skip
Direction = Literal["inbound", "outbound-api", "outbound-call", "outbound-reply"]


def _rfc_2822(text: str) -> str:
    parsedate_to_datetime(text)
    return text


Moment = Annotated[str, AfterValidator(_rfc_2822)]


def _sid(letters: str) -> Any:
    return Annotated[str, Field(pattern=rf"^({letters})[0-9a-fA-F]{{32}}$")]


class Message(BaseModel):
    """One message, as Create, Fetch and List show it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    body: str | None
    num_segments: str | None
    direction: Direction | None
    sender: str | None = Field(alias="from")
    to: str | None
    date_updated: Moment | None
    price: str | None
    error_message: str | None
    uri: str | None
    account_sid: _sid("AC") | None  # type: ignore[valid-type]
    num_media: str | None
    status: Status | None
    messaging_service_sid: _sid("MG") | None  # type: ignore[valid-type]
    sid: _sid("SM|MM") | None  # type: ignore[valid-type]
    date_sent: Moment | None
    date_created: Moment | None
    error_code: int | None
    price_unit: str | None
    api_version: str | None
    subresource_uris: dict[str, str] | None


class Page(BaseModel):
    """One page of a list."""

    model_config = ConfigDict(extra="forbid", strict=True)

    messages: list[Message]
    end: int
    first_page_uri: str
    next_page_uri: str | None
    page: int
    page_size: int
    previous_page_uri: str | None
    start: int
    uri: str
