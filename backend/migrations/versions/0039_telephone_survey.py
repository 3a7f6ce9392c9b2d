"""A survey's sample may be called: who holds a case, when it was tried, what came of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0039"
down_revision: str | Sequence[str] | None = "0038"

_MAY_BE_CALLED = sa.text("outcome IS NULL")


def upgrade() -> None:
    """Add what the telephone needs; an interview may be without a conversation."""
    op.alter_column("interview", "conversation_id", nullable=True)
    op.add_column("campaign", sa.Column("cells", postgresql.JSONB()))
    for name, kind in (
        ("cell", sa.String()),
        ("draw", sa.Float()),
        ("attempts", sa.Integer()),
    ):
        zero = sa.text("''" if name == "cell" else "0")
        op.add_column("campaign_case", sa.Column(name, kind, nullable=False, server_default=zero))
        op.alter_column("campaign_case", name, server_default=None)
    op.add_column("campaign_case", sa.Column("holder_id", sa.Integer()))
    op.create_foreign_key(None, "campaign_case", "agent", ["holder_id"], ["id"])
    for name in ("held_until", "next_at", "appointment_at"):
        op.add_column("campaign_case", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("campaign_case", sa.Column("outcome", sa.String()))
    op.create_index(
        "case_to_call",
        "campaign_case",
        ["campaign_id", "cell", "draw"],
        postgresql_where=_MAY_BE_CALLED,
    )
    op.create_index(
        "case_appointment",
        "campaign_case",
        ["campaign_id", "appointment_at"],
        postgresql_where=sa.text("outcome IS NULL AND appointment_at IS NOT NULL"),
    )
    op.create_index(
        "one_case_per_agent",
        "campaign_case",
        ["holder_id"],
        unique=True,
        postgresql_where=sa.text("holder_id IS NOT NULL"),
    )
    op.create_table(
        "campaign_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["campaign_case.id"]),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_campaign_attempt_case_id", "campaign_attempt", ["case_id"])
