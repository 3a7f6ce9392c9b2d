"""A conversation knows its tenant once they were recognised."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | Sequence[str] | None = "0024"


def upgrade() -> None:
    """Add who writes."""
    op.add_column("conversation", sa.Column("person_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "conversation", "person", ["person_id"], ["id"])
