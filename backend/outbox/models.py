"""Tables of what leaves by SMS, and of who asked that nothing does."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class SmsState(StrEnum):
    """From written to delivered; `uncertain` is for an agent to look at, never resent silently."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"


class Purpose(StrEnum):
    """Why an SMS leaves: what STOP, the epoch and quiet hours mean for it depends on that."""

    REPLY = "reply"
    AGENT = "agent"
    NOTICE = "notice"
    EMERGENCY = "emergency"
    OPT_IN = "opt_in"
    CODE = "code"
    CAMPAIGN = "campaign"


class Sms(SQLModel, table=True):
    """One SMS to one number, written in the same transaction as what caused it.

    `carries_from` is the first message whose words are in it, where it gathers several news.
    `about` is what STOP may spare somebody of it, apart from everything: a campaign.
    `run` counts who took it to send it, `posts` and `posted_at` the requests to the provider.
    """

    __tablename__ = "sms"
    __table_args__ = (
        Index("sms_unsent", "id", postgresql_where=text("state IN ('queued', 'sending')")),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    message_id: int = Field(foreign_key="message.id")
    to: str
    body: str
    purpose: Purpose = choice(Purpose)
    epoch: int
    state: SmsState = choice(SmsState, SmsState.QUEUED)
    run: int = 0
    posts: int = 0
    provider_sid: str | None = Field(default=None, unique=True)
    error: str | None = None
    created_at: datetime = moment()
    not_before: datetime | None = moment(nullable=True)
    carries_from: int | None = None
    about: str | None = None
    posted_at: datetime | None = moment(nullable=True)
    updated_at: datetime = moment()


class OptOut(SQLModel, table=True):
    """Who asked for silence, about `scope`; `contact` is a hash once they are erased."""

    __tablename__ = "opt_out"
    __table_args__ = (
        Index(
            "one_opt_out_in_force",
            "channel",
            "contact",
            "scope",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    contact: str
    scope: str
    words: str
    created_at: datetime = moment()
    lifted_at: datetime | None = moment(nullable=True)


class Quarantined(SQLModel, table=True):
    """A webhook that cannot be trusted or read: kept unprocessed until a supervisor settles it.

    Then `form` is emptied; who released or discarded it, and when, stays.
    """

    __tablename__ = "quarantined_webhook"

    id: int | None = Field(default=None, primary_key=True)
    path: str
    form: str
    reason: str
    received_at: datetime = moment()
    settled_at: datetime | None = moment(nullable=True)
    settled_by: int | None = Field(default=None, foreign_key="agent.id")
    released: bool | None = None


class SimulatedSms(SQLModel, table=True):
    """What the built-in telephone network took, where no Twilio account is configured."""

    __tablename__ = "simulated_sms"

    sid: str = Field(primary_key=True)
    reference: str = Field(index=True)
    to: str = Field(index=True)
    body: str
    sent_at: datetime = moment()


class Trouble(StrEnum):
    """What the built-in network does to a telephone that somebody breaks on purpose."""

    NONE = "none"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    DOWN = "down"
    OPTED_OUT = "opted_out"
    LANDLINE = "landline"


class SimulatedTelephone(SQLModel, table=True):
    """A telephone of the built-in network that is broken, until it is mended."""

    __tablename__ = "simulated_telephone"

    number: str = Field(primary_key=True)
    trouble: Trouble = choice(Trouble)


class SmsPace(SQLModel, table=True):
    """From when on a sender may send what can wait; moved on by each SMS that has its moment."""

    __tablename__ = "sms_pace"

    sender: str = Field(primary_key=True)
    free_at: datetime = moment()
