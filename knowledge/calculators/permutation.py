"""Whether two tenants may swap their homes."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Given, Input, Kind, Reason, Result

_CHARTER = "office64-permutation"
_BEL = "office64-bel-definition"
_LAW = "national-permutation-loi"
_ROCHEFORT = "rochefort-permutation"

_CONDITIONS = {
    "as_is": Reason("permutation_as_is_wanted", entry=_CHARTER),
    "allocation": Reason("permutation_allocation_wanted", entry=_CHARTER),
    "size": Reason("permutation_size_wanted", entry=_CHARTER),
    "rents": Reason("permutation_rents_wanted", entry=_CHARTER),
}
_AGREEMENT = Reason("permutation_agreement_wanted", entry=_CHARTER)


def permutation(given: Given, book: Book) -> Result:
    """Say whether the swap may be put to the committee, or every condition that it lacks."""
    if book.landlord == "office64":
        return _office64(given)
    return _rochefort(given)


def _office64(given: Given) -> Result:
    if not given["same_landlord"]:
        return Result("through-bel", (Reason("permutation_through_bel", entry=_BEL),))
    wanted = [reason for name, reason in _CONDITIONS.items() if given.get(name) is False]
    if given.get("reserved") and given.get("agreement") is False:
        wanted.append(_AGREEMENT)
    if not wanted and all(given[name] for name in _CONDITIONS) and _is_free(given):
        return Result("possible", (Reason("permutation_possible", entry=_CHARTER),))
    return Result("not-possible", tuple(wanted))


def _is_free(given: Given) -> bool:
    return not given["reserved"] or given["agreement"] is True


def _rochefort(given: Given) -> Result:
    if not given["same_landlord"]:
        return Result("not-in-source", (Reason("permutation_silent", entry=_ROCHEFORT),))
    told = Reason("permutation_committee_told", entry=_ROCHEFORT)
    if given["same_group"]:
        return Result("by-law-to-confirm", (Reason("permutation_by_law", entry=_LAW), told))
    return Result("possible", (Reason("permutation_other_group", entry=_ROCHEFORT), told))


PERMUTATION = Calculator(
    "permutation",
    (
        Input("same_landlord", Kind.YES_NO),
        *(Input(name, Kind.YES_NO) for name in _CONDITIONS),
        Input("reserved", Kind.YES_NO),
        Input("agreement", Kind.YES_NO),
        Input("same_group", Kind.YES_NO),
    ),
    permutation,
    frozenset({"office64", "rochefort"}),
    by_landlord=True,
)
