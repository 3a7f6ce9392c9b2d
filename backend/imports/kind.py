"""What a kind of file is: its columns, what they are held against, and how rows are written.

Every statement reads the staged rows (`import_row`) of one landlord. A row that is there already is
changed where something differs, so a file imported again changes nothing and doubles nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backend.imports.columns import Column


@dataclass(frozen=True)
class Check:
    """What the staged rows are held against: the rows of which `refuses` is true are left out."""

    column: str
    reason: str
    refuses: str


@dataclass(frozen=True)
class Kind:
    """One sort of file; `key` is the column that tells one row from another.

    `drawn` columns are not in the file: each new row gets one.
    """

    name: str
    key: str
    columns: tuple[Column, ...]
    write: str
    checks: tuple[Check, ...] = ()
    drawn: Mapping[str, Callable[[], str]] = field(default_factory=dict)


def link(column: str, table: str, key: str) -> Check:
    """Return the check that what a column names is there already."""
    there = f"SELECT FROM {table} t WHERE t.landlord = :landlord AND t.{key} = r.{column}"
    return Check(column, "not-found", f"r.{column} IS NOT NULL AND NOT EXISTS ({there})")


def upsert(
    table: str,
    key: str,
    values: Mapping[str, str],
    joins: str = "",
    *,
    once: Mapping[str, str] | None = None,
    returning: str = "",
) -> str:
    """Return the statement that adds new rows and changes those that differ; it tells which.

    `once` are the values that only a new row gets.
    """
    given = {**values, **(once or {})}
    changing = [name for name in values if name != key]
    held = ", ".join(f"{table}.{name}" for name in changing)
    new = ", ".join(f"excluded.{name}" for name in changing)
    taken = ", ".join(f"{name} = excluded.{name}" for name in changing)
    differs = f"DO UPDATE SET {taken} WHERE ({held}) IS DISTINCT FROM ({new})"
    return (
        f"INSERT INTO {table} (landlord, {', '.join(given)})"  # noqa: S608 - names of ours only
        f" SELECT :landlord, {', '.join(given.values())} FROM import_row r {joins}"
        f" ON CONFLICT (landlord, {key}) {differs if changing else 'DO NOTHING'}"
        f" RETURNING (xmax = 0) AS created{returning and ', ' + returning}"
    )


def joined(alias: str, table: str, key: str, column: str) -> str:
    return (
        f"LEFT JOIN {table} {alias} ON {alias}.landlord = :landlord AND {alias}.{key} = r.{column}"
    )
