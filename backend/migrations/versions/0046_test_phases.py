"""A survey may have a test phase, which is purged when the survey is launched."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | Sequence[str] | None = "0045"


def upgrade() -> None:
    """Say of a test phase which survey it tries out."""
    op.add_column("campaign", sa.Column("rehearses_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "campaign", "campaign", ["rehearses_id"], ["id"])
