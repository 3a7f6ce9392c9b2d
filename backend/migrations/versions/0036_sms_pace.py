"""What can wait is sent at the pace at which Twilio releases it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | Sequence[str] | None = "0035"


def upgrade() -> None:
    """Add from when on a sender may send."""
    op.create_table(
        "sms_pace",
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender"),
    )
