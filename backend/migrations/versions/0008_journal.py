"""Everything that happens to a request is an event, which nothing changes afterwards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"

_APPEND_ONLY = """
    CREATE FUNCTION refuse_to_change_events() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('loge.anonymising', true) = 'on' THEN
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        RAISE EXCEPTION 'the events of a request are only ever added'
            USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER sollicitation_event_is_append_only
        BEFORE UPDATE OR DELETE ON sollicitation_event
        FOR EACH ROW EXECUTE FUNCTION refuse_to_change_events();
    CREATE TRIGGER sollicitation_event_is_never_emptied
        BEFORE TRUNCATE ON sollicitation_event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_events();
    -- What people wrote goes; that something happened, when, and by whom stays.
    CREATE FUNCTION anonymise_events(request integer) RETURNS void LANGUAGE sql
        SET loge.anonymising = 'on' AS $$
        UPDATE sollicitation_event SET note = NULL,
            what = CASE WHEN kind IN ('address', 'note', 'work_order') THEN NULL ELSE what END
        WHERE sollicitation_id = request
    $$;
"""


def upgrade() -> None:
    """Add what an event is about, who has a request, and what it was merged into or split from."""
    op.add_column(
        "sollicitation_event",
        sa.Column("kind", sa.String(length=40), nullable=False, server_default="state"),
    )
    op.alter_column("sollicitation_event", "kind", server_default=None)
    op.add_column("sollicitation_event", sa.Column("what", JSONB(), nullable=True))
    op.add_column("sollicitation", sa.Column("role", sa.String(), nullable=True))
    for column, table in (
        ("assigned_to", "agent"),
        ("merged_into", "sollicitation"),
        ("split_from", "sollicitation"),
    ):
        op.add_column("sollicitation", sa.Column(column, sa.Integer(), nullable=True))
        op.create_foreign_key(None, "sollicitation", table, [column], ["id"])
    for column in ("role", "assigned_to", "merged_into", "split_from"):
        op.create_index(f"ix_sollicitation_{column}", "sollicitation", [column])
    op.execute(_APPEND_ONLY)
