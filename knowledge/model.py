"""What the knowledge base holds: entries, their dated values, their sources. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

LANGUAGES = ("fr", "en", "es", "pt", "eu")
EASY = "easy"
"""What `read_by_a_person` says of the easy texts, beside its languages."""
NATIONAL = "national"
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


class Unit(StrEnum):
    """How a value is checked and rendered."""

    PHONE = "phone"
    PERCENT = "percent"
    EUROS = "euros"
    EUROS_PER_MONTH = "euros_per_month"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    DATE = "date"
    TIME = "time"
    COUNT = "count"
    TEXT = "text"
    LIST = "list"
    URL = "url"
    EMAIL = "email"


class Status(StrEnum):
    """How far the source allows to state the entry as a rule."""

    IN_FORCE = "in-force"
    PROPOSAL = "proposal"
    PLANNED = "planned"
    NOT_IN_FORCE = "not-in-force"
    DATED = "dated"
    TO_CONFIRM = "to-confirm"
    SOURCES_DIFFER = "sources-differ"


class Visibility(StrEnum):
    """Who may read an entry: anybody, the agents' desk, or authorised staff only."""

    PUBLIC = "public"
    DESK = "desk"
    RESTRICTED = "restricted"


class Audience(StrEnum):
    """Whom an entry is written for; it ranks answers, it never opens an entry."""

    TENANT = "tenant"
    APPLICANT = "applicant"
    PARTNER = "partner"
    REPRESENTATIVE = "representative"
    AGENT = "agent"


class Means(StrEnum):
    """How a contact point is reached."""

    TELEPHONE = "telephone"
    COUNTER = "counter"


Scalar = str | Decimal | date | time | tuple[str, ...]
Value = Scalar | Mapping[str, Scalar]
"""A value, or the same value told by language (texts and lists only; French always there)."""


@dataclass(frozen=True)
class DatedValue:
    """A value and the day from which it holds, 00:00 included."""

    day: date
    value: Value


@dataclass(frozen=True)
class Fact:
    """A named figure of an entry, by date of effect, oldest first."""

    name: str
    unit: Unit
    on: tuple[DatedValue, ...]


@dataclass(frozen=True)
class Source:
    """Where an entry comes from."""

    document: str
    section: str
    date: date


@dataclass(frozen=True, order=True)
class Slot:
    """An opening, from `start` up to and without `end`, local time."""

    start: time
    end: time


Week = Mapping[str, tuple[Slot, ...]]
"""The openings of each weekday; a day that is not named is closed."""


@dataclass(frozen=True)
class ContactPoint:
    """A telephone or a counter, whom it is for, and when it answers.

    `weeks` are the weeks to come, each from a day on; `days` are the exceptions: a date with other
    hours, or with none.
    """

    profile: str
    means: Means
    place: str = ""
    telephone: str = ""
    hours: Week = field(default_factory=dict)
    weeks: Mapping[date, Week] = field(default_factory=dict)
    days: Mapping[date, tuple[Slot, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One thing that can be told, in one place, with its source."""

    id: str
    landlord: str
    topic: str
    title: str
    audience: tuple[Audience, ...]
    visibility: Visibility
    status: Status
    source: Source
    checked_on: date
    review_by: date
    answer: Mapping[str, str]
    questions: Mapping[str, tuple[str, ...]]
    facts: tuple[str, ...] = ()
    hedged: tuple[str, ...] = ()
    values: Mapping[str, Fact] = field(default_factory=dict)
    contact: ContactPoint | None = None
    hours_of: str = ""
    """The entry whose contact point's hours this one tells in words."""
    read_by_a_person: tuple[str, ...] = ()
    easy: Mapping[str, str] = field(default_factory=dict)
    """The answer in short, plain words, for who reads with difficulty; only where it is written."""
    file: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    amended_on: date | None = None
    """The day from which the last amendment holds; None as long as the file is told."""

    def is_machine_made(self, language: str) -> bool:
        """Is its text in this language a translation that no person has read yet?"""
        return (
            language != "fr" and language in self.answer and language not in self.read_by_a_person
        )

    @property
    def is_easy_unread(self) -> bool:
        """Has nobody whom its easy text is for read it yet?"""
        return bool(self.easy) and EASY not in self.read_by_a_person

    @property
    def last_day(self) -> date:
        """The day from which every value holds as it was last set."""
        return max((d.day for fact in self.values.values() for d in fact.on), default=date.max)


@dataclass(frozen=True)
class Landlord:
    """A landlord, or a territory whose information points serve several landlords."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    is_territory: bool = False


@dataclass(frozen=True)
class Registered:
    """A fact of the catalogue, without what it says; `reason` is why no entry tells it."""

    id: str
    visibility: Visibility
    status: Status
    contradiction: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Version:
    """What one place of a document says."""

    says: str
    document: str
    section: str


@dataclass(frozen=True)
class Contradiction:
    """What the documents tell in several ways; `settle` is what the landlord is asked for."""

    fact: str
    landlord: str
    title: str
    versions: tuple[Version, ...]
    settle: str = ""


@dataclass(frozen=True)
class Glossary:
    """Names that hold digits, SMS spellings, the plain words of each term, empty words, words that
    an answer has to be about, and the words of other people's business."""

    names: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    decisive: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """Everything that was loaded, in the order of the files."""

    entries: tuple[Entry, ...]
    landlords: Mapping[str, Landlord]
    glossary: Glossary = field(default_factory=Glossary)
    register: Mapping[str, Registered] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    not_told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ways of asking what no entry tells, by subject."""

    def called(self, landlord: str | None) -> str:
        """Return a landlord's name; its id where nothing is kept of it, "" where none is meant."""
        found = self.landlords.get(landlord or "")
        return found.name if found else landlord or ""
