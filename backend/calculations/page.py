"""`docs/calculateurs.md`: what each calculator takes, may answer and rests on, for the landlord."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from inspect import getsource
from types import ModuleType

from backend.answers.phrases import with_status
from backend.calculations import texts
from backend.i18n import translator
from knowledge.calculators import CALCULATORS, Book, Calculator, Input, Kind
from knowledge.model import Entry, Knowledge, Unit
from knowledge.query import tenant_entries
from knowledge.render import render_value

_LAST_SET = datetime(2100, 1, 1, tzinfo=UTC)
"""A day on which every value is as it was last set."""
_HEAD = """\
<!-- Écrit par `python -m backend.calculations docs` : changez `knowledge/`, jamais cette page. -->
# Les calculateurs

Chaque calculateur applique une règle des documents à un cas : il demande ce qui lui manque, puis
dit le résultat, ses raisons et les entrées dont il vient. Les chiffres sont ceux des entrées, à
leur date : ils sont remplacés ici par « … ». Ce qu'un document ne dit pas est dit tel quel, jamais
deviné ; la règle d'un bailleur ne répond pas pour un autre.
"""


def page(knowledge: Knowledge) -> str:
    """Return the page, in the order of the titles; it is public, as its calculators are."""
    public = (one for one in CALCULATORS.values() if not one.desk)
    ordered = sorted(public, key=lambda one: texts.title(one, "fr"))
    return "\n".join([_HEAD, *(line for one in ordered for line in _section(one, knowledge))])


def _section(calculator: Calculator, knowledge: Knowledge) -> Iterator[str]:
    module = sys.modules[calculator.compute.__module__]
    book = Book(knowledge, None, _LAST_SET)
    names = sorted(knowledge.landlords[one].name for one in calculator.landlords)
    yield f"## {texts.title(calculator, 'fr')}\n"
    yield f"Bailleurs : {', '.join(names) or 'tous'}.\n"
    yield "**Ce qu'il demande**\n"
    yield from (_asked(calculator, wanted, book) for wanted in calculator.inputs)
    yield "\n**Ce qu'il peut répondre**\n"
    yield from (f"- {text}" for text in _said(calculator, module))
    yield "\n**D'où il le tient**\n"
    yield from _rests_on(module, knowledge)
    yield ""


def _asked(calculator: Calculator, wanted: Input, book: Book) -> str:
    labels = texts.choices(calculator, wanted, book, "fr").values()
    told = f" ({' · '.join(labels)})" if wanted.kind is Kind.CHOICE else ""
    optional = " *Facultatif.*" if wanted.optional else ""
    return f"- {texts.question(calculator, wanted, book, 'fr')}{told}{optional}"


def _said(calculator: Calculator, module: ModuleType) -> Iterator[str]:
    prefix = calculator.id.replace("-", "_")
    for name in dict.fromkeys(re.findall(rf'"({prefix}_\w+)"', getsource(module))):
        yield re.sub(r"\{[^{}]*\}", "…", translator("fr")(name))


def _rests_on(module: ModuleType, knowledge: Knowledge) -> Iterator[str]:
    source = getsource(module)
    for entry in tenant_entries(knowledge):
        if f'"{entry.id}"' in source:
            yield f"- {_cited(entry)}"
    if any(getattr(one, "__module__", "") == "knowledge.query" for one in vars(module).values()):
        yield "- les points de contact du bailleur et leurs horaires"


def _cited(entry: Entry) -> str:
    day = render_value(Unit.DATE, entry.source.date, "fr")
    source = f"*({entry.source.document}, {entry.source.section}, {day})*"
    return f"{entry.title} {source} {with_status('', entry, 'fr').strip()}".strip()
