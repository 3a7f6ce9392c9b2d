"""Telephone calls, qualified by who answered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | Sequence[str] | None = "0034"

_MOMENT = sa.DateTime(timezone=True)
_CLOSED = (
    "(qualified_at IS NULL) = (qualification IS NULL)"
    " AND (qualified_at IS NULL) = (first_level IS NULL)"
    " AND (qualified_at IS NULL OR agent_id IS NOT NULL)"
)


def upgrade() -> None:
    """Add the calls."""
    op.create_table(
        "phone_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("qualification", sa.String(), nullable=True),
        sa.Column("first_level", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("sollicitation_id", sa.Integer(), nullable=True),
        sa.Column("qualified_at", _MOMENT, nullable=True),
        sa.CheckConstraint(_CLOSED, name="closed_with_its_qualification"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["sollicitation_id"], ["sollicitation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("landlord", "external_id", name="one_call_per_external_id"),
    )
    for column in ("phone", "agent_id", "person_id"):
        op.create_index(op.f(f"ix_phone_call_{column}"), "phone_call", [column])
    op.create_index(
        "call_to_qualify",
        "phone_call",
        ["landlord", "began_at"],
        postgresql_where=sa.text("qualified_at IS NULL"),
    )
    op.create_index("call_lately", "phone_call", ["landlord", "began_at", "id"])
