"""Reads a tenant's message: who, where, since when, how to reach them, and what is left.

Pure: no database, no clock. A value is what the tenant wrote, except a telephone (E.164) and the
capitals of a name.
"""

import re
from dataclasses import dataclass

from backend.hearing.text import MASK, Found, Sheet, fold
from backend.sollicitations.details import (
    addresses,
    availability,
    moments,
    names,
    phones,
    places,
)
from backend.sollicitations.details.addresses import is_complete
from backend.sollicitations.details.phones import shown

__all__ = [
    "Details",
    "is_complete",
    "read",
    "shown",
]


@dataclass(frozen=True)
class Details:
    """What a message tells; `rest` is what is left of it, `bad_phone` a number that is none."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    complement: str | None = None
    since: str | None = None
    place: str | None = None
    availability: str | None = None
    bad_phone: str | None = None
    rest: str = ""

    def told(self) -> dict[str, str]:
        """Return the form's values that the message holds."""
        fields = ("name", "phone", "address", "since", "place", "availability")
        return {f: getattr(self, f) for f in fields if getattr(self, f)}


class _Reader:
    """Reads one detail after the other, crossing out what is read."""

    def __init__(self, text: str, asked: str | None) -> None:
        self.sheet = Sheet(text)
        self.asked = asked

    def take(self, found: Found | None) -> str | None:
        if found is None or not found.value:
            return None
        self.sheet.cross_out(found)
        return found.value

    def since(self) -> str | None:
        found = moments.find_lead(self.sheet)
        if found is None and self.asked == "since":
            found = moments.read_asked(self.sheet)
        return self.take(found)

    def availability(self) -> str | None:
        asked = self.asked == "availability"
        found = availability.find_led(self.sheet) or availability.find_bare(self.sheet, asked=asked)
        return self.take(found)

    def address(self) -> str | None:
        return self.take(addresses.find_address(self.sheet, asked=self.asked == "address"))

    def name(self, *, beside: bool) -> str | None:
        found = names.find_introduced(self.sheet)
        if found is None and self.asked == "name":
            found = names.read_asked(self.sheet)
        if found is None and beside:
            found = names.find_left_over(self.sheet)
        return self.take(found)


_AROUND = re.compile(
    r"^(?:(?:et|ou|c'?est|c|mon|ma|le|la|les|au|a|de|numero|num|tel\w*|portable|adresse|nom|je suis"
    r"|j'?habite|dispo"
    r"|bonjour|bjr|bonsoir|slt|salut|merci|svp|stp|voila|voici|oui|non|ok|euh|hello|hi|thanks"
    r"|please|hola|gracias"
    r"|ola|bom dia|buenos dias|buenas|good morning|egun on|fixe|ou|obrigad[oa]|kaixo|je|j'|vis|vivo"
    r"|en|moro|na|da|naiz|live|in|est|my|is|phone|at|number"
    r"|i am|ici|alors|donc|sinon|aussi|pour|moi)\b[\s:,.']*)+$"
)


def _left(sheet: Sheet) -> str:
    """Return what is left of the message, without the small words around what was read."""
    kept = []
    for piece in re.split(rf"[{MASK}\n]+", sheet.text):
        piece = piece.strip(" ,;:.-/()'\"")
        if piece and not _AROUND.match(fold(piece)):
            kept.append(piece)
    return re.sub(r"\s+", " ", ", ".join(kept)).strip()


def read(text: str, asked: str | None = None) -> Details:
    """Return the details of a message; a bare answer is what the form `asked` for."""
    reader = _Reader(text, asked)
    phone_found = phones.find_phone(reader.sheet, asked=asked == "phone")
    phone = reader.take(phone_found)
    while phone and (another := phones.find_phone(reader.sheet, asked=False)):
        reader.take(another)
    bad = None
    if phone is None and asked != "address":
        attempt = phones.find_attempt(reader.sheet, asked=asked == "phone")
        bad = reader.take(attempt) if attempt else None
    address = reader.address()
    complement = None
    if address is None:
        found = addresses.find_complement(reader.sheet)
        complement = reader.take(found)
    since = reader.since()
    told_availability = reader.availability()
    if since is None:
        since = reader.take(moments.find_alone(reader.sheet))
    name = reader.name(beside=bool(phone or address))
    place_found = places.find_place(reader.sheet)
    return Details(
        name=name,
        phone=phone,
        address=address,
        complement=complement,
        since=since,
        place=place_found.value if place_found else None,
        availability=told_availability,
        bad_phone=bad,
        rest=_left(reader.sheet),
    )


def address_in(text: str) -> str | None:
    """Return the address that a message tells without being asked; None where it tells none."""
    return read(text).address
