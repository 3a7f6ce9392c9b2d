"""What a request is when nothing broke, where it is, and what was answered about it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0021"
down_revision: str | Sequence[str] | None = "0020"


def upgrade() -> None:
    """Add the kind, the scope, the habit and the details of a request."""
    op.add_column("sollicitation", sa.Column("kind", sa.String(), nullable=True))
    op.create_index("ix_sollicitation_kind", "sollicitation", ["kind"])
    op.add_column("sollicitation", sa.Column("scope", sa.String(), nullable=True))
    op.add_column(
        "sollicitation",
        sa.Column("recurring", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("sollicitation", sa.Column("details", postgresql.JSONB(), nullable=True))
