"""Other opening hours than the files': weeks from a day on, and days that are exceptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from knowledge.model import LANGUAGES, ContactPoint, Entry, Knowledge, Slot, Unit, Week
from knowledge.render import placeholders

Days = Mapping[date, tuple[Slot, ...]]
Weeks = Mapping[date, Week]
Point = tuple[str, ...]
Kept = TypeVar("Kept", Days, Weeks)
Said = Callable[[ContactPoint, date, str], str]
"""Says a contact point's hours, which hold since a day, in a language."""


def with_days(knowledge: Knowledge, days: Mapping[str, Days]) -> Knowledge:
    """Return the knowledge with the exceptions of some entries' contact points, by their ids.

    They hold for every entry of the same landlord that tells the same contact point.
    """
    of_point = _by_point(knowledge, days)
    if not of_point:
        return knowledge
    return replace(knowledge, entries=tuple(_told(one, of_point) for one in knowledge.entries))


def _by_point(knowledge: Knowledge, kept: Mapping[str, Kept]) -> dict[Point, Kept]:
    """Return what was kept of some entries by the contact point that they tell."""
    return {
        _point(entry.landlord, entry.contact): kept[entry.id]
        for entry in knowledge.entries
        if entry.contact and kept.get(entry.id)
    }


def _point(landlord: str, contact: ContactPoint) -> Point:
    return landlord, contact.means, contact.place, contact.telephone


def _told(entry: Entry, of_point: Mapping[Point, Days]) -> Entry:
    if entry.contact is None or not entry.contact.hours:
        return entry
    days = of_point.get(_point(entry.landlord, entry.contact))
    return replace(entry, contact=replace(entry.contact, days=days)) if days else entry


def with_weeks(
    knowledge: Knowledge, weeks: Mapping[str, Weeks], today: date, said: Said
) -> Knowledge:
    """Return the knowledge with the weeks of some entries' contact points, by their ids.

    They hold for every entry of the same landlord that tells the same contact point, and that is
    amended since the week has begun. An entry that tells the hours in words says the new ones,
    unless somebody has amended its words since.
    """
    of_point = _by_point(knowledge, weeks)
    if not of_point:
        return knowledge
    points = {entry.id: entry.contact for entry in knowledge.entries if entry.contact}

    def changed(entry: Entry) -> Entry:
        point = entry.contact or points.get(entry.hours_of)
        own = of_point.get(_point(entry.landlord, point)) if point and point.hours else None
        return _in_weeks(entry, point, own, today, said) if point and own else entry

    return replace(knowledge, entries=tuple(map(changed, knowledge.entries)))


def _in_weeks(entry: Entry, point: ContactPoint, weeks: Weeks, today: date, said: Said) -> Entry:
    begun = max((start for start in weeks if start <= today), default=None)
    coming = {start: week for start, week in weeks.items() if start > today}
    now = replace(point, hours=weeks[begun] if begun else point.hours, weeks=coming)
    made = replace(entry, contact=now) if entry.contact else entry
    if begun is None:
        return made
    made = replace(made, amended_on=max(begun, entry.amended_on or begun))
    if made.amended_on == entry.amended_on or not tells_hours(entry):
        return made
    told = {language: said(now, begun, language) for language in LANGUAGES}
    return replace(made, answer=told, easy={}, read_by_a_person=())


def tells_hours(entry: Entry) -> bool:
    """Tell whether an entry's answer says at what time its contact point opens."""
    named = {name for name, _ in placeholders(entry.answer["fr"])}
    return any(fact.unit is Unit.TIME for name, fact in entry.values.items() if name in named)
