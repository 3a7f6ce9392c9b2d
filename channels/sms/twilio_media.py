"""Fetch what came with an MMS: from Twilio's own hosts, over https, within limits, never further.

The address stands in a request that anybody may have sent, had the signature been broken: it is
believed only where it names our own account at Twilio. Twilio answers with a redirect to its media
host (https://www.twilio.com/docs/messaging/api/media-resource: the account's authentication is
asked for; support article 223183748: the secured address is at mms.twiliocdn.com). Where that name
leads is looked up once, checked to be a public address, and connected to as it was checked.
"""

import ipaddress
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, InvalidURL
from urllib.parse import SplitResult, urlsplit

from channels.errors import MediaRefused, MediaUnavailable

API_HOST = "api.twilio.com"
MEDIA_HOST = "mms.twiliocdn.com"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({401, 403, 404, 408, 425, 429})
_MOST_STEPS = 3
_CHUNK = 64 * 1024
_PORT = 443

Resolve = Callable[[str], Sequence[str]]


def resolve(host: str) -> Sequence[str]:
    """Return the addresses of a host, as the machine's own resolver has them."""
    found = socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class _Pinned(HTTPSConnection):
    """Connects to an address that was checked, and asks its certificate for the host's name."""

    def __init__(self, host: str, address: str, timeout: float) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, _PORT, timeout=timeout, context=self._trust)
        self._address = address

    def connect(self) -> None:
        """Connect without asking for the name again: its answer may have changed."""
        plain = socket.create_connection((self._address, _PORT), self.timeout)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


@dataclass(frozen=True)
class _Answer:
    status: int
    location: str
    content: bytes


class TwilioMedia:
    """Fetches one file at a time; `api_base_url` stands for both of Twilio's hosts in tests."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        largest: int,
        api_base_url: str | None = None,
        timeout: float = 5.0,
        resolve: Resolve = resolve,
    ) -> None:
        self._path = f"/2010-04-01/Accounts/{account_sid}/"
        self._known = bool(account_sid)
        self._key = "Basic " + b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._largest, self._timeout, self._resolve = largest, timeout, resolve
        self._double = urlsplit(api_base_url) if api_base_url else None

    def fetch(self, url: str) -> bytes:
        """Return the bytes behind an address of our account.

        Raises MediaRefused for what will never be fetched, MediaUnavailable for what may pass.
        """
        ends = time.monotonic() + self._timeout
        parts = _checked(url, API_HOST)
        if not self._known or not parts.path.startswith(self._path):
            raise MediaRefused("The address is none of our account.")
        for _ in range(_MOST_STEPS):
            answer = self._get(parts, ends)
            if answer.status not in _REDIRECTS:
                return _content(answer)
            parts = _checked(answer.location, MEDIA_HOST)
        raise MediaRefused("The address leads from one to the next.")

    def _get(self, parts: SplitResult, ends: float) -> _Answer:
        # Our key is for the first host alone.
        headers = {"Authorization": self._key} if parts.hostname == API_HOST else {}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = self._connection(parts.hostname or "", _left(ends))
        try:
            connection.connect()
            plain = connection.sock
            connection.request("GET", target, headers=headers)
            return self._read(connection.getresponse(), plain, ends)
        except (InvalidURL, ValueError):
            raise MediaRefused("The address cannot be asked for.") from None
        except (OSError, HTTPException) as error:
            raise MediaUnavailable(f"No answer ({type(error).__name__}).") from None
        finally:
            connection.close()

    def _connection(self, host: str, timeout: float) -> HTTPConnection:
        if self._double is not None:
            return HTTPConnection(self._double.hostname or "", self._double.port, timeout=timeout)
        try:
            addresses = self._resolve(host)
        except OSError:
            raise MediaUnavailable("The host's name cannot be looked up.") from None
        if not addresses or not all(map(_is_public, addresses)):
            raise MediaRefused("The host's name leads into a private network.")
        return _Pinned(host, addresses[0], timeout)

    def _read(self, response: HTTPResponse, plain: socket.socket, ends: float) -> _Answer:
        location = response.getheader("Location", "") or ""
        if response.status != 200:
            return _Answer(response.status, location, b"")
        if int(response.getheader("Content-Length") or 0) > self._largest:
            raise MediaRefused("The file is too large.")
        content = bytearray()
        while True:
            plain.settimeout(_left(ends))
            chunk = response.read1(_CHUNK)
            content += chunk
            if len(content) > self._largest:
                raise MediaRefused("The file is too large.")
            if not chunk:
                return _Answer(200, location, bytes(content))


def _is_public(address: str) -> bool:
    """Whether an address is anybody's on the internet; one of IPv4 in IPv6 clothes is unpacked."""
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast


def _checked(url: str, host: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        ours = (parts.scheme, parts.hostname) == ("https", host) and parts.port in (None, _PORT)
    except ValueError:
        raise MediaRefused("The address cannot be read.") from None
    if not ours or "@" in parts.netloc:
        raise MediaRefused("The address is none of Twilio's.")
    return parts


def _content(answer: _Answer) -> bytes:
    if answer.status == 200 and answer.content:
        return answer.content
    if answer.status in _LATER or answer.status >= 500:
        raise MediaUnavailable(f"Twilio answered {answer.status}.")
    raise MediaRefused(f"Twilio answered {answer.status}.")


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise MediaUnavailable("The file does not come in time.")
    return left
