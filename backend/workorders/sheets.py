"""The contractors' weekly sheets of the green spaces, entered and shown.

The functions take a session and never commit.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from backend.attachments.reading import CleanFile
from backend.sollicitations.models import Sollicitation
from backend.tenants import service as tenants
from backend.tenants.models import Person, Residence
from backend.workorders import queries
from backend.workorders.errors import OrderIncomplete
from backend.workorders.models import Contractor, Phase, SheetPhoto, WeeklySheet

GREEN = "espaces-verts"
# How far back the sheets beside a request go: what was mown last is what a complaint is about.
_SINCE = timedelta(weeks=8)


@dataclass(frozen=True)
class Sheet:
    """A weekly sheet with who filled it and its photos, before and after."""

    it: WeeklySheet
    contractor: str
    photos: Mapping[str, Sequence[str]]


def homes(session: Session, seen: ColumnElement[bool]) -> Sequence[Residence]:
    """Return the residences that may be seen, by commune and name."""
    return queries.homes(session, seen)


def home(session: Session, seen: ColumnElement[bool], residence_id: int) -> Residence | None:
    """Return a residence that may be seen."""
    return queries.home(session, seen, residence_id)


def home_of(session: Session, filed: Sollicitation) -> Residence | None:
    """Return the residence that a request is about: the one of its address, else of its tenant."""
    if filed.landlord is None:
        return None
    person = session.get(Person, filed.person_id) if filed.person_id else None
    found = tenants.residence_at(session, filed.landlord, filed.address)
    return found or tenants.residence_of(session, person)


def monday_of(day: date) -> date:
    """Return the day on which a week begins."""
    return day - timedelta(days=day.weekday())


def enter(
    session: Session,
    *,
    landlord: str,
    residence_id: int,
    contractor_id: int,
    day: date,
    done: str,
    photos: Sequence[tuple[Phase, CleanFile]],
    by: str,
    now: datetime,
) -> WeeklySheet:
    """Keep the sheet of the week of `day`; entered again, its words are replaced, photos added.

    Raises OrderIncomplete for another landlord's contractor, or a sheet that says nothing.
    """
    contractor = session.get(Contractor, contractor_id)
    if contractor is None or contractor.landlord != landlord or not done.strip():
        raise OrderIncomplete
    row = {
        "landlord": landlord,
        "residence_id": residence_id,
        "contractor_id": contractor_id,
        "week": monday_of(day),
        "done": done.strip(),
        "entered_by": by,
        "entered_at": now,
    }
    words = {name: row[name] for name in ("done", "entered_by", "entered_at")}
    statement = insert(WeeklySheet).values(**row)
    statement = statement.on_conflict_do_update(constraint="one_sheet_a_week", set_=words)
    number = session.execute(statement.returning(col(WeeklySheet.id))).scalar_one()
    for phase, file in photos:
        session.add(
            SheetPhoto(
                id=secrets.token_hex(16),
                sheet_id=number,
                phase=phase,
                content=file.content,
                thumbnail=file.thumbnail or b"",
            )
        )
    session.flush()
    return session.get_one(WeeklySheet, number, populate_existing=True)


def latest(session: Session, residence_id: int, *, today: date) -> list[Sheet]:
    """Return a residence's sheets of the last weeks with their photos, newest first."""
    found = queries.sheets(session, residence_id, since=today - _SINCE)
    photos = queries.photos(session, [sheet.id or 0 for sheet, _ in found])
    return [
        Sheet(
            sheet,
            contractor.name,
            {
                phase: [p for p, owner, when in photos if owner == sheet.id and when == phase]
                for phase in Phase
            },
        )
        for sheet, contractor in found
    ]
