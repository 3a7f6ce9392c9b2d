"""An SMS may wait for its hours; a request that is done asks its tenant whether it is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"


def upgrade() -> None:
    """Add when an SMS may leave at the earliest, and the questions that end a request."""
    op.add_column("sms", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "satisfaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sollicitation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("note BETWEEN 1 AND 5", name="note_of_five"),
        sa.ForeignKeyConstraint(["sollicitation_id"], ["sollicitation.id"]),
        sa.ForeignKeyConstraint(["event_id"], ["sollicitation_event.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index("ix_satisfaction_sollicitation_id", "satisfaction", ["sollicitation_id"])
    op.add_column("conversation", sa.Column("satisfaction_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "conversation", "satisfaction", ["satisfaction_id"], ["id"])
    op.add_column(
        "sollicitation", sa.Column("priority", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("sollicitation", "priority", server_default=None)
