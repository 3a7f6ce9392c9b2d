"""Reads the held-out questions, and says what the product's own service does with each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.answers import service
from backend.replies import Act, Button, Utterance
from knowledge.model import Knowledge
from knowledge.query import tenant_entries
from knowledge.search import Searcher
from knowledge.search_text import fold
from knowledge.yaml_reader import read_yaml

FOLDER = Path(__file__).parent / "held_out"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NONE, CHOICE, OTHER = "none", "choice", "other"
RIGHT, CHOSEN, UNKNOWN, WRONG = "right", "in the choices", "said not known", "wrong stated"
WRONG_CHOICE = "wrong choices"
VERDICTS = (RIGHT, CHOSEN, WRONG_CHOICE, UNKNOWN, WRONG)


@dataclass(frozen=True)
class Case:
    """One held-out question, what answers it, and what was done with it."""

    q: str
    to: tuple[str, ...]
    style: str
    landlord: str | None
    lang: str = "fr"
    after: str | None = None
    every: bool = False
    """Both of two questions are to be answered."""
    verdict: str = ""
    said: tuple[str, ...] = ()


def cases(*names: str) -> list[Case]:
    """Return the cases of the batches named, all of them without a name."""
    files = [FOLDER / f"{name}.yaml" for name in names] or sorted(FOLDER.glob("*.yaml"))
    return [case for file in files for group in read_yaml(file) for case in _of(group)]


def _of(group: dict[str, Any]) -> Iterator[Case]:
    given = group.get("landlord")
    base = Case("", (), group["style"], None if given in (None, NONE) else given)
    base = replace(base, lang=group.get("lang", "fr"))
    for to, questions in group.get("ask", {}).items():
        for q in questions:
            yield replace(base, q=q, to=tuple(to.split()))
    for row in group.get("after", ()):
        yield replace(base, q=row["q"], to=tuple(row["to"]), after=row["after"])
    for row in group.get("two", ()):
        lang = row.get("lang", base.lang)
        yield replace(base, q=row["q"], to=tuple(row["to"]), lang=lang, every=True)


def fresh(knowledge: Knowledge, found: Iterable[Case]) -> list[Case]:
    """Return the cases without those that stand among the examples by now."""
    examples = {
        fold(question)
        for entry in tenant_entries(knowledge)
        for questions in entry.questions.values()
        for question in questions
    }
    return [case for case in found if case.after or fold(case.q) not in examples]


def payloads_of(knowledge: Knowledge) -> dict[str, str]:
    """Return the entry behind each button of a choice."""
    entries = reversed(tenant_entries(knowledge))
    return {qs[0]: entry.id for entry in entries for qs in entry.questions.values()}


def asked(searcher: Searcher, found: Iterable[Case]) -> list[Case]:
    """Return the fresh cases with what the service said to each."""
    payloads = payloads_of(searcher.knowledge)
    return [_asked(searcher, case, payloads) for case in fresh(searcher.knowledge, found)]


def _asked(searcher: Searcher, case: Case, payloads: dict[str, str]) -> Case:
    found = service.answer(
        case.q,
        landlord=case.landlord,
        language=case.lang,
        topic=case.after,
        now=NOW,
        searcher=searcher,
    )
    return _judged(case, found.utterance, payloads)


def _judged(case: Case, said: Utterance | None, payloads: dict[str, str]) -> Case:
    if said is None:
        return replace(case, verdict=RIGHT if NONE in case.to else UNKNOWN)
    if said.act is Act.OUT_OF_SCOPE:
        owned = OTHER in case.to or NONE in case.to
        return replace(case, verdict=RIGHT if owned else UNKNOWN, said=(OTHER,))
    if said.act is Act.CLARIFY:
        return _judged_choice(case, said.response or "", said.buttons, payloads)
    told = tuple(source.entry for source in said.sources)
    enough = all if case.every else any
    right = enough(to in told for to in case.to)
    half = case.every and any(to in told for to in case.to)
    return replace(case, said=told, verdict=RIGHT if right else CHOSEN if half else WRONG)


def _judged_choice(
    case: Case, response: str, buttons: Iterable[Button], payloads: dict[str, str]
) -> Case:
    if response == "answer_which_landlord":
        offered = ("which landlord",)
        right = CHOICE in case.to or case.landlord is None
    else:
        offered = tuple(payloads.get(button.payload, button.payload) for button in buttons)
        right = bool({*offered} & {*case.to}) or NONE in case.to
    good = RIGHT if CHOICE in case.to else CHOSEN
    return replace(case, said=offered, verdict=good if right else WRONG_CHOICE)
