"""The words of the calculators: titles, questions, choices, explanations, by name.

The names are made of the calculator's id and its inputs, in underscores: `calculator_<id>`,
`ask_<id>_<input>`, `choice_<id>_<input>_<choice>`; a reason's text is under the reason's own name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.answers.phrases import moment, with_status
from backend.i18n import render
from knowledge.calculators import LANDLORD, Book, Calculator, Figure, Input, Kind, Reason, Result
from knowledge.render import render_value

OWN = frozenset(
    {
        "calculation_again",
        "calculation_cancel",
        "calculation_cancelled",
        "calculation_for_me",
        "calculation_given_up",
        "calculation_not_held",
        "calculation_not_without",
        "calculation_which",
    }
)
"""The names of the room's own texts, that are no calculator's."""

YES_NO = (("yes", "button_yes"), ("no", "button_no"))


def _underscored(*words: str) -> str:
    return "_".join(words).replace("-", "_")


def title_name(calculator: Calculator) -> str:
    """Return the name of the calculator's title."""
    return _underscored("calculator", calculator.id)


def question_name(calculator: Calculator, wanted: Input) -> str:
    """Return the name of the text that asks for an input."""
    if wanted.name == LANDLORD:
        return "answer_which_landlord"
    return _underscored("ask", calculator.id, wanted.name)


def choice_name(calculator: Calculator, wanted: Input, choice: str) -> str:
    """Return the name of a choice's label."""
    return _underscored("choice", calculator.id, wanted.name, choice)


def title(calculator: Calculator, language: str) -> str:
    """Return what the calculator is called."""
    return render(title_name(calculator), {}, language)


@dataclass(frozen=True)
class _Written:
    """A figure that a text may ask for in one of its forms: `{total}`, `{months:bare}`."""

    figure: Figure
    language: str
    now: datetime

    def __format__(self, form: str) -> str:
        value = self.figure.value
        if isinstance(value, datetime):
            return moment(value, self.now, self.language)
        return render_value(self.figure.unit, value, self.language, form or self.figure.form)


def question(calculator: Calculator, wanted: Input, book: Book, language: str) -> str:
    """Return the question that asks for an input, with the figures that it names."""
    values = {
        name: _Written(book.figure(*where), language, book.now)
        for name, where in wanted.told.items()
    }
    return render(question_name(calculator, wanted), values, language)


def choices(calculator: Calculator, wanted: Input, book: Book, language: str) -> dict[str, str]:
    """Return the stable words that an input takes, each with its label; none for a free one."""
    if wanted.name == LANDLORD:
        return {one: book.knowledge.landlords[one].name for one in wanted.choices}
    if wanted.kind is Kind.YES_NO:
        return {word: render(name, {}, language) for word, name in YES_NO}
    return {
        one: render(choice_name(calculator, wanted, one), {}, language) for one in wanted.choices
    }


def figure(told: Figure, now: datetime, language: str) -> str:
    """Return a figure in words, a date and time as "demain à 17 h" is told."""
    return f"{_Written(told, language, now)}"


def _line(reason: Reason, now: datetime, language: str) -> str:
    values: Mapping[str, object] = {
        name: _Written(told, language, now) for name, told in reason.values.items()
    }
    return render(reason.text, values, language)


def lines(result: Result, book: Book, language: str) -> Iterator[str]:
    """Yield the explanation line by line; what is no plain rule is told as what it is, once."""
    told: set[str] = set()
    for reason in result.reasons:
        line = _line(reason, book.now, language)
        if reason.entry and reason.entry not in told:
            told.add(reason.entry)
            line = with_status(line, book.entry(reason.entry), language)
        yield line
