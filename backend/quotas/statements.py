"""The SQL of the steps: each is one statement, in one round trip.

Counters are locked after the lease, in the order of their ids, all of a step or none: steps of
different cases never wait for each other in a circle. A reservation that sees a full counter locks
none, for what follows in its unit of work locks more of them. `RESERVE` is in the driver's own
words, for it is executed by the driver.
"""

from sqlalchemy import ARRAY, Integer, Text, bindparam, text

# The space of advisory locks that cases are held in.
CASES = 7_405_241
HOLD = text("SELECT pg_advisory_xact_lock(:space, :case)")

# The margins that somebody's known categories decide, and their counters in these.
_KNOWN = """
    known AS MATERIALIZED (
        SELECT id, margin, dims <@ CAST(:dims AS jsonb) AS own,
            NOT closed AND completed + reserved < cap AS free
        FROM quota_counter WHERE plan_id = :plan AND margin <@ CAST(:names AS text[])
    )
"""
_COLUMNS = "id, plan_id, case_id, counter_ids, state, mode, expires_at, seen_at"

# The lease is written first: its unique index lets those of one case wait for each other, whether
# this statement's snapshot sees them or not. Then the counters; where one was filled meanwhile,
# none is moved, and whoever asked takes the lease back in the same unit of work.
RESERVE = """
    WITH known AS MATERIALIZED (
        SELECT id, margin, dims <@ %(dims)s::jsonb AS own,
            NOT closed AND completed + reserved < cap AS free
        FROM quota_counter WHERE plan_id = %(plan)s AND margin <@ %(names)s::text[]
    ), made AS (
        INSERT INTO quota_lease (plan_id, case_id, counter_ids, state, mode, expires_at, seen_at)
        SELECT %(plan)s, %(case)s, array_agg(id ORDER BY id), 'held', %(mode)s, %(until)s, %(now)s
        FROM known WHERE own
        HAVING bool_and(free) AND count(*) = (SELECT count(DISTINCT margin) FROM known)
        ON CONFLICT (case_id) WHERE state IN ('held', 'done') DO NOTHING
        RETURNING id, counter_ids
    ), locked AS MATERIALIZED (
        SELECT c.id, NOT c.closed AND c.completed + c.reserved < c.cap AS free
        FROM quota_counter c WHERE c.id IN (SELECT unnest(counter_ids) FROM made)
        ORDER BY c.id FOR UPDATE
    ), taken AS (
        UPDATE quota_counter c SET reserved = c.reserved + 1 FROM locked
        WHERE c.id = locked.id AND (SELECT bool_and(free) FROM locked)
        RETURNING c.id
    ), told AS (
        INSERT INTO quota_event (at, plan_id, case_id, kind, counter_ids)
        SELECT %(now)s, %(plan)s, %(case)s, 'reserved', counter_ids FROM made
        WHERE EXISTS (SELECT FROM taken)
    )
    SELECT id, counter_ids, EXISTS (SELECT FROM taken) AS taken FROM made
"""

# Why a reservation made nothing: the case's own lease, a full counter, a category without one.
STANDS = text(
    f"""
    WITH {_KNOWN}, live AS MATERIALIZED (
        SELECT {_COLUMNS} FROM quota_lease WHERE case_id = :case AND state IN ('held', 'done')
    ), seen AS (
        SELECT min(id) FILTER (WHERE own AND NOT free) AS full_id,
            coalesce(bool_and(free) FILTER (WHERE own), false) AS open
        FROM known
    )
    SELECT live.*, seen.full_id, seen.open, (
        SELECT margin FROM known GROUP BY margin HAVING NOT bool_or(own) LIMIT 1
    ) AS uncovered
    FROM seen LEFT JOIN live ON true
    """  # noqa: S608
).bindparams(bindparam("names", type_=ARRAY(Text)))
TAKE_BACK = text("DELETE FROM quota_lease WHERE id = :lease")

COVER = text(
    f"""
    WITH {_KNOWN}
    SELECT array_agg(id ORDER BY id) FILTER (WHERE own) AS ids,
        count(*) FILTER (WHERE own) = count(DISTINCT margin) AS every_known,
        count(*) FILTER (WHERE own) = (
            SELECT count(DISTINCT margin) FROM quota_counter WHERE plan_id = :plan
        ) AS whole
    FROM known
    """  # noqa: S608
).bindparams(bindparam("names", type_=ARRAY(Text)))

_END = """
    WITH due AS MATERIALIZED (
        SELECT id, plan_id, case_id, counter_ids FROM quota_lease
        WHERE state = 'held' AND {which}
    ), ended AS (
        UPDATE quota_lease l SET state = :state FROM due WHERE l.id = due.id
    ), moved AS MATERIALIZED (
        SELECT counter AS id, count(*) AS places FROM due, unnest(counter_ids) counter GROUP BY 1
    ), locked AS MATERIALIZED (
        SELECT c.id FROM quota_counter c WHERE c.id IN (SELECT id FROM moved)
        ORDER BY c.id FOR UPDATE
    ), given_back AS (
        UPDATE quota_counter c SET reserved = c.reserved - moved.places,
            completed = c.completed + CASE WHEN :state = 'done' THEN moved.places ELSE 0 END
        FROM moved JOIN locked USING (id) WHERE c.id = moved.id
    ), told AS (
        INSERT INTO quota_event (at, plan_id, case_id, kind, counter_ids)
        SELECT :now, plan_id, case_id, :kind, counter_ids FROM due
    )
    SELECT count(*) FROM due
"""
END_CASE = text(_END.format(which="case_id = :case FOR UPDATE"))
END_THESE = text(_END.format(which="id = ANY(:ids) ORDER BY id FOR UPDATE")).bindparams(
    bindparam("ids", type_=ARRAY(Integer))
)
END_DUE = text(_END.format(which="expires_at <= :now ORDER BY id FOR UPDATE SKIP LOCKED"))

STALE = text(
    f"""
    SELECT {_COLUMNS} FROM quota_lease
    WHERE state = 'held' AND mode = :mode AND seen_at <= :before AND :counter = ANY(counter_ids)
    ORDER BY seen_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    """  # noqa: S608
)
