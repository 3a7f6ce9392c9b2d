"""Answers that are written once, filled with the tenant's own; nothing else is read in them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from backend import safety
from backend.agents.models import Agent
from backend.audit import service as audit
from backend.errors import BadInput
from backend.handover.models import CannedAnswer

FIELDS = ("nom", "adresse", "code", "agent", "bailleur")
LONGEST_TITLE, LONGEST = 80, 1_500
_FIELD = re.compile(r"\{([^{}]*)\}")


class AnswerRefused(BadInput):
    """An answer needs a title, words, and no field but those there are; nothing was changed."""

    type = "canned-answer-refused"

    def __init__(self) -> None:
        super().__init__("A title, words, and only the fields there are.")


def listed(session: Session, landlord: str) -> Sequence[CannedAnswer]:
    """Return a landlord's answers in use, by title."""
    query = select(CannedAnswer).where(
        CannedAnswer.landlord == landlord, col(CannedAnswer.removed_at).is_(None)
    )
    return session.exec(query.order_by(CannedAnswer.title)).all()


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the words with the tenant's own; what is not known stays to be seen as [nom]."""
    return _FIELD.sub(lambda found: values.get(found[1]) or f"[{found[1]}]", text)


def add(session: Session, by: Agent, *, title: str, text: str, now: datetime) -> CannedAnswer:
    """Keep an answer; raises AnswerRefused."""
    made = CannedAnswer(
        landlord=by.landlord, title=safety.clean(title).strip(), text=safety.clean(text).strip()
    )
    unknown = {field for field in _FIELD.findall(made.text) if field not in FIELDS}
    if not made.title or not made.text or unknown:
        raise AnswerRefused
    if len(made.title) > LONGEST_TITLE or len(made.text) > LONGEST:
        raise AnswerRefused
    session.add(made)
    told = {"title": made.title, "text": made.text}
    _note(session, by, made, "answer-added", now, new=told)
    return made


def remove(session: Session, by: Agent, answer_id: int, *, now: datetime) -> None:
    """Offer an answer no more; in silence where it is none of this landlord's."""
    found = session.get(CannedAnswer, answer_id)
    if found is None or found.landlord != by.landlord or found.removed_at is not None:
        return
    found.removed_at = now
    _note(session, by, found, "answer-removed", now, old={"title": found.title, "text": found.text})


def _note(
    session: Session,
    by: Agent,
    one: CannedAnswer,
    what: str,
    now: datetime,
    **states: Mapping[str, str],
) -> None:
    audit.write(
        session,
        landlord=one.landlord,
        by=by.login,
        what=what,
        about=one.title,
        now=now,
        **states,
    )
