"""Until when the inbound messages of a number were compared with the provider's list."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"


def upgrade() -> None:
    """Add the table; the first look begins a little before the first start."""
    op.create_table(
        "caught_up",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
