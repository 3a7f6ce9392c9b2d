"""Appointments in the agencies, call-backs, and the short dialogue that makes them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _words(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def upgrade() -> None:
    """Add the tables; a slot's CHECK and two partial indexes keep the rules that matter."""
    _appointments()
    _call_backs()
    op.create_table(
        "appointment_talk",
        _words("conversation_id"),
        _words("step"),
        sa.Column("known", JSONB(), nullable=False),
        sa.Column("choices", JSONB(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        _moment("asked_at"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.PrimaryKeyConstraint("conversation_id"),
    )


def _appointments() -> None:
    op.create_table(
        "appointment_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        _words("service"),
        _moment("starts_at"),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.CheckConstraint("booked BETWEEN 0 AND capacity", name="never_over_capacity"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agency_id", "service", "starts_at", name="one_slot_per_moment"),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        _words("code"),
        _words("landlord"),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        _words("service"),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        _moment("starts_at"),
        _moment("ends_at"),
        _words("who"),
        _words("name"),
        _words("phone", nullable=True),
        _words("subject"),
        _words("language"),
        _words("conversation_id", nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        _words("booked_by"),
        _moment("booked_at"),
        _moment("remind_at", nullable=True),
        _moment("reminded_at", nullable=True),
        _moment("arrived_at", nullable=True),
        _moment("cancelled_at", nullable=True),
        _words("cancelled_by", nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"]),
        sa.ForeignKeyConstraint(["slot_id"], ["appointment_slot.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(
        "one_appointment_at_a_time",
        "appointment",
        ["who", "starts_at"],
        unique=True,
        postgresql_where=sa.text("state IN ('booked', 'arrived')"),
    )
    op.create_index("appointment_day", "appointment", ["agency_id", "starts_at"])
    op.create_index("ix_appointment_conversation_id", "appointment", ["conversation_id"])
    op.create_table(
        "appointment_closure",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"]),
        sa.PrimaryKeyConstraint("agency_id", "day"),
    )


def _call_backs() -> None:
    op.create_table(
        "call_back",
        sa.Column("id", sa.Integer(), nullable=False),
        _words("landlord"),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        _words("phone"),
        _words("name"),
        _words("subject"),
        _words("language"),
        _words("conversation_id", nullable=True),
        _moment("opens_at", nullable=True),
        _moment("closes_at", nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("ended_at", nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"]),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_call_back_per_phone",
        "call_back",
        ["landlord", "phone"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'claimed')"),
    )
    op.create_index("call_back_conversation", "call_back", ["conversation_id"])
    op.create_table(
        "call_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_back_id", sa.Integer(), nullable=False),
        _moment("at"),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_back_id"], ["call_back.id"]),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_call_attempt_call_back_id", "call_attempt", ["call_back_id"])
