"""An SMS knows who runs it last, and when it was last given to the provider."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"


def upgrade() -> None:
    """Tell runs from posts; before, one number counted both."""
    op.alter_column("sms", "attempt", new_column_name="run")
    op.alter_column("sms", "attempted_at", new_column_name="posted_at")
    op.add_column("sms", sa.Column("posts", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE sms SET posts = run")
    op.alter_column("sms", "posts", server_default=None)
