"""The parameters of a computation: the entries' dated values, as they hold at one moment."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from knowledge.calculators.model import Figure
from knowledge.errors import EntryNotFound
from knowledge.hours import PARIS
from knowledge.model import Entry, Knowledge
from knowledge.query import desk_entries, tenant_entries, value_on


class Book:
    """What one landlord's rules say at `now`; a tenant's book holds public entries only."""

    def __init__(
        self, knowledge: Knowledge, landlord: str | None, now: datetime, *, desk: bool = False
    ) -> None:
        self.knowledge, self.landlord, self.now, self.desk = knowledge, landlord, now, desk

    @property
    def today(self) -> date:
        """The day in Paris."""
        return self.now.astimezone(PARIS).date()

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        read = desk_entries if self.desk else tenant_entries
        return {entry.id: entry for entry in read(self.knowledge, self.landlord)}

    def entry(self, entry_id: str) -> Entry:
        """Return an entry that may be read here; raises EntryNotFound for any other."""
        if not self.holds(entry_id):
            raise EntryNotFound(entry_id)
        return self._entries[entry_id]

    def holds(self, entry_id: str) -> bool:
        """May the entry be read here? Another landlord's may not."""
        return entry_id in self._entries

    def figure(self, entry_id: str, name: str, *, on: date | None = None) -> Figure:
        """Return an entry's value as it holds today, or on a day; raises FactNotFound before it."""
        fact = self.entry(entry_id).values[name]
        return Figure(fact.unit, value_on(fact, on or self.today).value)

    def number(self, entry_id: str, name: str, *, on: date | None = None) -> Decimal:
        """Return an entry's figure as a number."""
        value = self.figure(entry_id, name, on=on).value
        if not isinstance(value, Decimal):
            raise TypeError(f"{entry_id}.{name} is not a number")
        return value

    def day(self, entry_id: str, name: str, *, on: date | None = None) -> date:
        """Return an entry's figure as a day."""
        value = self.figure(entry_id, name, on=on).value
        if not isinstance(value, date):
            raise TypeError(f"{entry_id}.{name} is not a date")
        return value

    def items(self, entry_id: str, name: str, *, on: date | None = None) -> tuple[str, ...]:
        """Return an entry's list."""
        value = self.figure(entry_id, name, on=on).value
        if not isinstance(value, tuple):
            raise TypeError(f"{entry_id}.{name} is not a list")
        return value
