"""Deposit links: given with their address, opened by their token, filled, finished.

The functions take a session and never commit. A link only ever adds files: nothing that was
dropped can be read back with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from backend import tokens
from backend.answers.phrases import moment
from backend.applicants import papers
from backend.applicants.models import ApplicantAccess
from backend.attachments import service as attachments
from backend.attachments.models import Attachment
from backend.attachments.reading import CleanFile
from backend.config import Settings
from backend.conversations.models import Conversation
from backend.deposits import queries
from backend.deposits.errors import DepositLinkUnknown, DepositUsedUp
from backend.deposits.models import DepositLink, Purpose
from backend.library.edition import Holds
from backend.replies import Act, SollicitationRef, Utterance
from backend.sollicitations.models import Sollicitation
from knowledge import Knowledge

HERE = "/depot"
_DAY = timedelta(days=1)
_ACTS = {Purpose.REQUEST: Act.SOLLICITATION, Purpose.TAX_NOTICE: Act.SOLLICITATION}


@dataclass(frozen=True)
class Deposit:
    """A link that may be opened: what it is for, and what was dropped with it."""

    link: DepositLink
    language: str
    code: str
    files: Sequence[Attachment]

    @property
    def left(self) -> int:
        """How many more files it takes."""
        return 0 if self.link.finished_at else max(0, self.link.most - len(self.files))


class Deposits:
    """Gives links, as the deployment's settings and the knowledge in force have it."""

    def __init__(self, settings: Settings, library: Holds) -> None:
        self._settings, self._library = settings, library

    def for_request(
        self,
        session: Session,
        filed: Sollicitation,
        conversation: Conversation,
        *,
        purpose: Purpose = Purpose.REQUEST,
        agent_id: int | None = None,
        now: datetime,
    ) -> Utterance:
        """Give a link for what belongs to a request; the files join it."""
        link = self._new(purpose, conversation, filed.landlord, now, agent_id=agent_id)
        link.sollicitation_id = filed.id
        said = self._give(session, link, conversation.language, now, code=filed.code)
        return replace(said, sollicitation=SollicitationRef(filed.category, filed.code))

    def for_applicant(
        self,
        session: Session,
        access: ApplicantAccess,
        conversation: Conversation,
        *,
        agent_id: int,
        now: datetime,
    ) -> Utterance:
        """Give a link for an applicant's papers, until they are due where a delay is known."""
        link = self._new(Purpose.APPLICANT, conversation, access.landlord, now, agent_id=agent_id)
        link.applicant_access_id = access.id
        link.expires_at = _due(access, self._library.knowledge, now) or link.expires_at
        return self._give(session, link, conversation.language, now)

    def for_message(
        self, session: Session, conversation: Conversation, *, now: datetime
    ) -> Utterance:
        """Give a link for what an SMS could not carry; too many in a day are not given."""
        if self.too_many(session, conversation, now=now):
            return Utterance(Act.CLARIFY, "deposit_too_many")
        link = self._new(Purpose.MESSAGE, conversation, conversation.landlord, now)
        return self._give(session, link, conversation.language, now)

    def address(
        self,
        session: Session,
        purpose: Purpose,
        conversation: Conversation,
        landlord: str,
        *,
        now: datetime,
    ) -> str:
        """Give a link whose address stands in words that somebody else has written."""
        return self._address(session, self._new(purpose, conversation, landlord, now))

    def _address(self, session: Session, link: DepositLink) -> str:
        token = tokens.draw()
        link.token_hash = tokens.hashed(token)
        session.add(link)
        session.flush()
        return f"{self._settings.public_base}{HERE}/{token}"

    def too_many(self, session: Session, conversation: Conversation, *, now: datetime) -> bool:
        """Whether the bot gave this conversation as many links as it may in a day."""
        given = queries.given_by_bot(session, conversation.id, since=now - _DAY)
        return given >= self._settings.deposit_links_per_day

    def _new(
        self,
        purpose: Purpose,
        conversation: Conversation,
        landlord: str | None,
        now: datetime,
        *,
        agent_id: int | None = None,
    ) -> DepositLink:
        return DepositLink(
            token_hash="",
            purpose=purpose,
            landlord=landlord,
            conversation_id=conversation.id,
            agent_id=agent_id,
            most=self._settings.deposit_files,
            created_at=now,
            expires_at=now + self._settings.deposit_valid_for,
        )

    def _give(
        self,
        session: Session,
        link: DepositLink,
        language: str,
        now: datetime,
        **values: str,
    ) -> Utterance:
        url = self._address(session, link)
        until = moment(link.expires_at, now, language)
        act = _ACTS.get(link.purpose, Act.CLARIFY)
        return Utterance(act, f"deposit_{link.purpose}", {"url": url, "until": until, **values})


def _due(access: ApplicantAccess, knowledge: Knowledge, now: datetime) -> datetime | None:
    """Return when an applicant's papers are due: as they were told, else counted from now."""
    if access.papers_due_at is not None and access.papers_due_at > now:
        return access.papers_due_at
    found = papers.due(knowledge, access.landlord, now)
    return found[0] if found else None


def opened(session: Session, token: str, *, now: datetime) -> Deposit:
    """Return what a token opens.

    Raises DepositLinkUnknown for an unknown token as for one whose time is over, after the same
    work.
    """
    link = queries.by_hash(session, tokens.hashed(token))
    if link is None or link.expires_at <= now:
        raise DepositLinkUnknown
    conversation = session.get_one(Conversation, link.conversation_id)
    filed = session.get(Sollicitation, link.sollicitation_id) if link.sollicitation_id else None
    files = queries.files(session, link.id or 0)
    return Deposit(link, conversation.language, filed.code if filed else "", files)


def keep(
    session: Session, token: str, file: CleanFile, name: str, *, client_id: str, now: datetime
) -> Attachment:
    """Keep a file that was dropped, once per `client_id`.

    Raises DepositLinkUnknown, or DepositUsedUp where the link takes no more.
    """
    found = opened(session, token, now=now)
    link = found.link
    return attachments.deposit(
        session,
        link.conversation_id,
        file,
        name,
        client_id=f"{link.id}:{client_id}",
        deposit_id=link.id or 0,
        sollicitation_id=link.sollicitation_id,
        waits=link.purpose is Purpose.MESSAGE,
        refusal=None if found.left else DepositUsedUp(),
        now=now,
    )


def finish(session: Session, token: str, *, now: datetime) -> Deposit:
    """Close a link: everything is there, says its holder. Raises DepositLinkUnknown."""
    found = opened(session, token, now=now)
    found.link.finished_at = found.link.finished_at or now
    return found


def of_accesses(session: Session, access_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """Return what applicants dropped, by access."""
    dropped: dict[int, list[Attachment]] = {}
    for access_id, file in queries.files_of_accesses(session, access_ids):
        dropped.setdefault(access_id or 0, []).append(file)
    return dropped


def landlord_of(session: Session, deposit_id: int) -> str | None:
    """Return whose the files of a link are."""
    return session.get_one(DepositLink, deposit_id).landlord
