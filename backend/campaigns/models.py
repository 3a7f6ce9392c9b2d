"""Tables of the campaigns: what is asked, of whom, and what each person answered."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class Wave(StrEnum):
    """The test on the landlord's own staff, or the field work itself; never counted together."""

    TEST = "test"
    FIELD = "field"


class State(StrEnum):
    """Where a campaign stands; what is launched is not edited any more."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class InterviewState(StrEnum):
    """Where an interview stands; `paused` and `running` are resumed at the same question.

    `invited`: somebody was asked whether they want to, and has not said yes. `over`: the campaign
    ended before it.
    """

    INVITED = "invited"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    QUOTA_FULL = "quota_full"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    OVER = "over"


OPEN = (InterviewState.RUNNING, InterviewState.PAUSED)


class QuestionnaireVersion(SQLModel, table=True):
    """A questionnaire as it was launched; never changed, answers cite it."""

    __tablename__ = "questionnaire_version"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    sha256: str = Field(unique=True)
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = moment()


class Campaign(SQLModel, table=True):
    """A questionnaire put to a landlord's tenants in one wave; without a plan, no quotas.

    `by_sms`: its sample is invited by SMS; `by_phone`: it is called. Before `begins_on` nobody is
    invited or called, after `ends_on` it has ended. `cells`: how many people of the sample are of
    each combination of categories, since it was launched; `short`: the quotas that will not fill,
    by their counter, as worked out at `foreseen_at`. `rehearses_id`: the survey that this test
    phase tries out, and that purges it when it is launched.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        Index(
            "one_campaign_asks_at_a_time",
            "landlord",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    name: str
    wave: Wave = choice(Wave)
    state: State = choice(State, State.DRAFT)
    version_id: int = Field(foreign_key="questionnaire_version.id")
    plan_id: int | None = Field(default=None, foreign_key="quota_plan.id")
    rehearses_id: int | None = Field(default=None, foreign_key="campaign.id")
    by_sms: bool = False
    by_phone: bool = True
    begins_on: date | None = None
    ends_on: date | None = None
    cells: dict[str, int] | None = Field(default=None, sa_column=Column(JSONB))
    short: dict[str, int] | None = Field(default=None, sa_column=Column(JSONB))
    foreseen_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()
    launched_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)


class Case(SQLModel, table=True):
    """One person of a campaign's sample; `known` are their categories, as the file tells them.

    `told` counts the invitation and its reminders, the last one at `told_at`. `cell` names the
    known categories, `draw` the order among those alike. Of the telephone: who holds the case, how
    often it was tried, when it may be next, and the outcome that ended it.
    """

    __tablename__ = "campaign_case"
    __table_args__ = (
        UniqueConstraint("campaign_id", "person_id", name="one_case_per_person"),
        Index(
            "case_to_call",
            "campaign_id",
            "cell",
            "attempts",
            "draw",
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(
            "case_appointment",
            "campaign_id",
            "appointment_at",
            postgresql_where=text("outcome IS NULL AND appointment_at IS NOT NULL"),
        ),
        Index(
            "one_case_per_agent",
            "holder_id",
            unique=True,
            postgresql_where=text("holder_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    known: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    invited_at: datetime | None = moment(nullable=True)
    told: int = 0
    told_at: datetime | None = moment(nullable=True)
    cell: str = ""
    draw: float = 0.0
    attempts: int = 0
    holder_id: int | None = Field(default=None, foreign_key="agent.id")
    held_until: datetime | None = moment(nullable=True)
    next_at: datetime | None = moment(nullable=True)
    appointment_at: datetime | None = moment(nullable=True)
    outcome: str | None = None


class Attempt(SQLModel, table=True):
    """One call to somebody of a sample, and what came of it."""

    __tablename__ = "campaign_attempt"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="campaign_case.id", index=True)
    agent_id: int = Field(foreign_key="agent.id")
    outcome: str
    ended_at: datetime = moment()


class Interview(SQLModel, table=True):
    """One person answering one campaign; without a case, they are no part of its sample.

    By telephone and on the page of a link there is no conversation.

    `asked` is the question that waits for its answer, put in the turn of the message `asked_by`;
    `invitation_id` the last message that we wrote unasked: an invitation, or a reminder.
    `counted`: whether it fills the quotas, once it is over.
    """

    __tablename__ = "interview"
    __table_args__ = (
        Index(
            "one_open_interview_per_conversation",
            "conversation_id",
            unique=True,
            postgresql_where=text("state IN ('running', 'paused')"),
        ),
        Index(
            "one_interview_per_case",
            "case_id",
            unique=True,
            postgresql_where=text("case_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="campaign_case.id")
    conversation_id: str | None = Field(default=None, foreign_key="conversation.id", index=True)
    mode: str
    state: InterviewState = choice(InterviewState, InterviewState.RUNNING)
    asked: str | None = None
    asked_by: int | None = None
    invitation_id: int | None = Field(default=None, foreign_key="message.id")
    counted: bool | None = None
    begun_at: datetime = moment()
    heard_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class SurveyLink(SQLModel, table=True):
    """Leave to answer one interview on a page of its own, until a moment; the token is a hash.

    What ended the interview, or its campaign, ends the link. `agent_id` is who had it sent.
    """

    __tablename__ = "survey_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    interview_id: int = Field(foreign_key="interview.id", index=True)
    language: str
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    created_at: datetime = moment()
    expires_at: datetime = moment()


class InterviewAnswer(SQLModel, table=True):
    """One answer, by the numbers of its choices; added, never changed: the last one holds.

    Without numbers, the answer before it is taken back.
    """

    __tablename__ = "interview_answer"

    id: int | None = Field(default=None, primary_key=True)
    interview_id: int = Field(foreign_key="interview.id", index=True)
    question: str
    numbers: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    message_id: int | None = Field(default=None, foreign_key="message.id", unique=True)
    answered_at: datetime = moment()
