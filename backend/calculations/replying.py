"""What is said in the chat of what can be computed: the result, or the offer to compute it."""

from dataclasses import replace

from backend.answers.landlords import named
from backend.answers.service import Found
from backend.answers.telling import naming
from backend.calculations import asked, service
from backend.calculations.service import Explanation, Given
from backend.calculations.told import Words, told
from backend.errors import AppError
from backend.hearing.communes import landlord_of
from backend.i18n import render
from backend.replies import Act, Button, Effect, EffectKind, Outcome, SourceRef, Utterance
from knowledge.calculators import CALCULATORS
from knowledge.model import Knowledge
from knowledge.query import tenant_entry
from knowledge.search import CLARIFY, Searcher
from knowledge.search_text import fold

FOR_ME = Button("Calculer pour moi", response="calculation_for_me")


def straight(text: str, given: Given) -> Outcome | None:
    """Return the result where the message's own words ask for it: is it open, whose agency is it.

    None leaves the message to the entries, also where it names another landlord than the tenant's.
    """
    name = named(given.knowledge, text)
    if name and given.landlord and name.landlord.id != given.landlord:
        return None
    own = given.landlord or (name.landlord.id if name else None)
    found = _straight(text, replace(given, landlord=own))
    if found is None:
        return None
    effects = (Effect(EffectKind.SET_LANDLORD, own),) if own and not given.landlord else ()
    return Outcome((found,), (*effects, *topic(found)))


def _straight(text: str, given: Given) -> Utterance | None:
    if asked.asks_whether_open(text, given.now):
        words = told("opening", text, given.now)
        means = ["telephone", "counter"] if "day" in words else [words["means"]]
        return _spoken(
            given, [_computed("opening", {**words, "means": one}, given) for one in means]
        )
    if asked.asks_which_agency(text):
        words = told("contact", text, given.now)
        lives = given.landlord or landlord_of(words["commune"])
        return _spoken(given, [_computed("contact", words, replace(given, landlord=lives))])
    return None


def applied(found: Found, text: str, given: Given) -> Outcome | None:
    """Return what was found, a rule applied to the case that the message tells, if it tells one.

    Where rules are near and only one has a case in the message, that one is meant. Two answers
    in one reply stay as they are.
    """
    outcome = found.outcome()
    if outcome is None or sum(len(one.sources) for one in outcome.utterances) > 1:
        return outcome
    own = replace(given, landlord=given.landlord or found.landlord)
    told_entries = [source.entry for one in outcome.utterances for source in one.sources]
    entries = told_entries or [entry.id for entry in found.choices]
    spoken = _of_case(entries, text, own)
    if spoken is not None:
        kept = tuple(e for e in outcome.effects if e.kind is not EffectKind.SET_TOPIC)
        return Outcome((spoken,), (*kept, *topic(spoken)))
    offered = tuple(_with_offer(one) for one in outcome.utterances)
    return replace(outcome, utterances=offered)


def _of_case(entries: list[str], text: str, given: Given) -> Utterance | None:
    about = dict.fromkeys(asked.LEADS[one] for one in entries if one in asked.LEADS)
    for calculator in about:
        words = told(calculator, text, given.now)
        spoken = _spoken(given, [_computed(calculator, words, given)]) if words else None
        if spoken is not None:
            return spoken
    return None


def _with_offer(said: Utterance) -> Utterance:
    leads = any(source.entry in asked.LEADS for source in said.sources)
    is_rule = said.act is Act.ANSWER and leads
    return replace(said, buttons=(*said.buttons, FOR_ME)) if is_rule else said


def _computed(calculator: str, words: Words, given: Given) -> Explanation | None:
    try:
        found = service.calculate(calculator, words, given)
    except AppError:
        # What cannot be computed is answered in general.
        return None
    return found if isinstance(found, Explanation) else None


def _spoken(given: Given, found: list[Explanation | None]) -> Utterance | None:
    results = [one for one in found if one is not None]
    return utterance(given, *results) if results else None


def offered(given: Given) -> list[str]:
    """Return the calculators that the chat offers to a landlord's people, each once."""
    held = {one.id for one in service.calculators(given)}
    return [one for one in dict.fromkeys(asked.LEADS.values()) if one in held]


def meant(text: str, told_before: str | None, given: Given, searcher: Searcher) -> str | None:
    """Return the calculator that a wish for a computation is about.

    By its title, by the entry that its own words are about, else by what was told before.
    """
    titles = {fold(service.title(CALCULATORS[one], given.language)): one for one in offered(given)}
    plain = fold(text)
    found = next((one for title, one in titles.items() if title in plain), None)
    if found is not None:
        return found
    about = asked.without_wish(text)
    if about:
        best = searcher.rank(about, landlord=given.landlord, language=given.language, limit=1)
        if best and best[0].score >= CLARIFY and best[0].entry.id in asked.LEADS:
            return asked.LEADS[best[0].entry.id]
    return asked.LEADS.get(told_before or "")


def text(name: str, language: str) -> str:
    """Return one of the room's own texts."""
    return render(name, {}, language)


def utterance(given: Given, *results: Explanation) -> Utterance:
    """Return results as one answer, under its landlord's name where the tenant's is not known."""
    lines = dict.fromkeys(line for one in results for line in one.lines)
    sources = dict.fromkeys(source for one in results for source in one.sources)
    text = "\n".join(lines)
    if given.landlord is None:
        text = _under_its_name(given.knowledge, tuple(sources), text, given.language)
    return Utterance(Act.ANSWER, text=text, sources=tuple(sources))


def _under_its_name(
    knowledge: Knowledge, sources: tuple[SourceRef, ...], text: str, language: str
) -> str:
    return naming(knowledge, tenant_entry(knowledge, sources[0].entry), text, language)


def topic(said: Utterance) -> tuple[Effect, ...]:
    """Return what is to be remembered of an answer: its entry."""
    return (Effect(EffectKind.SET_TOPIC, said.sources[0].entry),) if said.sources else ()
