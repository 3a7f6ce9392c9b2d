"""What Open311 shows and takes: services are our categories, a service request is a sollicitation.

A code alone shows what it shows everywhere: where the request stands. What a tenant wrote and where
they live is for a key with the scope of it. The functions take a session and never commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from backend.conversations.writing import QUEUE_TOPIC
from backend.feed.service import publish
from backend.i18n import translator
from backend.incidents.filing import file_for
from backend.open311 import queries, reading
from backend.open311.errors import ArgumentUnknown, BadArgument
from backend.open311.queries import Row
from backend.open311.reading import ATTRIBUTES, Filters
from backend.sollicitations import codes
from backend.sollicitations import service as sollicitations
from backend.sollicitations.category import CATEGORIES, PAPERWORK
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import Question
from backend.sollicitations.states import State, is_open
from backend.tenants import service as tenants
from knowledge import Knowledge

CHANNEL = "open311"
Item = dict[str, Any]


def services(language: str) -> list[Item]:
    """Return the services: our categories, in words."""
    return [_service(category, language) for category in CATEGORIES]


def _service(category: str, language: str) -> Item:
    said = translator(language)
    group = "open311_group_papers" if category in PAPERWORK else "open311_group_home"
    name = _name(category, language)
    return {
        "service_code": category,
        "service_name": name,
        "description": name,
        "metadata": category not in PAPERWORK,
        "type": "realtime",
        "keywords": category,
        "group": said(group),
    }


def _name(category: str, language: str) -> str:
    name = translator(language)(f"category_{category}")
    return name[:1].upper() + name[1:]


def definition(code: str, language: str) -> Item:
    """Return what may be told of a service: the questions of the bot's form, then the triage's."""
    asked = ATTRIBUTES if known(code) not in PAPERWORK else ()
    said = translator(language)
    told = [_attribute(name, said(f"ask_{name}"), ()) for name in asked]
    for one in sollicitations.questions_of(code):
        values = [(key, _choice(one, key, language)) for key in reading.choices_of(one)]
        told.append(_attribute(one.key, said(f"triage_{one.key}"), values))
    return {
        "service_code": code,
        "attributes": [{**one, "order": order} for order, one in enumerate(told, 1)],
    }


def _attribute(name: str, description: str, values: Sequence[tuple[str, str]]) -> Item:
    return {
        "variable": True,
        "code": name,
        "datatype": "singlevaluelist" if values else "string",
        "required": False,
        "datatype_description": None,
        "order": 0,
        "description": description,
        "values": [{"key": key, "name": words} for key, words in values],
    }


def _choice(question: Question, key: str, language: str) -> str:
    [(_, words)] = sollicitations.lines({question.key: key}, language)
    return words


def known(code: str) -> str:
    """Return a service's code; raises ArgumentUnknown for one that we do not have."""
    if code not in CATEGORIES:
        raise ArgumentUnknown("service_code")
    return code


def file(
    session: Session,
    knowledge: Knowledge,
    landlord: str,
    given: Mapping[str, str],
    *,
    by: str,
    now: datetime,
) -> Sollicitation:
    """File the request that a form tells, for a landlord."""
    told = reading.told(given, landlord, known(given["service_code"]))
    if told.residence and tenants.residence(session, landlord, told.residence) is None:
        raise BadArgument("address_id")
    filed = file_for(session, knowledge, told, by=by, channel=CHANNEL, now=now)
    publish(session, QUEUE_TOPIC, "sollicitation", {"conversation": None, "landlord": landlord})
    return filed


def requests(
    session: Session, landlord: str, wanted: Filters, *, personal: bool, language: str
) -> list[Item]:
    """Return the requests that pass the filters; codes are read however they are written."""
    parsed = tuple(code for one in wanted.codes if (code := codes.parse(one)))
    if wanted.codes and not parsed:
        return []
    for service in wanted.services:
        known(service)
    found = queries.requests(session, landlord, replace(wanted, codes=parsed))
    return [_shown(row, personal=personal, language=language) for row in found]


def _shown(row: Row, *, personal: bool, language: str) -> Item:
    one, agency, due = row
    said = translator(language)
    due = due if is_open(State(one.state)) else None
    return {
        "service_request_id": one.code,
        "status": "open" if is_open(State(one.state)) else "closed",
        "status_notes": said(f"state_{one.state}"),
        "service_name": _name(one.category, language),
        "service_code": one.category,
        "description": (one.description or None) if personal else None,
        "agency_responsible": agency if personal else None,
        "service_notice": None,
        "requested_datetime": _w3(one.opened_at),
        "updated_datetime": _w3(one.updated_at),
        "expected_datetime": _w3(due) if due else None,
        "address": (one.address or None) if personal else None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _w3(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
