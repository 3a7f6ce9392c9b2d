"""Read the inputs of a computation from the words of a form, a button or a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.calculators.model import Calculator, Case, Input, Kind
from knowledge.hours import PARIS

_YES_NO = {"yes": True, "no": False}


class InputInvalid(ValueError):
    """What was given for an input cannot be read as its kind."""

    def __init__(self, wanted: Input) -> None:
        self.input = wanted
        super().__init__(wanted.name)


def _number(word: str) -> Decimal:
    number = Decimal(word.replace(" ", "").replace(",", ".").removesuffix("€"))
    if not number.is_finite():
        raise ValueError(word)
    return number


def _whole(word: str) -> Decimal:
    number = _number(word)
    if number != number.to_integral_value():
        raise ValueError(word)
    return number


def _moment(word: str) -> datetime:
    read = datetime.fromisoformat(word)
    return read if read.tzinfo else read.replace(tzinfo=PARIS)


_READERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.YES_NO: lambda word: _YES_NO[word.lower()],
    Kind.NUMBER: _whole,
    Kind.EUROS: _number,
    Kind.DATE: date.fromisoformat,
    Kind.MOMENT: _moment,
    Kind.CHOICE: str,
    Kind.TEXT: str,
}


def read(wanted: Input, word: str) -> Any:
    """Return one input's value; raises InputInvalid for a word that is none."""
    try:
        value = _READERS[wanted.kind](word.strip())
    except (ValueError, KeyError, InvalidOperation) as error:
        raise InputInvalid(wanted) from error
    if wanted.choices and value not in wanted.choices:
        raise InputInvalid(wanted)
    if isinstance(value, Decimal) and not wanted.least <= value <= wanted.most:
        raise InputInvalid(wanted)
    return value


def read_case(calculator: Calculator, words: Mapping[str, str]) -> Case:
    """Return the inputs that were given, those left empty left out; raises InputInvalid."""
    told = {name: str(word) for name, word in words.items() if str(word).strip()}
    return {one.name: read(one, told[one.name]) for one in calculator.inputs if one.name in told}
