"""What an agent reads of the knowledge: the entries they may see, as cards, and the best ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.agents.models import Agent, Role
from backend.answers.phrases import with_status
from backend.errors import NotFound
from backend.library.edition import Holds
from knowledge.errors import FactNotFound
from knowledge.model import Entry, Knowledge, Visibility
from knowledge.query import scopes
from knowledge.render import render_answer, render_value
from knowledge.search import CLARIFY, Match

LONGEST_QUERY = 200
_FOUND, _ELSEWHERE, _SUGGESTED = 8, 3, 3
_LOOKED_AT = 40
_WORTH_READING = 0.1
_LAST_WORDS = 3


@dataclass(frozen=True)
class Card:
    """An entry as it stands on the desk; `sendable` to the tenant in question."""

    entry: Entry
    text: str
    language: str
    landlord: str
    sendable: bool
    overdue: bool


@dataclass(frozen=True)
class Reader:
    """Who reads, for which tenant's landlord, in which language, on which day."""

    library: Holds
    agent: Agent
    landlord: str | None
    language: str
    day: date

    @property
    def knowledge(self) -> Knowledge:
        """Every entry in force."""
        return self.library.knowledge

    def on(self, day: date) -> "Reader":
        """Return the same reader on another day."""
        return replace(self, day=day)

    @property
    def own(self) -> str:
        """The landlord whose rules are looked for: the tenant's, else the agent's."""
        return self.landlord or self.agent.landlord

    def may_read(self, entry: Entry) -> bool:
        """Tell whether the agent may see an entry at all.

        What is not public is its landlord's own; what is restricted is for its authorised staff.
        """
        if entry.visibility is Visibility.PUBLIC:
            return True
        authorised = entry.visibility is Visibility.DESK or self.agent.role is not Role.AGENT
        return authorised and entry.landlord in scopes(self.knowledge, self.agent.landlord)

    def may_send(self, entry: Entry) -> bool:
        """Tell whether the entry holds for the tenant, and may be told to one."""
        held = scopes(self.knowledge, self.own)
        return entry.visibility is Visibility.PUBLIC and entry.landlord in held

    def card(self, entry: Entry) -> Card:
        """Return an entry as the desk shows it."""
        language = self.language if self.language in entry.answer else "fr"
        landlord = self.knowledge.landlords.get(entry.landlord)
        return Card(
            entry=entry,
            text=self.text(entry, language),
            language=language,
            landlord=landlord.name if landlord else "",
            sendable=self.may_send(entry),
            overdue=entry.review_by < self.day,
        )

    def text(self, entry: Entry, language: str) -> str:
        """Return what a tenant would read; "" where its figures do not hold yet."""
        try:
            return with_status(render_answer(entry, language, self.day), entry, language)
        except FactNotFound:
            return ""


def search(reader: Reader, query: str) -> Sequence[Card]:
    """Return the best entries: the tenant's landlord's first, then what others' tenants are told.

    Restricted entries are left out here for who may not see them.
    """
    query = query.replace("\x00", "").strip()[:LONGEST_QUERY]
    found = _best(reader, query, _FOUND, least=_WORTH_READING)
    others = reader.library.desk.rank_of_others(query, landlord=reader.own, limit=_LOOKED_AT)
    elsewhere = [m for m in others if m.score >= CLARIFY and reader.may_read(m.entry)]
    return [reader.card(match.entry) for match in [*found, *elsewhere[:_ELSEWHERE]]]


def suggested(reader: Reader, said: Sequence[str]) -> Sequence[Card]:
    """Return what may answer the tenant's last words, the surest first.

    The last message alone is often "please, somebody": the ones before it say about what.
    """
    each = [
        found
        for words in said[-_LAST_WORDS:]
        if (found := _best(reader, words[:LONGEST_QUERY], _SUGGESTED, least=CLARIFY))
    ]
    surest = max(reversed(each), key=lambda found: found[0].score, default=[])
    return [reader.card(match.entry) for match in surest]


def _best(reader: Reader, query: str, limit: int, *, least: float) -> list[Match]:
    ranked = reader.library.desk.rank(query, landlord=reader.own, limit=_LOOKED_AT)
    return [m for m in ranked if m.score >= least and reader.may_read(m.entry)][:limit]


def entry(reader: Reader, entry_id: str) -> Entry:
    """Return an entry that the agent may read; raises NotFound for any other."""
    for one in reader.knowledge.entries:
        if one.id == entry_id and reader.may_read(one):
            return one
    raise NotFound("There is no such entry.")


@dataclass(frozen=True)
class Value:
    """A figure of an entry, with the days from which it has held or will hold."""

    name: str
    unit: str
    dated: Sequence[tuple[date, str]]


def values(reader: Reader, one: Entry) -> Sequence[Value]:
    """Return the figures of an entry, the newest first, as the agent's language writes them."""
    return [
        Value(
            fact.name,
            fact.unit,
            [(d.day, render_value(fact.unit, d.value, reader.language)) for d in fact.on[::-1]],
        )
        for fact in one.values.values()
    ]


def shelves(reader: Reader) -> Sequence[tuple[str, Sequence[Entry]]]:
    """Return everything that the agent may read, by landlord ("" for all), in order of title."""
    held = scopes(reader.knowledge, reader.agent.landlord)
    shelves: dict[str, list[Entry]] = {}
    for one in sorted(reader.knowledge.entries, key=lambda one: one.title.casefold()):
        if one.landlord in held and reader.may_read(one):
            shelves.setdefault(one.landlord, []).append(one)
    known = reader.knowledge.landlords
    order = sorted(shelves, key=lambda name: (name != reader.agent.landlord, name not in known))
    return [(known[name].name if name in known else "", shelves[name]) for name in order]
