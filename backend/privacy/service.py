"""Forgetting a person: what they wrote, sent and are called goes; figures and their STOP stay.

Never commits. What the landlord's own software holds is not ours to erase.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from sqlalchemy import text
from sqlmodel import Session

from backend import jobs
from backend.agents.models import Agent
from backend.audit import service as audit
from backend.conversations import ownership
from backend.conversations.models import State
from backend.conversations.writing import topic_of
from backend.outbox import service as outbox
from backend.privacy import queries, tables
from backend.privacy.errors import NobodyFound, SharedTelephone, StillUnderWay
from backend.privacy.queries import Subject
from backend.sollicitations import service as sollicitations
from channels.phone import dialled

_RASA = text("SELECT to_regclass('rasa.events') IS NOT NULL")
_TRACKERS = text("DELETE FROM rasa.events WHERE sender_id = ANY(:talks)")


def find(session: Session, landlord: str, who: str) -> Subject:
    """Return what is kept of a telephone, or of a reference of the landlord's software.

    Raises NobodyFound where nothing is, SharedTelephone where several tenants have it.
    """
    phone = dialled(who)
    people = queries.people(session, landlord, phone=phone, reference=who.strip())
    if phone and len(people) > 1:
        raise SharedTelephone
    phones = queries.telephones(session, landlord, people) if people else [phone] if phone else []
    persons = [person.id or 0 for person in people]
    talks = queries.talks(session, landlord, persons, phones)
    ids = [talk.id for talk in talks]
    requests = queries.requests(session, landlord, persons, phones, ids)
    found = Subject(
        landlord,
        people,
        phones,
        talks,
        requests,
        queries.files(session, ids, [one.id or 0 for one in requests]),
    )
    if found.is_empty and not _is_kept(session, found):
        raise NobodyFound
    return replace(found, under_way=queries.under_way(session, found))


def erase(session: Session, landlord: str, who: str, *, by: Agent, now: datetime) -> Subject:
    """Forget who is meant, for good; raises NobodyFound, or StillUnderWay with nothing erased."""
    found = find(session, landlord, who)
    if found.under_way:
        raise StillUnderWay(found.under_way)
    _silence(session, found, now)
    values = _values(found) | {"now": now}
    for one in found.requests:
        sollicitations.anonymise(session, one.id or 0)
    for table, erased in tables.ERASED.items():
        session.execute(text(tables.statement(table, erased)), values)
    if session.execute(_RASA).scalar_one():
        session.execute(_TRACKERS, values)
    session.expire_all()
    _write_down(session, found, values, by=by, now=now)
    return found


def _is_kept(session: Session, found: Subject) -> bool:
    """Whether some table knows a telephone of which there is no conversation: a call, a visit."""
    values = _values(found)
    return bool(found.phones) and any(
        session.execute(text(tables.seeking(table, erased)), values).scalar_one()
        for table, erased in tables.ERASED.items()
    )


def _silence(session: Session, found: Subject, now: datetime) -> None:
    """End what the bot has with them, and keep their STOP without their number."""
    for talk in found.talks:
        if talk.state is State.BOT:
            ownership.end_with_bot(session, talk.id, now=now)
        outbox.forget(session, channel=talk.channel.value, contact=talk.contact)
    for phone in found.phones:
        outbox.forget(session, channel="sms", contact=phone)
        jobs.forget(session, [f"sms:{phone}", f"from:{phone}"])
    session.flush()


def _values(found: Subject) -> dict[str, Any]:
    digits = [phone.removeprefix("+") for phone in found.phones]
    return {
        "landlord": found.landlord,
        "persons": [person.id for person in found.people],
        "phones": list(found.phones),
        "traces": [f"%{quote_plus(number)}%" for number in digits],
        "talks": [talk.id for talk in found.talks],
        "topics": [topic_of(talk.id) for talk in found.talks],
        "requests": [one.id for one in found.requests],
        "codes": [one.code for one in found.requests],
        "addresses": [one.address for one in found.requests if one.address],
    }


def _write_down(
    session: Session, found: Subject, values: dict[str, Any], *, by: Agent, now: datetime
) -> None:
    """Write who erased how much, by numbers alone."""
    audit.write(
        session,
        landlord=found.landlord,
        by=by.login,
        what="person-erased",
        about=", ".join(f"person {number}" for number in values["persons"]) or "telephone",
        now=now,
        new={
            "conversations": len(found.talks),
            "requests": len(found.requests),
            "files": found.files,
        },
    )
