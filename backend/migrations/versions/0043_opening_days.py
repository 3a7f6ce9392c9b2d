"""Days on which a contact point has other hours, or none."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0043"
down_revision: str | Sequence[str] | None = "0042"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the days."""
    op.create_table(
        "opening_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slots", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="opening_withdrawn_by_somebody"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["agent.id"]),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_opening_day_landlord"), "opening_day", ["landlord"])
    op.create_index(
        "one_exception_per_day",
        "opening_day",
        ["entry", "day"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
