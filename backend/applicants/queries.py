"""What is read of the applicants' accesses and refusals."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from backend.applicants.models import ApplicantAccess, ProposalRefusal
from backend.conversations.models import Conversation, State

_SHOWN = 100


def in_force(session: Session, code_hash: str, *, now: datetime) -> ApplicantAccess | None:
    """Return the access that a code opens now, held until the end of the unit of work."""
    return session.exec(_held(now).where(ApplicantAccess.code_hash == code_hash)).first()


def still_open(session: Session, access_id: int | None, *, now: datetime) -> ApplicantAccess | None:
    """Return an access by its id, while it holds, held until the end of the unit of work."""
    return session.exec(_held(now).where(ApplicantAccess.id == access_id)).first()


def talks(session: Session, access_id: int | None) -> Sequence[Conversation]:
    """Return the open conversations in which a code was shown."""
    query = select(Conversation).where(Conversation.applicant_access_id == access_id)
    return session.exec(query.where(Conversation.state != State.CLOSED)).all()


def _held(now: datetime) -> SelectOfScalar[ApplicantAccess]:
    query = select(ApplicantAccess).where(col(ApplicantAccess.revoked_at).is_(None))
    return query.where(ApplicantAccess.expires_at > now).with_for_update()


def of_landlord(session: Session, landlord: str, access_id: int) -> ApplicantAccess | None:
    """Return one access of a landlord, held."""
    query = select(ApplicantAccess).where(
        ApplicantAccess.id == access_id, ApplicantAccess.landlord == landlord
    )
    return session.exec(query.with_for_update()).first()


def latest(session: Session, landlord: str) -> Sequence[ApplicantAccess]:
    """Return a landlord's accesses, newest first."""
    query = select(ApplicantAccess).where(ApplicantAccess.landlord == landlord)
    return session.exec(query.order_by(col(ApplicantAccess.id).desc()).limit(_SHOWN)).all()


def refusals(session: Session, landlord: str) -> Sequence[tuple[ProposalRefusal, ApplicantAccess]]:
    """Return the refusals that nobody has read yet, oldest first, each with its access."""
    query = (
        select(ProposalRefusal, ApplicantAccess)
        .where(ProposalRefusal.access_id == ApplicantAccess.id)
        .where(ApplicantAccess.landlord == landlord, col(ProposalRefusal.read_at).is_(None))
    )
    return session.exec(query.order_by(col(ProposalRefusal.id))).all()
