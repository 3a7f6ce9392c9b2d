"""Exceptions to opening hours: days on which a contact point is closed, or open otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from knowledge.model import ContactPoint, Entry, Knowledge, Slot

Days = Mapping[date, tuple[Slot, ...]]


def with_days(knowledge: Knowledge, days: Mapping[str, Days]) -> Knowledge:
    """Return the knowledge with the exceptions of some entries' contact points, by their ids.

    They hold for every entry of the same landlord that tells the same contact point.
    """
    of_point = {
        _point(entry.landlord, entry.contact): days[entry.id]
        for entry in knowledge.entries
        if entry.contact and days.get(entry.id)
    }
    if not of_point:
        return knowledge
    return replace(knowledge, entries=tuple(_told(one, of_point) for one in knowledge.entries))


def _point(landlord: str, contact: ContactPoint) -> tuple[str, ...]:
    return landlord, contact.means, contact.place, contact.telephone


def _told(entry: Entry, of_point: Mapping[tuple[str, ...], Days]) -> Entry:
    if entry.contact is None or not entry.contact.hours:
        return entry
    days = of_point.get(_point(entry.landlord, entry.contact))
    return replace(entry, contact=replace(entry.contact, days=days)) if days else entry
