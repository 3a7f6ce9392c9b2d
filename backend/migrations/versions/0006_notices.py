"""An SMS may wait for its hours; a request that is done asks its tenant whether it is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"


def upgrade() -> None:
    """Add when an SMS may leave at the earliest."""
    op.add_column("sms", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
