"""How soon somebody comes who would like what there is not enough of."""

from collections.abc import Sequence

from alembic import op

revision: str = "0052"
down_revision: str | Sequence[str] | None = "0051"


def upgrade() -> None:
    """Keep the rule that says so, as the answers themselves are detached."""
    op.execute("ALTER TABLE survey_wish ADD priority varchar")
