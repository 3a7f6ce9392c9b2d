"""Whom a conversation is offered to, its place in the queue, and how long it was with whom."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | Sequence[str] | None = "0025"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the skills of the agents, the order of the queue, and the stretches."""
    words = sa.ARRAY(sa.String())
    op.add_column("agent", sa.Column("speaks", words, nullable=False, server_default="{fr}"))
    op.add_column("agent", sa.Column("skills", words, nullable=False, server_default="{}"))
    op.add_column("agent", sa.Column("capacity", sa.Integer(), nullable=True))
    op.alter_column("agent", "speaks", server_default=None)
    op.alter_column("agent", "skills", server_default=None)
    op.add_column("conversation", sa.Column("agency_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "conversation", "agency", ["agency_id"], ["id"])
    op.add_column("conversation", sa.Column("wanted_role", sa.String(), nullable=True))
    op.add_column("conversation", sa.Column("asked_at", _MOMENT, nullable=True))
    op.add_column("conversation", sa.Column("choice_at", _MOMENT, nullable=True))
    op.execute("UPDATE conversation SET asked_at = queued_at")
    _stretches()


def _stretches() -> None:
    op.create_table(
        "conversation_stretch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("then", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_open_stretch",
        "conversation_stretch",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("stretch_lately", "conversation_stretch", ["landlord", "ended_at"])
    op.create_index(
        op.f("ix_conversation_stretch_conversation_id"), "conversation_stretch", ["conversation_id"]
    )
