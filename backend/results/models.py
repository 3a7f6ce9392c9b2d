"""Tables of the results: answers kept apart from people, and what people agreed to."""

from datetime import date, datetime

from sqlalchemy import ARRAY, Column, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.campaigns.models import Campaign
from backend.db import moment
from backend.tenants.models import Person


class SurveyRecord(SQLModel, table=True):
    """The answers of one finished interview, once nothing leads to who gave them.

    The id is drawn by chance, and the moment is not kept: neither tells which interview it was.
    """

    __tablename__ = "survey_record"

    id: str = Field(primary_key=True)
    campaign_id: int = Field(foreign_key=f"{Campaign.__tablename__}.id", index=True)
    mode: str
    is_counted: bool
    dims: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    answers: dict[str, list[int]] = Field(sa_column=Column(JSONB, nullable=False))


class SurveyParting(SQLModel, table=True):
    """When the answers of a survey were detached from the people, and how many they were.

    `outside` counts those who answered without being in the sample.
    """

    __tablename__ = "survey_parting"

    campaign_id: int = Field(foreign_key=f"{Campaign.__tablename__}.id", primary_key=True)
    at: datetime = moment()
    records: int
    outside: int


class SurveyWish(SQLModel, table=True):
    """What somebody would like, who agreed to be called back about it; until a day.

    `priority` names the rule that says how soon they come, where there is not enough for all.
    """

    __tablename__ = "survey_wish"
    __table_args__ = (UniqueConstraint("campaign_id", "person_id", name="one_wish_per_person"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key=f"{Campaign.__tablename__}.id", index=True)
    person_id: int = Field(foreign_key=f"{Person.__tablename__}.id", index=True)
    needs: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    channels: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    priority: str | None = None
    agreed_at: datetime = moment()
    until: date
