"""Who released or discarded a doubtful request, and when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | Sequence[str] | None = "0017"


def upgrade() -> None:
    """Add the three columns; what was put aside before waits."""
    table = "quarantined_webhook"
    op.add_column(table, sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(table, sa.Column("settled_by", sa.Integer(), nullable=True))
    op.add_column(table, sa.Column("released", sa.Boolean(), nullable=True))
    op.create_foreign_key(None, table, "agent", ["settled_by"], ["id"])
