"""A second factor for local accounts, and an audit trail that nobody changes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0033"
down_revision: str | Sequence[str] | None = "0032"

_MOMENT = sa.DateTime(timezone=True)
_READ_ONLY = """
CREATE FUNCTION audit_is_read_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is read-only'; END $$;
CREATE TRIGGER audit_line_is_read_only BEFORE UPDATE OR DELETE ON audit_line
FOR EACH ROW EXECUTE FUNCTION audit_is_read_only();
"""


def upgrade() -> None:
    """Add the factor's salt, since when it is asked and the last step used; add the trail."""
    op.add_column("agent", sa.Column("totp_salt", sa.String(), nullable=True))
    op.add_column("agent", sa.Column("totp_since", _MOMENT, nullable=True))
    op.add_column("agent", sa.Column("totp_step", sa.Integer(), nullable=True))
    op.create_table(
        "audit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("old", postgresql.JSONB(), nullable=True),
        sa.Column("new", postgresql.JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_audit_line_at"), "audit_line", ["at"])
    op.create_index(op.f("ix_audit_line_landlord"), "audit_line", ["landlord"])
    op.execute(_READ_ONLY)
