"""Write the pages that landlords read: where each fact is told, and what is to be confirmed.

No restricted entry and no restricted fact stands in either, not even its id: an id alone can name
a residence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from knowledge.choices import Choice, choices_for
from knowledge.model import (
    NATIONAL,
    Contradiction,
    Entry,
    Knowledge,
    Registered,
    Status,
    Unit,
    Visibility,
)
from knowledge.render import render_answer, render_value

DOCS = Path("docs")
_MADE = "<!-- Écrit par `python -m knowledge docs` : changez `knowledge/`, jamais cette page. -->"
_SEEN = {Visibility.PUBLIC: "tous", Visibility.DESK: "agents"}
_STATUS = {
    Status.IN_FORCE: "en vigueur",
    Status.PROPOSAL: "proposition",
    Status.PLANNED: "projet",
    Status.NOT_IN_FORCE: "pas en vigueur",
    Status.DATED: "vrai à sa date",
    Status.TO_CONFIRM: "à confirmer",
    Status.SOURCES_DIFFER: "sources en désaccord",
}
_OPEN = {Status.TO_CONFIRM, Status.SOURCES_DIFFER}


def facts_page(knowledge: Knowledge) -> str:
    """Return the table of every fact that may be read: the entries that tell it, or why none."""
    shown = [f for f in knowledge.register.values() if f.visibility in _SEEN]
    told = {fact.id: _told_by(knowledge, fact) for fact in shown}
    hidden = len(knowledge.register) - len(shown)
    lost = sum(bool(fact.reason) for fact in shown)
    left_out = f"{lost} sont laissés de côté pour la raison écrite à leur ligne" if lost else ""
    rows = [_row(fact, told[fact.id]) for fact in shown]
    head = f"""{_MADE}
# Les faits et ce qui les dit

Le catalogue compte {len(knowledge.register)} faits. {len(shown) - lost} de cette page sont dits \
par une entrée au moins ; {left_out or "aucun n'est laissé de côté"}. \
{hidden} autres sont réservés au personnel habilité : ils sont tenus par la même vérification et \
n'apparaissent pas ici, parce que leur seul nom peut désigner une résidence.

| Fait | Pour | Valeur | Entrées, ou raison |
| --- | --- | --- | --- |
"""
    return head + "\n".join(rows) + "\n"


def _told_by(knowledge: Knowledge, fact: Registered) -> list[str]:
    return [
        entry.id
        for entry in knowledge.entries
        if fact.id in entry.facts and entry.visibility in _SEEN
    ]


def _row(fact: Registered, entries: list[str]) -> str:
    where = ", ".join(entries) or fact.reason or "une entrée réservée au personnel habilité"
    return f"| {fact.id} | {_SEEN[fact.visibility]} | {_STATUS[fact.status]} | {where} |"


def to_confirm_page(knowledge: Knowledge) -> str:
    """Return what each landlord is asked to settle, with every version and its source."""
    names = [*knowledge.landlords, NATIONAL]
    parts = [part for name in names for part in _of_landlord(knowledge, name)]
    return f"{_INTRODUCTION}\n" + "\n".join(parts)


_INTRODUCTION = f"""{_MADE}
# À confirmer par les bailleurs

Vos documents se contredisent, ou ne disent pas tout, sur les points de cette page. Loge ne \
choisit pas à votre place : il dit au locataire qu'un point n'est pas sûr. Pour chaque point, \
donnez la bonne version et le document qui la porte ; la correction se fait dans l'entrée nommée, \
sans rien changer d'autre. Là où ils ne disent rien, ce que nous avons choisi est listé, avec le \
fichier où cela se règle. Ce qui est réservé au personnel habilité n'est pas ici.
"""


def _of_landlord(knowledge: Knowledge, name: str) -> Iterator[str]:
    known = knowledge.landlords.get(name)
    own = [one for one in knowledge.contradictions if one.landlord == name]
    settled = {one.fact for one in knowledge.contradictions}
    left_open = [
        entry
        for entry in knowledge.entries
        if entry.landlord == name
        and entry.status in _OPEN
        and entry.visibility in _SEEN
        and not settled & set(entry.facts)
    ]
    chosen = [_chosen(one) for one in choices_for(name)]
    if not own and not left_open and not chosen:
        return
    yield f"## {known.name if known else 'La loi, pour tous les bailleurs'}\n"
    asked = [_told(knowledge, one) for one in own if one.settle]
    differing = [_told(knowledge, one) for one in own if not one.settle]
    yield from _section("Ce que vos documents contredisent", asked)
    yield from _section("Ce qu'ils laissent ouvert", [_opened(entry) for entry in left_open])
    yield from _section("Ce que nous avons choisi, faute de source", chosen)
    yield from _section("Ce qui diffère d'un bailleur à l'autre : rien à corriger", differing)


def _section(title: str, told: list[str]) -> list[str]:
    return [f"### {title}\n", *told] if told else []


def _told(knowledge: Knowledge, one: Contradiction) -> str:
    versions = [f"- {v.says} *({v.document}, {v.section})*" for v in one.versions]
    asked = [f"\n**À faire :** {one.settle}"] if one.settle else []
    entries = [
        _said(entry)
        for entry in knowledge.entries
        if one.fact in entry.facts and entry.visibility in _SEEN
    ]
    return "\n".join([f"#### {one.title}\n", *versions, *asked, *entries, ""])


def _chosen(one: Choice) -> str:
    told = [f"- {sentence}" for sentence in one.says]
    asked = f"**À faire :** {one.settle} *(réglage : `{one.file}`)*"
    return "\n".join([f"#### {one.title}\n", *told, "", asked, ""])


def _opened(entry: Entry) -> str:
    day = render_value(Unit.DATE, entry.source.date, "fr")
    source = f"*({entry.source.document}, {entry.source.section}, {day})*"
    status = _STATUS[entry.status].capitalize()
    return f"#### {entry.title}\n\n- {status} : {source}\n{_said(entry)}\n"


def _said(entry: Entry) -> str:
    reader = "Le locataire lit" if entry.visibility is Visibility.PUBLIC else "L'agent lit"
    text = render_answer(entry, "fr", entry.last_day)
    return f"\n{reader} aujourd'hui (`{entry.id}`) :\n> {text}"


PAGES: dict[str, Callable[[Knowledge], str]] = {
    "faits.md": facts_page,
    "a-confirmer.md": to_confirm_page,
}


def write_pages(knowledge: Knowledge, folder: Path = DOCS) -> list[Path]:
    """Write the pages; return those that changed."""
    late = outdated(knowledge, folder)
    for path in late:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGES[path.name](knowledge), encoding="utf-8")
    return late


def outdated(knowledge: Knowledge, folder: Path = DOCS) -> list[Path]:
    """Return the pages that no longer say what the knowledge says."""
    return [
        folder / name
        for name, page in PAGES.items()
        if not (folder / name).is_file()
        or (folder / name).read_text(encoding="utf-8") != page(knowledge)
    ]
