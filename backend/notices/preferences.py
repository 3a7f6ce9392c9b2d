"""How a tenant wants to be told: kept for who they are, and for the conversation.

Who wants no news is told none but what is urgent. What answers them is no news: where a request
that they ask about stands, an appointment that the agency takes back, a call that they asked for.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from backend.notices.models import NoticePreference, Way
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person


def prefer(session: Session, filed: Sollicitation, way: Way, *, by: str, now: datetime) -> None:
    """Keep how the tenant of a request wants to be told."""
    if filed.person_id is not None:
        _keep(session, "person_id", filed.person_id, way, by=by, now=now)
    if filed.conversation_id is not None:
        _keep(session, "conversation_id", filed.conversation_id, way, by=by, now=now)


def prefer_in(session: Session, conversation_id: str, way: Way, *, by: str, now: datetime) -> None:
    """Keep how whoever is in a conversation wants to be told, of what is filed there later too."""
    _keep(session, "conversation_id", conversation_id, way, by=by, now=now)


def _keep(
    session: Session, key: str, value: int | str, way: Way, *, by: str, now: datetime
) -> None:
    row = {"way": way, "set_by": by, "set_at": now}
    statement = insert(NoticePreference).values(**{key: value}, **row)
    session.execute(statement.on_conflict_do_update(index_elements=[key], set_=row))


def way_of(session: Session, filed: Sollicitation) -> Way | None:
    """Return how the tenant of a request wants to be told: what was said last; None by default."""
    people = [filed.person_id] if filed.person_id is not None else []
    return _last(session, people, filed.conversation_id)


def wants_none(session: Session, conversation_id: str | None, phone: str | None) -> bool:
    """Tell whether whoever is in a conversation, or has a telephone, wants no news."""
    query = select(Person.id).where(Person.phone == phone)
    people = [one for one in session.exec(query) if one is not None] if phone else []
    return _last(session, people, conversation_id) is Way.NONE


def _last(session: Session, people: Sequence[int], conversation_id: str | None) -> Way | None:
    """Return what was said last by these people or in this conversation; of nobody, nothing."""
    same: list[ColumnElement[bool]] = [col(NoticePreference.person_id).in_(people)]
    if conversation_id is not None:
        same.append(col(NoticePreference.conversation_id) == conversation_id)
    query = select(NoticePreference.way).where(or_(*same))
    last = query.order_by(col(NoticePreference.set_at).desc(), col(NoticePreference.id).desc())
    found = session.exec(last.limit(1)).first()
    return Way(found) if found else None
