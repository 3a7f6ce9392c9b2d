"""Proof that a request comes from Twilio: its signature over the public URL and the form."""

from collections.abc import Iterable, Mapping
from typing import Protocol
from urllib.parse import urldefrag

from twilio.request_validator import RequestValidator, get_signature_algorithm

from channels.errors import BadSignature

SIGNATURE_HEADER = "X-Twilio-Signature"
SIGNATURE_SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"


class MultiItems(Protocol):
    """A form whose keys may repeat, such as Starlette's FormData."""

    def multi_items(self) -> Iterable[tuple[str, object]]:
        """Return every pair, repeated keys included."""
        ...


Form = Mapping[str, str] | Iterable[tuple[str, str]] | MultiItems


class _Fields(dict[str, list[str]]):
    """What the validator reads repeated keys from (`dict(form)` would keep only one of them)."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def verify(
    url: str,
    form: Form,
    signature: str | None,
    auth_token: str,
    *,
    settings_header: str | None = None,
) -> None:
    """Return when the signature is Twilio's for exactly this URL and form.

    `url` is the public one that Twilio was given (never rebuilt from the Host header), with
    its query; a port of 443 or 80 may be there or not, and a fragment (`#rc=5`) is Twilio's
    own setting and is not signed. `settings_header` names the algorithm where it is not the
    default. Raises BadSignature, also for a header that is missing or cannot be read.
    """
    if not signature:
        raise BadSignature("The request carries no signature.", present=False)
    algorithm = get_signature_algorithm(settings_header)
    try:
        validator = RequestValidator(auth_token)
        valid = validator.validate(urldefrag(url).url, _fields(form), signature, algorithm)
    except ValueError as error:
        raise BadSignature("The signed content cannot be read.", present=True) from error
    if not valid:
        raise BadSignature("The signature does not match the request.", present=True)


def sign(url: str, form: Form, auth_token: str) -> str:
    """Return the signature that Twilio would send: the simulator and the tests sign with it."""
    signature = RequestValidator(auth_token).compute_signature(urldefrag(url).url, _fields(form))
    return str(signature)


def _fields(form: Form) -> _Fields:
    fields = _Fields()
    for name, value in _pairs(form):
        fields.setdefault(name, []).append(str(value))
    return fields


def _pairs(form: Form) -> Iterable[tuple[str, object]]:
    multi_items = getattr(form, "multi_items", None)
    if multi_items is not None:
        pairs: Iterable[tuple[str, object]] = multi_items()
        return pairs
    return form.items() if isinstance(form, Mapping) else form  # type: ignore[return-value]
