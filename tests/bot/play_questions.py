"""Plays questions about the knowledge against a running product, as its chat widget would.

    python -m tests.bot.play_questions --base http://127.0.0.1:8000 third   # held-out batches
    python -m tests.bot.play_questions --base http://127.0.0.1:8000         # every entry

`tests.knowledge.measure_answers` asks the service alone; here Rasa, the dialogue and the rules take
part. A follow-up comes after the first way of asking for the entry before. Without a batch, each
way of asking of every public entry is asked (a third of them with `--share 3`) by a tenant of its
landlord, then by one whose landlord is unknown: it has to be reached, or its landlord asked for.
"""

# ruff: noqa: T201
import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx

from knowledge import load
from knowledge.model import NATIONAL, Entry, Knowledge
from knowledge.query import tenant_entries, tenant_entry
from tests.bot.play import Tenant
from tests.knowledge.held_out_cases import (
    CHOICE,
    CHOSEN,
    NONE,
    OTHER,
    RIGHT,
    UNKNOWN,
    WRONG,
    Case,
    cases,
    fresh,
    payloads_of,
)
from tests.knowledge.measure_answers import table

TERRITORY = "cclo"


@dataclass(frozen=True)
class Told:
    """The acts of a turn, the entries that it answers with, and those between which it asks."""

    acts: tuple[str, ...]
    entries: tuple[str, ...]
    offered: tuple[str, ...]

    @property
    def summary(self) -> tuple[str, ...]:
        """What is printed beside a question that failed."""
        return self.entries or self.offered or self.acts


def told(replies: list[dict[str, Any]], payloads: dict[str, str]) -> Told:
    """Read the replies to a message."""
    acts = tuple(reply["act"] for reply in replies)
    sources = (source for reply in replies for source in reply.get("sources") or ())
    buttons = (button for reply in replies for button in reply.get("buttons") or ())
    offered = (payloads.get(button["payload"], button["payload"]) for button in buttons)
    entries = tuple(source["entry"] for source in sources)
    return Told(acts, entries, tuple(offered) if "clarify" in acts else ())


def verdict(case: Case, said: Told) -> str:
    """Return what the turn is worth for the tenant."""
    if "answer" not in said.acts:
        if NONE in case.to or OTHER in case.to:
            return RIGHT if {"out_of_scope", "handoff"} & {*said.acts} else UNKNOWN
        if "clarify" in said.acts:
            if CHOICE in case.to or case.landlord is None:
                return RIGHT
            return CHOSEN if {*case.to} & {*said.offered} else UNKNOWN
        return UNKNOWN
    hits = [to in said.entries for to in case.to]
    if all(hits) or (any(hits) and not case.every):
        return RIGHT
    return CHOSEN if any(hits) else WRONG


def play(http: httpx.Client, case: Case, knowledge: Knowledge, payloads: dict[str, str]) -> Case:
    """Ask one question in a conversation of its own; return it with its verdict."""
    tenant = Tenant(http, case.landlord)
    if case.after:
        questions = tenant_entry(knowledge, case.after).questions
        tenant.say((questions.get(case.lang) or questions["fr"])[0])
    said = told(tenant.say(case.q), payloads)
    return replace(case, verdict=verdict(case, said), said=said.summary)


def of_entries(knowledge: Knowledge, share: int) -> Iterator[Case]:
    """Yield the ways of asking of the entries, for a tenant of the landlord and for anybody."""
    for entry in tenant_entries(knowledge):
        for lang, questions in entry.questions.items():
            for q in questions[::share]:
                yield _case(entry, q, lang, _own(entry))
            yield _case(entry, questions[0], lang, None)


def _case(entry: Entry, q: str, lang: str, landlord: str | None) -> Case:
    return Case(q, (entry.id,), "own" if landlord else "unknown", landlord, lang)


def _own(entry: Entry) -> str:
    return "office64" if entry.landlord in (NATIONAL, TERRITORY) else entry.landlord


def report(played: list[Case], show: int) -> None:
    """Print the tables and the misses."""
    print(table(played, "style", lambda case: case.style))
    print(table(played, "language", lambda case: case.lang))
    missed = [case for case in played if case.verdict != RIGHT]
    for case in missed[:show]:
        before = f" (after {case.after})" if case.after else ""
        print(f"{case.verdict}: {case.q!r}{before}: {case.said} – wants {case.to}")


def main() -> None:
    """Play the batches named, or the entries' own ways of asking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--show", type=int, default=200)
    parser.add_argument("batches", nargs="*")
    options = parser.parse_args()
    knowledge = load()
    payloads = payloads_of(knowledge)
    batches = fresh(knowledge, cases(*options.batches)) if options.batches else ()
    found = batches or of_entries(knowledge, options.share)
    with httpx.Client(base_url=options.base, timeout=60, trust_env=False) as http:
        report([play(http, case, knowledge, payloads) for case in found], options.show)


if __name__ == "__main__":
    main()
