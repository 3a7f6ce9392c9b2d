"""How and when a survey asks, and the quotas that will not fill."""

from collections.abc import Sequence

from alembic import op

revision: str = "0051"
down_revision: str | Sequence[str] | None = "0050"


def upgrade() -> None:
    """Add whether people are called, the first and the last day, and what was foreseen."""
    op.execute(
        "ALTER TABLE campaign ADD by_phone boolean NOT NULL DEFAULT true,"
        " ADD begins_on date, ADD ends_on date, ADD short jsonb, ADD foreseen_at timestamptz"
    )
    op.execute("ALTER TABLE campaign ALTER by_phone DROP DEFAULT")
