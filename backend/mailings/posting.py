"""Mailings leave: some each minute, by day, to each telephone once, and not after STOP.

What is written here is an SMS of a campaign: it waits for its hours and its pace in the outbox, and
a STOP that comes meanwhile keeps it there. A STOP in answer to one is about all campaigns: a
mailing is not sent again, so a silence about it alone would silence nothing.
"""

from datetime import datetime

import structlog
from anyio import to_thread
from sqlmodel import Session

from backend import quiet
from backend.clock import Clock
from backend.config import Settings
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.deposits.service import Deposits
from backend.library.edition import Holds
from backend.mailings import queries, reaching
from backend.mailings.kinds import kinds
from backend.mailings.models import Mailing, MailingRecipient, MailingState, RecipientState
from backend.outbox import silence
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance

log = structlog.get_logger(__name__)


class Posting:
    """Looks each minute for mailings that were approved, and writes to some of their people."""

    def __init__(
        self, begin: UnitOfWork, library: Holds, settings: Settings, *, clock: Clock
    ) -> None:
        self._begin, self._library, self._clock = begin, library, clock
        self._settings, self._deposits = settings, Deposits(settings, library)

    async def run(self) -> None:
        """Write to the next ones."""
        written = await to_thread.run_sync(self._run)
        if written:
            log.info("people were written to", number=written)

    def _run(self) -> int:
        with self._begin() as session:
            return self.post(session, now=self._clock())

    def post(self, session: Session, *, now: datetime) -> int:
        """Write to the next ones of each mailing; return to how many. By night, to nobody."""
        hours = quiet.read(self._settings.notice_hours)
        if hours is not None and hours.next(now) > now:
            return 0
        return sum(self._post(session, one, now) for one in queries.sending(session))

    def _post(self, session: Session, mailing: Mailing, now: datetime) -> int:
        due = queries.waiting(session, mailing, self._settings.mailing_per_minute)
        for recipient in due:
            if reaching.is_silent(session, recipient.phone):
                recipient.state = RecipientState.SILENCED
            else:
                self._write(session, mailing, recipient, now)
        if len(due) < self._settings.mailing_per_minute:
            mailing.state, mailing.ended_at = MailingState.DONE, now
        session.flush()
        return sum(one.state is RecipientState.WRITTEN for one in due)

    def _write(
        self, session: Session, mailing: Mailing, recipient: MailingRecipient, now: datetime
    ) -> None:
        tenant = queries.tenant(session, recipient.person_id)
        talk = conversations.reach_by_sms(
            session,
            contact=recipient.phone,
            landlord=mailing.landlord,
            language=tenant.person.language,
            now=now,
        )
        if talk is None:
            recipient.state = RecipientState.ELSEWHERE
            return
        who = self._library.knowledge.called(mailing.landlord)
        text = reaching.filled(mailing, tenant, who, self._link(session, mailing, talk, now))
        [message] = writing.tell(
            session,
            talk,
            [Utterance(Act.ANSWER, text=text)],
            purpose=Purpose.CAMPAIGN,
            about=silence.CAMPAIGNS,
            now=now,
        )
        recipient.state, recipient.message_id = RecipientState.WRITTEN, message.id
        recipient.written_at = now

    def _link(self, session: Session, mailing: Mailing, talk: Conversation, now: datetime) -> str:
        purpose = kinds()[mailing.kind].deposit
        if purpose is None or not any("{lien}" in text for text in mailing.texts.values()):
            return ""
        return self._deposits.address(session, purpose, talk, mailing.landlord, now=now)
