"""Links to a page without a login on which photos and papers are dropped."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | Sequence[str] | None = "0009"


def upgrade() -> None:
    """Add the links, and on a file the link that it was dropped with."""
    op.create_table(
        "deposit_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("landlord", sa.String(), nullable=True),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("sollicitation_id", sa.Integer(), nullable=True),
        sa.Column("applicant_access_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["sollicitation_id"], ["sollicitation.id"]),
        sa.ForeignKeyConstraint(["applicant_access_id"], ["applicant_access.id"]),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    for column in ("conversation_id", "applicant_access_id"):
        op.create_index(op.f(f"ix_deposit_link_{column}"), "deposit_link", [column])
    op.add_column("attachment", sa.Column("deposit_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "attachment", "deposit_link", ["deposit_id"], ["id"])
    op.create_index(op.f("ix_attachment_deposit_id"), "attachment", ["deposit_id"])
