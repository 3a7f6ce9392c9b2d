"""Questions that the deposit links' table answers."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from backend.attachments.models import Attachment
from backend.conversations.models import Conversation
from backend.deposits.models import DepositLink, InboundMedia, MediaState
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State

_OVER = (State.DONE, State.CLOSED, State.CANCELLED)


def by_hash(session: Session, token_hash: str) -> DepositLink | None:
    """Return the link of a token, held until the end of the unit of work."""
    query = select(DepositLink).where(DepositLink.token_hash == token_hash)
    return session.exec(query.with_for_update()).first()


def files(session: Session, link_id: int) -> Sequence[Attachment]:
    """Return what was dropped with a link, oldest first."""
    query = select(Attachment).where(Attachment.deposit_id == link_id)
    return session.exec(query.order_by(col(Attachment.message_id))).all()


def files_of_accesses(
    session: Session, access_ids: Sequence[int]
) -> Sequence[tuple[int | None, Attachment]]:
    """Return what applicants dropped, each with the access that it is for, oldest first."""
    query = (
        select(DepositLink.applicant_access_id, Attachment)
        .join(DepositLink, col(Attachment.deposit_id) == DepositLink.id)
        .where(col(DepositLink.applicant_access_id).in_(access_ids))
    )
    return session.exec(query.order_by(col(Attachment.message_id))).all()


def given_by_bot(session: Session, conversation_id: str, *, since: datetime) -> int:
    """Return how many links the bot has given in a conversation."""
    query = select(func.count()).where(
        DepositLink.conversation_id == conversation_id,
        col(DepositLink.agent_id).is_(None),
        col(DepositLink.created_at) > since,
    )
    return session.exec(query).one()


def is_lost_already(session: Session, media: InboundMedia) -> bool:
    """Whether another file of the same SMS was lost before."""
    query = select(InboundMedia.id).where(
        InboundMedia.sms == media.sms,
        InboundMedia.state == MediaState.LOST,
        InboundMedia.id != media.id,
    )
    return session.exec(query).first() is not None


def open_request(session: Session, conversation: Conversation) -> Sollicitation | None:
    """Return the last open request of whoever writes from a telephone."""
    own = or_(
        col(Sollicitation.conversation_id) == conversation.id,
        col(Sollicitation.contact_phone) == conversation.contact,
    )
    query = select(Sollicitation).where(own, col(Sollicitation.state).not_in(_OVER))
    if conversation.landlord:
        query = query.where(Sollicitation.landlord == conversation.landlord)
    return session.exec(query.order_by(col(Sollicitation.id).desc()).limit(1)).first()
