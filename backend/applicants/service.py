"""What an allocation officer does for an applicant: opens an access, starts and ends its clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from backend import jobs
from backend.applicants import codes, papers, queries
from backend.applicants.errors import AccessNotFound, PapersNotCounted
from backend.applicants.models import ApplicantAccess, ProposalRefusal
from backend.conversations import service as conversations
from backend.conversations.models import Conversation
from knowledge import Knowledge

VALID_FOR = timedelta(days=30)


def issue(
    session: Session,
    *,
    landlord: str,
    agent_id: int,
    reference: str,
    phone: str | None,
    key: str,
    now: datetime,
) -> tuple[ApplicantAccess, str]:
    """Open an access; return it with its code, which is shown this once and kept as a hash."""
    code = codes.draw()
    access = ApplicantAccess(
        landlord=landlord,
        agent_id=agent_id,
        reference=reference,
        phone=phone,
        code_hash=codes.hashed(codes.symbols_of(code), key),
        issued_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(access)
    session.flush()
    return access, code


def accesses(session: Session, landlord: str) -> Sequence[ApplicantAccess]:
    """Return the latest accesses of a landlord, newest first."""
    return queries.latest(session, landlord)


def refusals(session: Session, landlord: str) -> Sequence[tuple[ProposalRefusal, ApplicantAccess]]:
    """Return the refusals that nobody has read yet, oldest first, each with its access."""
    return queries.refusals(session, landlord)


def counts_papers(landlord: str) -> bool:
    """Do the landlord's sources give a delay for the papers?"""
    return papers.counted(landlord)


def of_landlord(session: Session, landlord: str, access_id: int) -> ApplicantAccess:
    """Return an access; raises AccessNotFound for another landlord's as for an unknown one."""
    found = queries.of_landlord(session, landlord, access_id)
    if found is None:
        raise AccessNotFound
    return found


def ask_papers(
    session: Session, access: ApplicantAccess, *, knowledge: Knowledge, now: datetime
) -> None:
    """Start the papers' clock, and the reminder's; raises PapersNotCounted. Asked again, it
    starts anew."""
    found = papers.due(knowledge, access.landlord, now)
    if found is None:
        raise PapersNotCounted
    access.papers_due_at, _ = found
    access.papers_asked_at, access.papers_received_at, access.reminded_at = now, None, None
    at = papers.reminder(access.papers_due_at, now)
    if at is not None:
        lock = f"applicant:{access.id}"
        jobs.defer(session, jobs.REMIND_APPLICANT, access.id or 0, lock=lock, at=at)


def reached(session: Session, access: ApplicantAccess, *, now: datetime) -> list[Conversation]:
    """Return where the applicant reads us: the talks with the code, and the telephone given."""
    talks = [*queries.talks(session, access.id)]
    if access.phone and all(talk.contact != access.phone for talk in talks):
        by_sms = {"contact": access.phone, "landlord": access.landlord}
        talks.append(conversations.open_sms(session, **by_sms, now=now))
    return talks


def receive_papers(access: ApplicantAccess, *, now: datetime) -> None:
    """Stop the clock: everything has come."""
    access.papers_received_at = now


def revoke(access: ApplicantAccess, *, now: datetime) -> None:
    """Close an access; its code opens nothing any more."""
    access.revoked_at = access.revoked_at or now


def read_refusal(session: Session, landlord: str, refusal_id: int, *, now: datetime) -> None:
    """Take a refusal off the list of what has to be read; raises AccessNotFound."""
    refusal = session.get(ProposalRefusal, refusal_id)
    if refusal is None:
        raise AccessNotFound
    of_landlord(session, landlord, refusal.access_id)
    refusal.read_at = refusal.read_at or now
