"""Ask Twilio what was sent to our number: what a webhook should have brought, and may not have."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from channels.errors import OutcomeUnknown, SendError
from channels.messages import InboundMessage, Media
from channels.phone import DEFAULT_REGION, sender_address
from channels.sms.twilio_http import TWILIO_API, DirectedHttpClient

_PAGE = 500
_MOST = 5_000
_MOST_MEDIA = 10


class TwilioInbox:
    """The official client, one attempt each.

    `number` is our sender; with a Messaging Service ("MG…") everything that came to the account
    is listed. `api_base_url` sends everything to a double instead of Twilio.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        number: str,
        api_base_url: str | None = None,
        *,
        timeout: float = 10.0,
        region: str = DEFAULT_REGION,
    ) -> None:
        self._to = None if number.startswith("MG") else number
        self._region = region
        http = DirectedHttpClient(api_base_url, timeout)
        self._client = Client(account_sid, auth_token, http_client=http)

    def since(self, moment: datetime) -> Sequence[InboundMessage]:
        """Return what came in since then, oldest first; `moment` is aware.

        Twilio's list may lag, so ask again from before. Raises OutcomeUnknown when Twilio cannot
        be asked.
        """
        try:
            found = list(self._listed(moment))
            return [self._read(message) for message in reversed(found)]
        except SendError as error:
            raise OutcomeUnknown("Twilio cannot be asked.", code=error.code) from None
        except (TwilioException, ValueError, TypeError, AttributeError):
            raise OutcomeUnknown("Twilio's list cannot be read.") from None

    def _listed(self, moment: datetime) -> Iterator[Any]:
        chosen = {"to": self._to} if self._to else {}
        for message in self._client.messages.stream(
            date_sent_after=moment, limit=_MOST, page_size=_PAGE, **chosen
        ):
            at = message.date_sent or message.date_created
            if message.direction == "inbound" and (at is None or at >= moment):
                yield message

    def _read(self, message: Any) -> InboundMessage:
        return InboundMessage(
            provider_id=str(message.sid),
            sender=sender_address(message.from_ or "", self._region),
            recipient=sender_address(message.to or "", self._region),
            text=(message.body or "").replace("\0", ""),
            media=tuple(self._media(message)),
            messaging_service=message.messaging_service_sid or None,
        )

    def _media(self, message: Any) -> Iterator[Media]:
        if not int(message.num_media or 0):
            return
        for one in self._client.messages(message.sid).media.list(limit=_MOST_MEDIA):
            url = TWILIO_API + str(one.uri).removesuffix(".json")
            yield Media(url, str(one.content_type or "")[:100])
