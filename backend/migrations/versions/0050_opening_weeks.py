"""Weekly hours of a contact point, from a day on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0050"
down_revision: str | Sequence[str] | None = "0049"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the weeks."""
    op.create_table(
        "opening_week",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("hours", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="week_withdrawn_by_somebody"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["agent.id"]),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_opening_week_landlord"), "opening_week", ["landlord"])
    op.create_index(
        "one_week_per_first_day",
        "opening_week",
        ["entry", "starts_on"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
