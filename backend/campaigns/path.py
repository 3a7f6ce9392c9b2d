"""The way through a questionnaire: which question comes next, and which answers count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.campaigns.questionnaire import Ending, Question, Questionnaire

# Of each question the numbers of the choices given.
Answers = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Path:
    """Where somebody stands.

    `asked` are the questions that were answered and still count, in order; `next` the first that is
    not answered, or else `ending` is how it ends. `left`: how many may still come, `next` included.
    """

    asked: tuple[Question, ...]
    next: Question | None
    ending: Ending | None
    left: int

    @property
    def last(self) -> Question | None:
        """The question that was answered last."""
        return self.asked[-1] if self.asked else None


def follow(questionnaire: Questionnaire, answers: Answers, *, core: bool) -> Path:
    """Return where these answers lead; with `core` only the questions of an SMS are asked.

    An answer to a question that is not asked any more, because an earlier one was changed, leads
    nowhere.
    """
    asked: list[Question] = []
    relevant = list(_relevant(questionnaire, answers, core=core))
    for at, one in enumerate(relevant):
        given = answers.get(one.code)
        if given is None:
            return Path(tuple(asked), one, None, len(relevant) - at)
        asked.append(one)
        ends = [c.ends for c in map(one.choice, given) if c and c.ends]
        if ends:
            return Path(tuple(asked), None, ends[0], 0)
    return Path(tuple(asked), None, "thanks", 0)


def dimensions(questionnaire: Questionnaire, answers: Answers) -> dict[str, str]:
    """Return the categories that these answers give for the quotas, those that are known."""
    given = {name: answers.get(one.code, ()) for name, one in questionnaire.dimensions.items()}
    return {
        name: str(numbers[0])
        for name, numbers in given.items()
        if numbers and questionnaire.dimensions[name].choice(numbers[0])
    }


def _relevant(questionnaire: Questionnaire, answers: Answers, *, core: bool) -> Iterator[Question]:
    """Yield the questions to ask; one that hangs on a question still open may still come."""
    counts: dict[str, tuple[int, ...] | None] = {}
    for one in questionnaire.questions:
        if core and not one.core:
            continue
        if all(_may_hold(code, wanted, counts) for code, wanted in one.asked_if.items()):
            counts[one.code] = answers.get(one.code)
            yield one


def _may_hold(
    code: str, wanted: tuple[int, ...], counts: Mapping[str, tuple[int, ...] | None]
) -> bool:
    if code not in counts:
        return False
    given = counts[code]
    return given is None or bool(set(given) & set(wanted))
