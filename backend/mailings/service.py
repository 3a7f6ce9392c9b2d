"""What may be done with a mailing: write it, look at it, approve it, pause it, correct it.

The functions take a session and never commit.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from backend import safety
from backend.agents.models import Agent
from backend.audit import service as audit
from backend.i18n import LANGUAGES
from backend.mailings import queries, reaching
from backend.mailings.errors import (
    MailingChanged,
    MailingFixed,
    MailingNotFound,
    MailingUnfinished,
    NobodyToMail,
    OwnMailing,
)
from backend.mailings.kinds import kinds
from backend.mailings.models import Mailing, MailingAuthor, MailingRecipient, MailingState
from backend.mailings.reaching import FIELD

CHOICES = ("agencies", "residences", "equipment", "languages", "rents")
LONGEST, LONGEST_NAME = 600, 80
_UNWRITTEN = re.compile(r"\[[^\]]*\]")
_MOVES = {
    MailingState.DRAFT: {MailingState.CANCELLED},
    MailingState.SENDING: {MailingState.PAUSED, MailingState.CANCELLED},
    MailingState.PAUSED: {MailingState.SENDING, MailingState.CANCELLED},
}


@dataclass(frozen=True)
class Draft:
    """What an author writes: a name, a kind, a text by language, and to whom."""

    name: str
    kind: str
    texts: Mapping[str, str]
    chosen: Mapping[str, Sequence[Any]]


def write(session: Session, by: Agent, draft: Draft, *, now: datetime) -> Mailing:
    """Write a mailing that nobody has approved; it may still be unfinished."""
    _check_kind(draft)
    made = Mailing(
        landlord=by.landlord,
        name="",
        kind=draft.kind,
        texts={},
        chosen={},
        written_by=by.id or 0,
        created_at=now,
    )
    session.add(made)
    return _written(session, made, by, draft)


def edit(session: Session, mailing: Mailing, by: Agent, draft: Draft) -> Mailing:
    """Change a draft; whoever does cannot approve it. Raises MailingFixed once it is approved."""
    if mailing.state is not MailingState.DRAFT:
        raise MailingFixed
    return _written(session, mailing, by, draft)


def correct(
    session: Session, mailing: Mailing, by: Agent, draft: Draft, *, now: datetime
) -> Mailing:
    """Write a correction to those who got a mailing, and to nobody else; it is approved anew.

    Raises MailingFixed for what reached nobody yet.
    """
    if mailing.state is MailingState.DRAFT:
        raise MailingFixed
    made = write(session, by, draft, now=now)
    made.corrects_id = mailing.id
    session.flush()
    return made


def _check_kind(draft: Draft) -> None:
    if draft.kind not in kinds():
        raise MailingUnfinished(["kind"])


def _written(session: Session, mailing: Mailing, by: Agent, draft: Draft) -> Mailing:
    _check_kind(draft)
    texts = {name: safety.clean(text).strip() for name, text in draft.texts.items()}
    mailing.name, mailing.kind = safety.clean(draft.name).strip()[:LONGEST_NAME], draft.kind
    mailing.texts = {name: text[:LONGEST] for name, text in texts.items() if text}
    mailing.chosen = {name: list(draft.chosen[name]) for name in CHOICES if draft.chosen.get(name)}
    mailing.written_by = by.id or 0
    session.add(mailing)
    session.flush()
    author = {"mailing_id": mailing.id, "agent_id": by.id}
    session.execute(insert(MailingAuthor).values(**author).on_conflict_do_nothing())
    return mailing


def of_landlord(session: Session, landlord: str, mailing_id: int, *, hold: bool = True) -> Mailing:
    """Return a mailing; raises MailingNotFound for none, and for another landlord's.

    Who only reads it does not hold it: working out a preview would keep it from leaving.
    """
    found = queries.of_id(session, landlord, mailing_id, hold=hold)
    if found is None:
        raise MailingNotFound
    return found


def problems(mailing: Mailing) -> list[str]:
    """Return why a mailing cannot leave as it is, none if it may: what its author has to mend."""
    return list(_problems(mailing))


def _problems(mailing: Mailing) -> Iterator[str]:
    if not mailing.name:
        yield "name"
    if not mailing.texts.get("fr"):
        yield "french"
    fields = kinds()[mailing.kind].fields
    for language in sorted(set(mailing.texts) - set(LANGUAGES)):
        yield f"language:{language}"
    for text in mailing.texts.values():
        yield from (f"field:{one}" for one in FIELD.findall(text) if one not in fields)
        yield from (f"unwritten:{one}" for one in _UNWRITTEN.findall(text))


def content(mailing: Mailing) -> str:
    """Return a name for what a mailing says and to whom: what a second person has read."""
    said = [mailing.name, mailing.kind, mailing.texts, mailing.chosen, mailing.corrects_id]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def approve(session: Session, mailing: Mailing, by: Agent, *, read: str, now: datetime) -> None:
    """Let a mailing leave: its recipients are fixed, and it is not edited any more.

    `read` names what was read. Raises OwnMailing for who wrote or changed it, MailingChanged,
    MailingUnfinished, NobodyToMail, or MailingFixed.
    """
    if mailing.state is not MailingState.DRAFT:
        raise MailingFixed
    if by.id in queries.authors(session, mailing):
        raise OwnMailing
    if read != content(mailing):
        raise MailingChanged
    if found := problems(mailing):
        raise MailingUnfinished(found)
    reached = reaching.whom(session, mailing).reached
    if not reached:
        raise NobodyToMail
    session.add_all(
        MailingRecipient(
            mailing_id=mailing.id or 0,
            person_id=tenant.person.id or 0,
            phone=tenant.person.phone or "",
        )
        for tenant in reached
    )
    mailing.state, mailing.approved_by, mailing.approved_at = MailingState.SENDING, by.id, now
    _note(session, mailing, by, "mailing-approved", now, {"people": len(reached), "content": read})


def move(
    session: Session, mailing: Mailing, by: Agent, state: MailingState, *, now: datetime
) -> None:
    """Pause, go on with or give up a mailing; raises MailingFixed for other moves."""
    if state not in _MOVES.get(mailing.state, set()):
        raise MailingFixed
    mailing.state = state
    if state is MailingState.CANCELLED:
        mailing.ended_at = now
    _note(session, mailing, by, f"mailing-{state}", now, {})


def _note(
    session: Session, mailing: Mailing, by: Agent, what: str, now: datetime, new: Mapping[str, Any]
) -> None:
    session.add(mailing)
    session.flush()
    about = f"mailing:{mailing.id}"
    audit.write(
        session, landlord=mailing.landlord, by=by.login, what=what, about=about, new=new, now=now
    )
