"""A survey's answers without the people: what tables and files are made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.campaigns.path import Answers, dimensions
from backend.campaigns.questionnaire import Questionnaire


@dataclass(frozen=True)
class Record:
    """One interview that was finished: the answers that count, and the categories of who gave them.

    `dims` are what somebody said of themselves, else what the tenant file knows.
    """

    mode: str
    is_counted: bool
    dims: Mapping[str, str]
    answers: Answers

    @property
    def order(self) -> tuple[object, ...]:
        """What records are sorted by: what they say, never when or who."""
        return (sorted(self.dims.items()), self.mode, sorted(self.answers.items()))


def relevant(questionnaire: Questionnaire, given: Answers) -> Answers:
    """Return the answers that count: those to what is not asked any more are left out."""
    kept: dict[str, tuple[int, ...]] = {}
    for one in questionnaire.questions:
        asked = all(set(kept.get(code, ())) & set(n) for code, n in one.asked_if.items())
        if one.code in given and asked:
            kept[one.code] = given[one.code]
    return kept


def record(
    questionnaire: Questionnaire,
    given: Answers,
    *,
    mode: str,
    is_counted: bool,
    known: Mapping[str, str],
) -> Record:
    """Return the record of an interview."""
    kept = relevant(questionnaire, given)
    return Record(mode, is_counted, {**known, **dimensions(questionnaire, kept)}, kept)
