"""A request knows what told its agency, and has a clock where something is promised."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0011"
down_revision: str | Sequence[str] | None = "0010"


def upgrade() -> None:
    """Add what told the agency, the clock, and the index by which what is old is found."""
    op.add_column("sollicitation", sa.Column("routed_by", sa.String(), nullable=True))
    op.create_index(
        "sollicitation_by_age",
        "sollicitation",
        ["landlord", "opened_at"],
        postgresql_where=sa.text("state NOT IN ('done', 'closed', 'cancelled')"),
    )
    op.create_table(
        "request_clock",
        sa.Column("sollicitation_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("week", JSONB(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sollicitation_id"], ["sollicitation.id"]),
        sa.PrimaryKeyConstraint("sollicitation_id"),
    )
    op.create_index("ix_request_clock_due_at", "request_clock", ["due_at"])
