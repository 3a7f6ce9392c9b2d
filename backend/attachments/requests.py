"""The requests of a turn, with the files that the tenant sent meanwhile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.attachments import service
from backend.conversations.requests import Requests
from backend.replies import Outcome, Turn


class RequestsWithFiles(Requests):
    """Files requests as the conversations do, and joins to each what was sent for it."""

    def file(
        self, session: Session, turn: Turn, slots: Mapping[str, Any], now: datetime
    ) -> Outcome:
        """File the request; its acknowledgement says that the files are joined."""
        filed = super().file(session, turn, slots, now)
        joined = service.join_filed(session, turn.conversation, turn.inbound, now=now)
        if not joined:
            return filed
        said = [replace(u, response=f"{u.response}_with_files") for u in filed.utterances]
        return replace(filed, utterances=tuple(said))
