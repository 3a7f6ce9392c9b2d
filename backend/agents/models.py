"""Tables of the contact centre's people: agencies, accounts, sessions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, Column, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class Role(StrEnum):
    """What an account may do; the specialist roles come as data of a landlord later."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Agency(SQLModel, table=True):
    """An agency of a landlord, as data: their number differs from one landlord to another."""

    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("landlord", "name", name="one_agency_per_name"),)

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    name: str


class Agent(SQLModel, table=True):
    """An account of the console ("CRC" on screen).

    `speaks` and `skills` say which conversations are offered first; `capacity` is how many are
    held at once where the landlord's rule is not this person's. The second factor is asked for
    from `totp_since` on; its secret is derived from `totp_salt`, never kept, and a code of
    `totp_step` or before it was used already.
    """

    __tablename__ = "agent"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    password_hash: str
    role: Role = choice(Role, Role.AGENT)
    landlord: str
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    language: str = "fr"
    speaks: list[str] = Field(
        default_factory=lambda: ["fr"], sa_column=Column(ARRAY(String), nullable=False)
    )
    skills: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    capacity: int | None = None
    disabled_at: datetime | None = moment(nullable=True)
    totp_salt: str | None = None
    totp_since: datetime | None = moment(nullable=True)
    totp_step: int | None = None


class AgentSession(SQLModel, table=True):
    """A sign-in, kept on the server so that it can be ended there; only its hash is stored."""

    __tablename__ = "agent_session"

    token_hash: str = Field(primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", index=True)
    csrf: str
    created_at: datetime = moment()
    seen_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
