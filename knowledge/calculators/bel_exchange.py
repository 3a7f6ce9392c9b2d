"""Whether a swap through the BEL may go to the landlords' examination."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Given, Input, Kind, Reason, Result

_DEFINITION = "office64-bel-definition"
_DEPARTMENTS = "office64-bel-departements"
_EXAMINED = "office64-bel-etapes-dossier"

_CONDITIONS = {
    "allocation": Reason("bel_exchange_allocation_wanted", entry=_EXAMINED),
    "size": Reason("bel_exchange_size_wanted", entry=_EXAMINED),
    "rent": Reason("bel_exchange_rent_wanted", entry=_EXAMINED),
}


def bel_exchange(given: Given, book: Book) -> Result:
    """Say whether the swap meets what the sources ask, or every condition that it lacks."""
    if not given["social_tenants"]:
        outside = Reason("bel_exchange_social_tenants_wanted", entry=_DEFINITION)
        return Result("not-possible", (outside,))
    if given["department"] == "elsewhere":
        return Result("not-possible", (Reason("bel_exchange_elsewhere", entry=_DEPARTMENTS),))
    wanted = [reason for name, reason in _CONDITIONS.items() if given.get(name) is False]
    if not wanted and all(given[name] for name in _CONDITIONS):
        return Result("possible", (Reason("bel_exchange_possible", entry=_EXAMINED),))
    return Result("not-possible", (*wanted, Reason("bel_exchange_closed", entry=_EXAMINED)))


BEL_EXCHANGE = Calculator(
    "bel-exchange",
    (
        Input("social_tenants", Kind.YES_NO),
        Input(
            "department", Kind.CHOICE, ("pyrenees-atlantiques", "landes", "gironde", "elsewhere")
        ),
        *(Input(name, Kind.YES_NO) for name in _CONDITIONS),
    ),
    bel_exchange,
    frozenset({"office64"}),
)
