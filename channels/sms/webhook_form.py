"""Read Twilio's forms into messages and status updates; odd values never break, they are data."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from channels.delivery import DeliveryStatus, StatusUpdate
from channels.errors import UnreadableRequest
from channels.messages import InboundMessage, Media, OptOutKeyword
from channels.phone import DEFAULT_REGION, sender_address
from channels.sms import REFERENCE_FIELD

Pairs = list[tuple[str, str]]

_MOST_FIELDS = 500
_MOST_MEDIA = 10
_LONGEST_ADDRESS = 2048
_LONGEST_REFERENCE = 200
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ERROR_CODE = re.compile(r"[0-9]{1,6}")


def read_pairs(body: bytes) -> Pairs:
    """Return every pair of a form in its order; bytes that are no UTF-8 become U+FFFD.

    Raises UnreadableRequest for more fields than Twilio can send.
    """
    try:
        return parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise UnreadableRequest("The form has too many fields.") from error


def first_values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the first value of each field, without NUL, which no database takes."""
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value.replace("\0", ""))
    return fields


def read_message(form: dict[str, str], region: str = DEFAULT_REGION) -> InboundMessage:
    """Return the message of a form; `sender` may be empty, a short code or a name.

    Raises UnreadableRequest without a MessageSid: it could not be told from a redelivery.
    """
    return InboundMessage(
        provider_id=_message_sid(form),
        sender=sender_address(form.get("From", ""), region),
        recipient=sender_address(form.get("To", ""), region),
        text=form.get("Body", ""),
        media=tuple(_media(form)),
        opt_out=_opt_out(form.get("OptOutType", "")),
        messaging_service=form.get("MessagingServiceSid") or None,
    )


def read_status(form: dict[str, str], query: str) -> StatusUpdate | None:
    """Return the status update of a callback, None for a status that we do not know.

    `query` is the raw query of the address, which carries our own reference.
    """
    provider_id = _message_sid(form)
    word = form.get("MessageStatus") or form.get("SmsStatus") or ""
    try:
        status = DeliveryStatus(word.strip().lower())
    except ValueError:
        return None
    code = form.get("ErrorCode", "")
    return StatusUpdate(
        provider_id=provider_id,
        status=status,
        reference=_reference(query),
        error_code=int(code) if _ERROR_CODE.fullmatch(code) else None,
    )


def _message_sid(form: dict[str, str]) -> str:
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if not _SID.fullmatch(sid):
        raise UnreadableRequest("MessageSid is missing or is no identifier.")
    return sid


def _media(form: dict[str, str]) -> Iterator[Media]:
    """Yield what is there, whatever NumMedia says (it may be 999, -1 or a word)."""
    for index in range(_MOST_MEDIA):
        url = form.get(f"MediaUrl{index}", "")
        if url and len(url) <= _LONGEST_ADDRESS:
            yield Media(url, form.get(f"MediaContentType{index}", "")[:100])


def _opt_out(word: str) -> OptOutKeyword | None:
    try:
        return OptOutKeyword(word.strip().upper())
    except ValueError:
        return None


def _reference(query: str) -> str | None:
    found = first_values(read_pairs(query.encode("latin-1", "replace"))).get(REFERENCE_FIELD)
    return found if found and len(found) <= _LONGEST_REFERENCE else None
