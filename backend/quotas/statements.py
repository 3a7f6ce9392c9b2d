"""The SQL of the steps: each is one statement, in one round trip.

Counters are locked after the lease, in the order of their ids, all of a step or none: steps of
different cases never wait for each other in a circle. A reservation that sees a full counter locks
none, for what follows in its unit of work locks more of them.
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

RESERVE = text(
    f"""
    WITH live AS MATERIALIZED (
        SELECT {_COLUMNS} FROM quota_lease WHERE case_id = :case AND state IN ('held', 'done')
    ), {_KNOWN}, locked AS MATERIALIZED (
        SELECT c.id, NOT c.closed AND c.completed + c.reserved < c.cap AS free
        FROM quota_counter c
        WHERE c.id IN (SELECT id FROM known WHERE own) AND NOT EXISTS (SELECT FROM live) AND (
            SELECT bool_and(free) AND count(*) = (SELECT count(DISTINCT margin) FROM known)
            FROM known WHERE own
        )
        ORDER BY c.id FOR UPDATE
    ), taken AS (
        UPDATE quota_counter c SET reserved = c.reserved + 1 FROM locked
        WHERE c.id = locked.id AND (SELECT bool_and(free) FROM locked)
        RETURNING c.id
    ), made AS (
        INSERT INTO quota_lease (plan_id, case_id, counter_ids, state, mode, expires_at, seen_at)
        SELECT :plan, :case, array_agg(id ORDER BY id), 'held', :mode, :until, :now
        FROM taken HAVING count(*) > 0
        RETURNING {_COLUMNS}
    ), full_one AS MATERIALIZED (
        SELECT min(id) AS id FROM (
            SELECT id FROM known WHERE own AND NOT free
            UNION ALL SELECT id FROM locked WHERE NOT free
        ) found
    ), told AS (
        INSERT INTO quota_event (at, plan_id, case_id, kind, counter_ids)
        SELECT :now, plan_id, case_id, 'reserved', counter_ids FROM made
        UNION ALL
        SELECT :now, :plan, :case, 'refused', array_remove(ARRAY[full_one.id], NULL) FROM full_one
        WHERE NOT EXISTS (SELECT FROM made) AND NOT EXISTS (SELECT FROM live)
    )
    SELECT lease.*, full_one.id AS full_id, (
        SELECT margin FROM known GROUP BY margin HAVING NOT bool_or(own) LIMIT 1
    ) AS uncovered
    FROM full_one LEFT JOIN (SELECT * FROM live UNION ALL SELECT * FROM made) lease ON true
    """  # noqa: S608
).bindparams(bindparam("names", type_=ARRAY(Text)))

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
