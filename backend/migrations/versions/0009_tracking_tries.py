"""The tries at the digits that show more of a request, counted for all web processes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "tracking_try",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_tracking_try_last_at", "tracking_try", ["last_at"])
