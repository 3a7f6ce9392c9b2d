"""The reminder before an applicant's papers are due, where the applicant can be reached."""

from anyio import to_thread
from sqlmodel import Session

from backend.applicants import said, service
from backend.applicants.models import ApplicantAccess
from backend.clock import Clock
from backend.conversations import writing
from backend.db import UnitOfWork
from backend.library.edition import Holds
from backend.outbox.models import Purpose


class Reminders:
    """Reminds once of papers that are still missing: in the chat, or by SMS."""

    def __init__(self, begin: UnitOfWork, library: Holds, *, clock: Clock) -> None:
        self._begin, self._library, self._clock = begin, library, clock

    async def job(self, access_id: int) -> None:
        """Remind, unless the papers have come, the access is closed, or it was done."""

        def remind() -> None:
            with self._begin() as session:
                self._remind(session, access_id)

        await to_thread.run_sync(remind)

    def _remind(self, session: Session, access_id: int) -> None:
        access = session.get(ApplicantAccess, access_id, with_for_update=True)
        now = self._clock()
        if access is None or access.papers_due_at is None or access.papers_due_at <= now:
            return
        if access.revoked_at or access.papers_received_at or access.reminded_at:
            return
        access.reminded_at = now
        for talk in service.reached(session, access, now=now):
            told = said.clock(
                access, access.papers_due_at, self._library.knowledge, talk.language, now
            )
            writing.tell(
                session,
                talk,
                [told],
                purpose=Purpose.NOTICE,
                now=now,
            )
