"""Quotas: plans, counters that a CHECK keeps under their cap, leases, and every step taken."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0027"
down_revision: str | Sequence[str] | None = "0026"

_APPEND_ONLY = """
    CREATE FUNCTION refuse_to_change_quota_events() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the events of a quota are only ever added'
            USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER quota_event_is_append_only
        BEFORE UPDATE OR DELETE ON quota_event
        FOR EACH ROW EXECUTE FUNCTION refuse_to_change_quota_events();
"""


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "quota_plan",
        _number("id"),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    _counters()
    _leases()
    op.create_table(
        "quota_event",
        _number("seq"),
        _moment("at"),
        _number("plan_id"),
        _number("case_id", nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("counter_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["quota_plan.id"]),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_quota_event_plan_id", "quota_event", ["plan_id"])
    op.create_index("ix_quota_event_case_id", "quota_event", ["case_id"])
    op.execute(_APPEND_ONLY)


def _counters() -> None:
    op.create_table(
        "quota_counter",
        _number("id"),
        _number("plan_id"),
        sa.Column("margin", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("dims", JSONB(), nullable=False),
        _number("target"),
        _number("cap"),
        _number("completed"),
        _number("reserved"),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "completed >= 0 AND reserved >= 0 AND completed + reserved <= cap",
            name="quota_never_exceeded",
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["quota_plan.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("plan_id", "dims", name="one_counter_per_cell"),
    )


def _leases() -> None:
    op.create_table(
        "quota_lease",
        _number("id"),
        _number("plan_id"),
        _number("case_id"),
        sa.Column("counter_ids", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        _moment("expires_at"),
        _moment("seen_at"),
        sa.ForeignKeyConstraint(["plan_id"], ["quota_plan.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_quota_lease_plan_id", "quota_lease", ["plan_id"])
    op.create_index("ix_quota_lease_case_id", "quota_lease", ["case_id"])
    op.create_index(
        "one_lease_per_case",
        "quota_lease",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('held', 'done')"),
    )
    op.create_index(
        "quota_lease_due",
        "quota_lease",
        ["expires_at"],
        postgresql_where=sa.text("state = 'held'"),
    )
