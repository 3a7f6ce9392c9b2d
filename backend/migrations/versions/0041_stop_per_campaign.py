"""An SMS says which campaign it is of, so that STOP can be about that one alone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | Sequence[str] | None = "0040"

_OF_A_CAMPAIGN = """
    UPDATE sms SET about = 'campaign:' || interview.campaign_id
    FROM interview WHERE interview.invitation_id = sms.message_id AND sms.purpose = 'campaign'
"""


def upgrade() -> None:
    """Add what a STOP may spare of an SMS; what was written last is told its campaign."""
    op.add_column("sms", sa.Column("about", sa.String()))
    op.execute(_OF_A_CAMPAIGN)
