"""Which addresses may be written to: https, and only what is outside, at the moment of sending.

A name is resolved here and the request goes to the address that was looked at, so that a name which
changes in between leads nowhere else.
"""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from backend.webhooks.errors import AddressRefused

_LONGEST = 500
_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address as it is written to: by number, under its name."""

    url: httpx.URL
    host: str
    name: str


def check(url: str, *, loopback: bool) -> httpx.URL:
    """Return an address that may be subscribed; raises AddressRefused."""
    try:
        read = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError) as error:
        raise AddressRefused("unreadable") from error
    if len(url) > _LONGEST or not read.host or not read.raw_path.isascii():
        raise AddressRefused("unreadable")
    if read.scheme != "https" and not (loopback and read.scheme == "http"):
        raise AddressRefused("not-https")
    if read.userinfo or read.fragment:
        raise AddressRefused("unreadable")
    try:
        literal = str(ip_address(read.host))
    except ValueError:
        return read
    if not is_allowed(literal, loopback=loopback):
        raise AddressRefused("not-outside")
    return read


def is_allowed(address: str, *, loopback: bool) -> bool:
    """May this number be written to? Only what is global; this machine where a setting says so."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        found = _inner(found)
    if loopback and found.is_loopback:
        return True
    return found.is_global and not found.is_multicast


def _inner(found: IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address of the other kind that this one wraps, which is where it leads."""
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFF_FFFF)
    return found.ipv4_mapped or found.sixtofour or found


async def resolve(url: str, *, loopback: bool) -> Target:
    """Return where a request goes; raises AddressRefused unless every number may be written to."""
    read = check(url, loopback=loopback)
    port = read.port or (443 if read.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            read.host, port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise AddressRefused("no-such-host") from error
    numbers = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not numbers or not all(is_allowed(one, loopback=loopback) for one in numbers):
        raise AddressRefused("not-outside")
    return Target(read.copy_with(host=numbers[0]), read.netloc.decode(), read.host)
