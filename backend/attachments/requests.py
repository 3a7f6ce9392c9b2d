"""The requests of a turn, with the files that the tenant sent meanwhile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.attachments import queries, service
from backend.conversations.models import Conversation
from backend.conversations.requests import Requests
from backend.replies import Outcome, Turn

_FILED = "sollicitation_filed"


class RequestsWithFiles(Requests):
    """Files requests as the conversations do, and joins to each what was sent for it."""

    def known(self, session: Session, conversation: Conversation) -> dict[str, Any]:
        """Return also whether a photo waits already: then none is asked for."""
        waits = queries.waits(session, conversation.id)
        return super().known(session, conversation) | {"photographed": waits}

    def file(
        self, session: Session, turn: Turn, slots: Mapping[str, Any], now: datetime
    ) -> Outcome:
        """File the request; its acknowledgement says that the files are joined."""
        filed = super().file(session, turn, slots, now)
        joined = service.join_filed(session, turn.conversation, turn.inbound, now=now)
        if not joined:
            return filed
        said = [
            replace(u, response=f"{u.response}_with_files") if u.response == _FILED else u
            for u in filed.utterances
        ]
        return replace(filed, utterances=tuple(said))
