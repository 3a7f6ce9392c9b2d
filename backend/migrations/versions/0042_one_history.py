"""The conversations of one person are found: by who was recognised, and by their telephone."""

from collections.abc import Sequence

from alembic import op

revision: str = "0042"
down_revision: str | Sequence[str] | None = "0041"


def upgrade() -> None:
    """Add the indexes by which a history is read."""
    op.create_index("conversation_of_contact", "conversation", ["channel", "contact"])
    op.create_index(op.f("ix_conversation_person_id"), "conversation", ["person_id"])
