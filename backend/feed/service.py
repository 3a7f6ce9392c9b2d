"""Telling those who wait that something changed.

Events are written at the very end of the unit of work that caused them, under one advisory lock,
so that their ids follow the order of commits and a reader of "greater than the last" misses none.
Writing them last also means that who holds that lock never waits for another one.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session, col, select

from backend.clock import now
from backend.feed.models import FeedEvent

CHANNEL = "loge_feed"
SIGNS = "loge_signs"
EVERY_TOPIC = "*"
_PENDING = "feed.pending"
_LOCK = 7_064_321
# PostgreSQL takes a notification of less than 8 000 bytes.
_LONGEST_TOPICS = 7_000
# One statement, hence one round trip under the lock. The ids are drawn row by row from what waited
# for the lock, in the order in which the events were told.
_WRITE = text(
    """
    WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock(:lock)),
    written AS (
        INSERT INTO feed_event (topic, kind, payload, created_at)
        SELECT told.event ->> 0, told.event ->> 1, told.event -> 2, :now
        FROM held, jsonb_array_elements(CAST(:events AS jsonb)) WITH ORDINALITY AS told (event, n)
        ORDER BY told.n
        RETURNING id
    )
    SELECT pg_notify(:channel, concat_ws(' ', max(id), CAST(:topics AS text))) FROM written
    """
)


# Ids follow the order of commits, clocks nearly: what is deleted is all before one id, so that the
# oldest id that is left tells how far back a stream may be read.
_PRUNE = text(
    """
    WITH oldest AS (SELECT id, created_at FROM feed_event ORDER BY id LIMIT :most)
    DELETE FROM feed_event USING (
        SELECT coalesce(min(id) FILTER (WHERE created_at >= :before), max(id)) AS id FROM oldest
    ) AS kept
    WHERE feed_event.id < kept.id
    """
)


def publish(session: Session, topic: str, kind: str, payload: dict[str, Any]) -> None:
    """Write one event with the unit of work of `session`, when it commits.

    A topic is a word of ASCII, without spaces: the notification lists them.
    """
    session.info.setdefault(_PENDING, []).append((topic, kind, payload))


def sign(session: Session, topic: str, kind: str, payload: dict[str, Any]) -> None:
    """Tell who looks at a topic now, once the unit of work commits: somebody writes, or looks too.

    It is kept nowhere and told to nobody later. The payload is small: a notification holds 8 kB.
    """
    told = json.dumps([topic, kind, payload])
    session.execute(text("SELECT pg_notify(:channel, :told)"), {"channel": SIGNS, "told": told})


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    pending = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    topics = " ".join(dict.fromkeys(topic for topic, _, _ in pending))
    values = {
        "lock": _LOCK,
        "now": now(),
        "events": json.dumps(pending),
        "channel": CHANNEL,
        "topics": topics if len(topics) < _LONGEST_TOPICS else EVERY_TOPIC,
    }
    session.execute(_WRITE, values)


@event.listens_for(Session, "after_rollback")
def _forget_pending(session: Session) -> None:
    session.info.pop(_PENDING, None)


def since(
    session: Session, last: int, *, topic: str | None = None, limit: int = 1000
) -> Sequence[FeedEvent]:
    """Return the events after `last`, in order, of one topic or of all."""
    query = select(FeedEvent).where(col(FeedEvent.id) > last).order_by(col(FeedEvent.id))
    if topic is not None:
        query = query.where(FeedEvent.topic == topic)
    return session.exec(query.limit(limit)).all()


def last_id(session: Session) -> int:
    """Return the id of the newest event; 0 when there is none."""
    found = session.exec(select(FeedEvent.id).order_by(col(FeedEvent.id).desc()).limit(1)).first()
    return found or 0


def is_pruned(session: Session, last: int) -> bool:
    """Tell whether events after `last` may be there no more."""
    oldest = session.exec(select(FeedEvent.id).order_by(col(FeedEvent.id)).limit(1)).first()
    return oldest is not None and last < oldest - 1


def prune(session: Session, *, before: datetime, most: int) -> int:
    """Delete the events of before a moment, of the `most` oldest; return how many that were.

    One is always left, the mark up to where the feed was pruned.
    """
    found: Any = session.execute(_PRUNE, {"before": before, "most": most})
    return int(found.rowcount)
