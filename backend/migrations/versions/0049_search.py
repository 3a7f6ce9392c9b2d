"""What people said, and tenants' names, are found by an index."""

from collections.abc import Sequence

from alembic import op

revision: str = "0049"
down_revision: str | Sequence[str] | None = "0048"


def upgrade() -> None:
    """Add the words of the messages that people wrote, and of tenants' names."""
    op.execute(
        "CREATE INDEX message_words ON message USING gin (request_words('', '', '', text))"
        " WHERE author IN ('tenant', 'agent')"
    )
    op.execute("CREATE INDEX person_words ON person USING gin (request_words('', name, '', ''))")
