"""A campaign may invite its sample by SMS."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | Sequence[str] | None = "0033"


def upgrade() -> None:
    """Add whether it does, when each person was told, and which message was the last."""
    no, none = sa.false(), sa.text("0")
    op.add_column("campaign", sa.Column("by_sms", sa.Boolean(), nullable=False, server_default=no))
    op.alter_column("campaign", "by_sms", server_default=None)
    op.add_column("campaign_case", sa.Column("invited_at", sa.DateTime(timezone=True)))
    op.add_column(
        "campaign_case", sa.Column("told", sa.Integer(), nullable=False, server_default=none)
    )
    op.alter_column("campaign_case", "told", server_default=None)
    op.add_column("campaign_case", sa.Column("told_at", sa.DateTime(timezone=True)))
    op.add_column("interview", sa.Column("invitation_id", sa.Integer()))
    op.create_foreign_key(None, "interview", "message", ["invitation_id"], ["id"])
