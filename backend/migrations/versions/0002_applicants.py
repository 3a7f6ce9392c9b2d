"""Applicants' accesses, and the refusals that they write."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"


def upgrade() -> None:
    """Add the applicants' tables, and what a conversation was opened with."""
    op.create_table(
        "applicant_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal_step", sa.String(length=40), nullable=False),
        sa.Column("refusal_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("papers_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("papers_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("papers_received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index("ix_applicant_access_landlord", "applicant_access", ["landlord"])
    op.add_column("conversation", sa.Column("applicant_access_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "conversation", "applicant_access", ["applicant_access_id"], ["id"])
    op.create_index("ix_conversation_applicant_access_id", "conversation", ["applicant_access_id"])
    op.create_table(
        "proposal_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("access_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["access_id"], ["applicant_access.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["inbound_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("inbound_id"),
    )
    op.create_index("ix_proposal_refusal_access_id", "proposal_refusal", ["access_id"])
    op.create_index(
        "proposal_refusal_unread",
        "proposal_refusal",
        ["access_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
