"""Rules that can be computed, as pure functions over the entries' dated values.

A calculator never speaks: it gives a verdict, figures and the names of its reasons, each with the
entry that it rests on. What is missing comes back as the input to ask for.
"""

from __future__ import annotations

from knowledge.calculators.bel_advert import BEL_ADVERT
from knowledge.calculators.bel_exchange import BEL_EXCHANGE
from knowledge.calculators.bel_step import BEL_STEP
from knowledge.calculators.book import Book
from knowledge.calculators.contact import CONTACT
from knowledge.calculators.effort_rate import EFFORT_RATE
from knowledge.calculators.information_point import INFORMATION_POINT
from knowledge.calculators.lease_transfer import LEASE_TRANSFER
from knowledge.calculators.minimum_occupancy import MINIMUM_OCCUPANCY
from knowledge.calculators.model import (
    Calculator,
    Case,
    Figure,
    Given,
    Input,
    InputMissing,
    InputUnfit,
    Kind,
    Reason,
    Result,
)
from knowledge.calculators.mutation_priority import MUTATION_PRIORITY
from knowledge.calculators.opening import OPENING
from knowledge.calculators.ops_penalty import OPS_PENALTY
from knowledge.calculators.papers_deadline import PAPERS_DEADLINE
from knowledge.calculators.permutation import PERMUTATION
from knowledge.calculators.reading import InputInvalid, read, read_case
from knowledge.calculators.refusal import REFUSAL
from knowledge.calculators.remaining_income import REMAINING_INCOME
from knowledge.calculators.right_to_remain import RIGHT_TO_REMAIN
from knowledge.calculators.senior_commission import SENIOR_COMMISSION
from knowledge.calculators.senior_pack import SENIOR_PACK
from knowledge.calculators.sls import SLS
from knowledge.calculators.sls_recalculation import SLS_RECALCULATION
from knowledge.errors import EntryNotFound
from knowledge.model import Knowledge

LANDLORD = "landlord"
"""The input that is no calculator's own: whose rule is meant, where rules differ."""

CALCULATORS = {
    one.id: one
    for one in (
        BEL_ADVERT,
        BEL_EXCHANGE,
        BEL_STEP,
        CONTACT,
        EFFORT_RATE,
        INFORMATION_POINT,
        LEASE_TRANSFER,
        MINIMUM_OCCUPANCY,
        MUTATION_PRIORITY,
        OPENING,
        OPS_PENALTY,
        PAPERS_DEADLINE,
        PERMUTATION,
        REFUSAL,
        REMAINING_INCOME,
        RIGHT_TO_REMAIN,
        SENIOR_COMMISSION,
        SENIOR_PACK,
        SLS,
        SLS_RECALCULATION,
    )
}

__all__ = [
    "CALCULATORS",
    "LANDLORD",
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
    "landlords_of",
    "read",
    "read_case",
]


def landlords_of(calculator: Calculator, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the ids of the landlords whose rule this is."""
    served = (one.id for one in knowledge.landlords.values() if not one.is_territory)
    return tuple(one for one in served if holds_for(calculator, one))


def holds_for(calculator: Calculator, landlord: str | None) -> bool:
    """Is this a rule of the landlord's? One whose landlord is not known yet may be any."""
    return landlord is None or not calculator.landlords or landlord in calculator.landlords


def compute(calculator: Calculator, case: Case, book: Book) -> Result | Input:
    """Return the result, or the one input that is needed before there can be any.

    Raises InputInvalid for an input that cannot be, another KnowledgeError where the landlord's
    sources do not hold the rule.
    """
    if not holds_for(calculator, book.landlord):
        raise EntryNotFound(calculator.id)
    if calculator.by_landlord and book.landlord is None:
        return Input(LANDLORD, Kind.CHOICE, landlords_of(calculator, book.knowledge))
    try:
        return calculator.compute(Given(case), book)
    except InputMissing as missing:
        return calculator.input(missing.name)
    except InputUnfit as unfit:
        raise InputInvalid(calculator.input(unfit.name)) from unfit
