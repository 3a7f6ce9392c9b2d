"""Rules that can be computed, as pure functions over the entries' dated values.

A calculator never speaks: it gives a verdict, figures and the names of its reasons, each with the
entry that it rests on. What is missing comes back as the input to ask for.
"""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import (
    Calculator,
    Case,
    Figure,
    Given,
    Input,
    InputMissing,
    Kind,
    Reason,
    Result,
)
from knowledge.calculators.ops_penalty import OPS_PENALTY
from knowledge.calculators.reading import InputInvalid, read, read_case

CALCULATORS = {one.id: one for one in (OPS_PENALTY,)}

__all__ = [
    "CALCULATORS",
    "Book",
    "Calculator",
    "Case",
    "Figure",
    "Input",
    "InputInvalid",
    "InputMissing",
    "Kind",
    "Reason",
    "Result",
    "compute",
    "holds_for",
    "read",
    "read_case",
]


def holds_for(calculator: Calculator, landlord: str | None) -> bool:
    """Is this a rule of the landlord's? One whose landlord is not known yet may be any."""
    return landlord is None or not calculator.landlords or landlord in calculator.landlords


def compute(calculator: Calculator, case: Case, book: Book) -> Result | Input:
    """Return the result, or the one input that is needed before there can be any.

    Raises FactNotFound or EntryNotFound where the landlord's sources do not hold the rule.
    """
    try:
        return calculator.compute(Given(case), book)
    except InputMissing as missing:
        return next(one for one in calculator.inputs if one.name == missing.name)
