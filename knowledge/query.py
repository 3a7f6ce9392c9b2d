"""Look-ups in what was loaded: what holds on a date, what a landlord's tenant may be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from knowledge.errors import ContactNotFound, EntryNotFound, FactNotFound
from knowledge.model import (
    NATIONAL,
    ContactPoint,
    DatedValue,
    Entry,
    Fact,
    Knowledge,
    Means,
    Visibility,
)


def value_on(fact: Fact, day: date) -> DatedValue:
    """Return the value in force on `day`; a value starts at 00:00 on its own date.

    Raises FactNotFound before the first date: we do not guess backwards.
    """
    held = [dated for dated in fact.on if dated.day <= day]
    if not held:
        raise FactNotFound(fact.name, day)
    return max(held, key=lambda dated: dated.day)


def scopes(knowledge: Knowledge, landlord: str | None) -> frozenset[str]:
    """Return the landlord ids whose entries hold for this landlord's tenants.

    Its own, the national ones, its territories'. Unknown landlord: all of them, for what differs
    is told with its landlord's name.
    """
    if landlord is None:
        return frozenset({NATIONAL, *knowledge.landlords})
    known = knowledge.landlords.get(landlord)
    return frozenset({landlord, NATIONAL, *(known.territories if known else ())})


def _within(entries: Iterable[Entry], held: frozenset[str]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.landlord in held)


def tenant_entries(knowledge: Knowledge, landlord: str | None = None) -> tuple[Entry, ...]:
    """Return what a tenant or an applicant may be told: public entries only, never another."""
    public = (entry for entry in knowledge.entries if entry.visibility is Visibility.PUBLIC)
    return tuple(_within(public, scopes(knowledge, landlord)))


def desk_entries(
    knowledge: Knowledge, landlord: str | None = None, *, authorised: bool = False
) -> tuple[Entry, ...]:
    """Return what an agent may read; restricted entries for authorised staff only."""
    readable = (
        entry
        for entry in knowledge.entries
        if authorised or entry.visibility is not Visibility.RESTRICTED
    )
    return tuple(_within(readable, scopes(knowledge, landlord)))


def tenant_entry(knowledge: Knowledge, entry_id: str) -> Entry:
    """Return a public entry by its id; an entry of the desk is not found, as if it were not."""
    for entry in tenant_entries(knowledge):
        if entry.id == entry_id:
            return entry
    raise EntryNotFound(entry_id)


def contacts(knowledge: Knowledge, landlord: str | None) -> tuple[tuple[ContactPoint, Entry], ...]:
    """Return the public contact points of a landlord, each with the entry that is its source."""
    found = tenant_entries(knowledge, landlord)
    return tuple((entry.contact, entry) for entry in found if entry.contact)


def contact_for(
    knowledge: Knowledge,
    landlord: str,
    *,
    profile: str = "tenant",
    means: Means = Means.TELEPHONE,
    place: str = "",
) -> tuple[ContactPoint, Entry]:
    """Return the landlord's own contact point for a profile, the one with hours first.

    Raises ContactNotFound where the sources give none: a number of another is never lent.
    """
    found = [
        (point, entry)
        for point, entry in contacts(knowledge, landlord)
        if (point.profile, point.means) == (profile, means)
        and (entry.landlord == landlord or place)
        and (not place or point.place == place)
    ]
    if not found:
        raise ContactNotFound(landlord, profile, means)
    return max(found, key=lambda pair: bool(pair[0].hours))


def contact_with_hours(
    knowledge: Knowledge, landlord: str | None, *, profile: str, means: Means
) -> tuple[ContactPoint, Entry]:
    """Return the contact point whose hours are known; of the first landlord, if none is named.

    Raises ContactNotFound where the sources give no hours.
    """
    asked = [landlord] if landlord else [o.id for o in knowledge.landlords.values()]
    for one in asked:
        try:
            point, entry = contact_for(knowledge, one, profile=profile, means=means)
        except ContactNotFound:
            continue
        if point.hours:
            return point, entry
    raise ContactNotFound(landlord or "", profile, means)


def overdue(knowledge: Knowledge, day: date) -> tuple[Entry, ...]:
    """Return the entries whose check is due: `review_by` is before `day`."""
    return tuple(entry for entry in knowledge.entries if entry.review_by < day)


def telephone_of(entry: Entry, day: date) -> str | None:
    """Return the E.164 number of the entry's contact point on `day`, if it names one."""
    fact = entry.values.get(entry.contact.telephone) if entry.contact else None
    return str(value_on(fact, day).value) if fact else None
