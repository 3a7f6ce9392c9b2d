"""Tables of the applicants' path: an access that was given, and a refusal that was written."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import choice, moment


class RefusalStep(StrEnum):
    """How far somebody is who wants to refuse: warned of the rule, then asked for the reason."""

    NONE = "none"
    WARNED = "warned"
    REASON = "reason"


class ApplicantAccess(SQLModel, table=True):
    """What an allocation officer opened for one file; the code itself is kept as a hash."""

    __tablename__ = "applicant_access"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    agent_id: int = Field(foreign_key=f"{Agent.__tablename__}.id")
    reference: str
    phone: str | None = None
    code_hash: str = Field(unique=True)
    issued_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(nullable=True)
    refusal_step: RefusalStep = choice(RefusalStep, RefusalStep.NONE)
    refusal_step_at: datetime | None = moment(nullable=True)
    papers_asked_at: datetime | None = moment(nullable=True)
    papers_due_at: datetime | None = moment(nullable=True)
    papers_received_at: datetime | None = moment(nullable=True)
    reminded_at: datetime | None = moment(nullable=True)


class ProposalRefusal(SQLModel, table=True):
    """A refusal in the applicant's words, written only after the warning."""

    __tablename__ = "proposal_refusal"
    __table_args__ = (
        Index("proposal_refusal_unread", "access_id", postgresql_where=text("read_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    access_id: int = Field(foreign_key="applicant_access.id", index=True)
    conversation_id: str = Field(foreign_key="conversation.id")
    inbound_id: int = Field(foreign_key="message.id", unique=True)
    reason: str
    warned_at: datetime = moment()
    written_at: datetime = moment()
    read_at: datetime | None = moment(nullable=True)
