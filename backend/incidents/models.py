"""Tables of the incidents: one trouble of one building, its reports, and what was written."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.db import moment


class Incident(SQLModel, table=True):
    """One trouble of one building, as long as it lasts: the database allows no second one.

    `site` names the building for comparing, `place` for the agents; `since` is the first report.
    """

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "one_open_incident",
            "landlord",
            "site",
            "trouble",
            "entrance",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    trouble: str
    site: str
    entrance: str = ""
    place: str
    since: datetime = moment()
    opened_at: datetime = moment()
    opened_by: str
    closed_at: datetime | None = moment(nullable=True)
    closed_by: str | None = None


class IncidentReport(SQLModel, table=True):
    """A request that tells a trouble of a building, and the incident that it follows.

    `apart`: its tenant wanted one of their own.
    """

    __tablename__ = "incident_report"
    __table_args__ = (Index("incident_report_of_site", "landlord", "site", "trouble", "at"),)

    sollicitation_id: int = Field(primary_key=True, foreign_key="sollicitation.id")
    landlord: str
    trouble: str
    site: str
    entrance: str = ""
    place: str
    at: datetime = moment()
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True)
    apart: bool = False


class IncidentMessage(SQLModel, table=True):
    """What an agent wrote to everybody who follows an incident, and how many were reached."""

    __tablename__ = "incident_message"

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    by: str
    text: str
    urgent: bool = False
    reached: int = 0
    at: datetime = moment()
