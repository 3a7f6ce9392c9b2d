"""Of people alike, the least tried is called first."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | Sequence[str] | None = "0053"


def upgrade() -> None:
    """Order the people of a cell by attempts, then by their draw."""
    op.drop_index("case_to_call", table_name="campaign_case")
    op.create_index(
        "case_to_call",
        "campaign_case",
        ["campaign_id", "cell", "attempts", "draw"],
        postgresql_where=sa.text("outcome IS NULL"),
    )
