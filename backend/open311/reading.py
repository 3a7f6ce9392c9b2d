"""What a system sends: a form within bounds, the filters of a list, a request to file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from fastapi import Request

from backend.hearing.text import clean
from backend.open311.errors import ArgumentMissing, BadArgument
from backend.sollicitations import service as sollicitations
from backend.sollicitations.service import Question, Told
from channels.errors import InvalidNumber
from channels.phone import normalise

_LARGEST = 64_000
_MOST_FIELDS = 100
LONGEST_DESCRIPTION = 4_000
_LONGEST = 200
_SPAN = timedelta(days=90)
_MOST_CODES = 100
_ATTRIBUTE = re.compile(r"attribute\[(\w+)\]")
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,12})?")
ATTRIBUTES = ("place", "since", "availability")


async def form(request: Request) -> dict[str, str]:
    """Return the fields of a form; raises BadArgument beyond the bounds, before all is read."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            raise BadArgument("body")
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise BadArgument("body") from error


@dataclass(frozen=True)
class Filters:
    """Which requests are wanted; `codes` overrides all others."""

    codes: tuple[str, ...]
    services: tuple[str, ...]
    statuses: frozenset[str]
    start: datetime
    end: datetime


def filters(given: Mapping[str, str], now: datetime) -> Filters:
    """Return the filters of a list: the last 90 days unless told; raises BadArgument."""
    codes = _listed(given.get("service_request_id", ""))
    if len(codes) > _MOST_CODES:
        raise BadArgument("service_request_id")
    statuses = frozenset(_listed(given.get("status", "")))
    if statuses - {"open", "closed"}:
        raise BadArgument("status")
    start, end = (_moment(given.get(name, ""), name) for name in ("start_date", "end_date"))
    try:
        last = end or (start + _SPAN if start else now)
        first = start or last - _SPAN
    except OverflowError as error:
        raise BadArgument("start_date" if start else "end_date") from error
    if not timedelta(0) <= last - first <= _SPAN:
        raise BadArgument("end_date")
    services = _listed(given.get("service_code", ""))
    return Filters(codes, services, statuses or frozenset({"open", "closed"}), first, last)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for piece in text.split(",") if (part := piece.strip()))


def _moment(text: str, name: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        # A plus sign that was not escaped came as a space.
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError as error:
        raise BadArgument(name) from error
    if found.tzinfo is None:
        raise BadArgument(name)
    return found


def told(given: Mapping[str, str], landlord: str, category: str) -> Told:
    """Return the request that a form tells; raises ArgumentMissing or BadArgument."""
    values = {name: clean(value) for name, value in given.items()}
    description = values.get("description", "")
    if len(description) > LONGEST_DESCRIPTION:
        raise BadArgument("description")
    names = (values.get("first_name", ""), values.get("last_name", ""))
    return Told(
        landlord=landlord,
        category=category,
        description=description,
        address=_address(values),
        residence=values.get("address_id") or None,
        name=" ".join(filter(None, names))[:_LONGEST] or None,
        phone=_phone(values.get("phone", "")),
        **_attributes(values),
        details=_details(values, category),
    )


def _address(values: Mapping[str, str]) -> str:
    """Return the location: an address, a place on the map, or nothing where a reference tells."""
    if written := values.get("address_string"):
        return " ".join(written.split())[:_LONGEST]
    lat, long = values.get("lat", ""), values.get("long", "")
    if lat or long:
        for name, value in (("lat", lat), ("long", long)):
            if not _DEGREES.fullmatch(value):
                raise BadArgument(name)
        return f"{lat}, {long}"
    if values.get("address_id"):
        return ""
    raise ArgumentMissing("address_string")


def _phone(text: str) -> str | None:
    try:
        return normalise(text) if text else None
    except InvalidNumber as error:
        raise BadArgument("phone") from error


def _attributes(values: Mapping[str, str]) -> dict[str, str]:
    """Return what answers the form's own questions."""
    found = {name: value[:_LONGEST] for name, value in _told(values) if name in ATTRIBUTES}
    return {name: value for name, value in found.items() if value}


def _details(values: Mapping[str, str], category: str) -> dict[str, str]:
    """Return the answers to the triage's questions; raises BadArgument for what is none."""
    asked = {one.key: one for one in sollicitations.questions_of(category)}
    found = {}
    for name, value in _told(values):
        if name in ATTRIBUTES or not value:
            continue
        question = asked.get(name)
        choices = choices_of(question) if question else ()
        if question is None or (choices and value not in choices):
            raise BadArgument(f"attribute[{name}]")
        found[name] = value[:_LONGEST]
    return found


def choices_of(question: Question) -> Sequence[str]:
    """Return what a question may be answered with; nothing where the words are free."""
    return ("yes", "no") if question.yes_no else tuple(question.choices)


def _told(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(m[1], text) for name, text in values.items() if (m := _ATTRIBUTE.fullmatch(name))]
