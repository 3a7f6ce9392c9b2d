"""A campaign has the quotas that its sample was drawn for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | Sequence[str] | None = "0028"


def upgrade() -> None:
    """Add the plan."""
    op.add_column("campaign", sa.Column("plan_id", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "campaign", "quota_plan", ["plan_id"], ["id"])
