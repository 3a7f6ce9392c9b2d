"""How answers are read, as data beside the questionnaire: indicators, profiles, what follows.

A rule is true, false or open: what was not asked, not known or not told decides nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from backend.campaigns.path import Answers
from backend.campaigns.questionnaire import UNSAID, Questionnaire, Words

SHIPPED = Path(__file__).parent / "readings"
Rule = Mapping[str, Any]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Consent(_Data):
    """The question that asks for it, and the choice that agrees to each purpose."""

    question: str
    need: int
    writing: int


class _Ruled(_Data):
    id: str
    label: Words
    when: Rule


class Indicator(_Ruled):
    """A share of those whom a rule decides; `modes`: asked of all that it needs in these only."""

    definition: Words
    modes: tuple[str, ...] = ()


class Persona(_Ruled):
    """A profile, and how whoever has it is written to; `link_alone`: a link says enough."""

    channels: tuple[str, ...]
    link_alone: bool


class Need(_Ruled):
    """A list of those who would like something."""


class Priority(_Ruled):
    """Who comes before others, where there is not enough of something."""


class Priorities(_Data):
    """Of those on the list of a need: the first rule that holds says how soon somebody comes."""

    need: str
    order: tuple[Priority, ...]


class Preferred(_Data):
    """The question of how somebody likes to be reached, and what its choices are called."""

    question: str
    channels: Mapping[int, str]


class ByTelephone(_Data):
    """Of which categories at least what share is to be asked by telephone, to speak of them."""

    dimension: str
    categories: tuple[str, ...]
    share: float


class Reading(_Data):
    """The whole of it, for one questionnaire."""

    questionnaire: str
    purpose: Words
    keep_days: int
    consent: Consent
    indicators: tuple[Indicator, ...]
    personas: tuple[Persona, ...]
    preferred: Preferred
    needs: tuple[Need, ...]
    priorities: Priorities
    by_telephone: ByTelephone

    def persona_of(self, answers: Answers) -> Persona:
        """Return the one profile that somebody has: that of the first rule that holds."""
        return next(one for one in self.personas if holds(one.when, answers))

    def agreed(self, answers: Answers, purpose: int) -> bool:
        """Tell whether somebody agreed to a purpose; silence does not."""
        return purpose in answers.get(self.consent.question, ())

    def needs_of(self, answers: Answers) -> list[str]:
        """Return the lists that somebody is on."""
        return [one.id for one in self.needs if holds(one.when, answers)]

    def priority_of(self, answers: Answers) -> str | None:
        """Return which rule says how soon somebody comes; None where they are on no such list."""
        if self.priorities.need not in self.needs_of(answers):
            return None
        found = (one.id for one in self.priorities.order if holds(one.when, answers))
        return next(found, None)

    def channels_of(self, answers: Answers) -> list[str]:
        """Return how somebody is best reached, what they prefer first."""
        known = self.preferred.channels
        given = [known[n] for n in answers.get(self.preferred.question, ()) if n in known]
        return list(dict.fromkeys([*given, *self.persona_of(answers).channels]))


@cache
def reading_of(questionnaire: str) -> Reading | None:
    """Return how the answers to a questionnaire are read; None where that is not written."""
    path = SHIPPED / f"{questionnaire.replace('-', '_')}.yaml"
    if not path.exists():
        return None
    return Reading.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def holds(rule: Rule, answers: Answers) -> bool | None:
    """Tell whether all parts of a rule are true; None where that hangs on what is not known."""
    return _all([_part(name, part, answers) for name, part in rule.items()])


def _part(name: str, part: Any, answers: Answers) -> bool | None:
    match name:
        case "all":
            return _all([holds(one, answers) for one in part])
        case "any":
            return _not(_all([_not(holds(one, answers)) for one in part]))
        case "not":
            return _not(holds(part, answers))
        case "count":
            said = [_given(code, part["is"], answers) for code in part["questions"]]
            return _at_least(part["at_least"], said)
        case _:
            return _given(name, part, answers)


def _given(question: str, choices: Sequence[int], answers: Answers) -> bool | None:
    given = answers.get(question)
    if not given or given[0] in UNSAID:
        return None
    return bool(set(given) & set(choices))


def _at_least(number: int, said: Sequence[bool | None]) -> bool | None:
    if said.count(True) >= number:
        return True
    return False if said.count(True) + said.count(None) < number else None


def _all(said: Sequence[bool | None]) -> bool | None:
    if False in said:
        return False
    return None if None in said else True


def _not(said: bool | None) -> bool | None:
    return None if said is None else not said


def problems(reading: Reading, questionnaire: Questionnaire) -> list[str]:
    """Return what a reading asks of a questionnaire that does not have it, in words; none if fit.

    Its last profile takes everybody who is left.
    """
    found = [*_unknown(reading, questionnaire)]
    if not reading.personas or reading.personas[-1].when:
        found.append("personas: the last one does not take everybody who is left")
    if reading.priorities.need not in {one.id for one in reading.needs}:
        found.append(f"priorities: there is no need {reading.priorities.need!r}")
    return found


def _unknown(reading: Reading, questionnaire: Questionnaire) -> Iterator[str]:
    consent, preferred = reading.consent, reading.preferred
    ruled: tuple[_Ruled, ...] = (
        *reading.indicators,
        *reading.personas,
        *reading.needs,
        *reading.priorities.order,
    )
    named: list[tuple[str, tuple[int, ...]]] = [
        (consent.question, (consent.need, consent.writing)),
        (preferred.question, tuple(preferred.channels)),
        *(pair for one in ruled for pair in _named(one.when)),
    ]
    for code, numbers in named:
        asked = questionnaire.question(code)
        for number in numbers:
            if asked is None or asked.choice(number) is None:
                yield f"{code} = {number}: no such choice"


def _named(rule: Rule) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the questions that a rule names, with their choices."""
    for name, part in rule.items():
        match name:
            case "all" | "any":
                for one in part:
                    yield from _named(one)
            case "not":
                yield from _named(part)
            case "count":
                yield from ((code, tuple(part["is"])) for code in part["questions"])
            case _:
                yield name, tuple(part)
