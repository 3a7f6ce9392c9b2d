"""Who may take over a tenant's lease. The sources are unsure: the landlord confirms, always."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Given, Input, Kind, Reason, Result

_OFFICE64 = "office64-transfert-bail"
_ROCHEFORT = "rochefort-transfert-bail"
_CONTINUES = frozenset({"spouse", "pacs"})
_DOUBTFUL = frozenset({"ascendant", "partner"})
_PEOPLE = ("spouse", "pacs", "descendant", "ascendant", "partner", "dependant", "other")


def lease_transfer(given: Given, book: Book) -> Result:
    """Say what the landlord's text says of this person, or that it says nothing."""
    if book.landlord == "office64":
        return _office64(given)
    return _rochefort(given, book)


def _office64(given: Given) -> Result:
    if given["event"] == "other" or given["person"] != "descendant":
        return Result("not-in-source", (Reason("lease_transfer_only_descendant", entry=_OFFICE64),))
    legal = Reason("lease_transfer_legal_conditions", entry=_OFFICE64)
    if given["size"]:
        fitting = Reason("lease_transfer_descendant", entry=_OFFICE64)
        return Result("may-transfer", (fitting, legal))
    temporary = Reason("lease_transfer_temporary", entry=_OFFICE64)
    return Result("temporary-agreement", (temporary, legal))


def _rochefort(given: Given, book: Book) -> Result:
    if given["event"] == "other" or given["person"] == "other":
        return Result("not-in-source", (Reason("lease_transfer_unlisted", entry=_ROCHEFORT),))
    conditions = Reason("lease_transfer_conditions", entry=_ROCHEFORT)
    if given["person"] in _CONTINUES:
        goes_on = Reason("lease_transfer_continues", entry=_ROCHEFORT)
        return Result("continues", (goes_on, conditions))
    figures = {"least": book.figure(_ROCHEFORT, "duree")}
    if given["months"] >= book.number(_ROCHEFORT, "duree") * 12:
        lived = Reason("lease_transfer_lived_long_enough", figures, _ROCHEFORT)
        return Result("may-transfer", (lived, conditions), figures)
    if given["person"] in _DOUBTFUL:
        doubt = Reason("lease_transfer_doubt", figures, _ROCHEFORT)
        return Result("to-confirm", (doubt, conditions), figures)
    short = Reason("lease_transfer_too_short", figures, _ROCHEFORT)
    return Result("too-short", (short,), figures)


LEASE_TRANSFER = Calculator(
    "lease-transfer",
    (
        Input("event", Kind.CHOICE, ("death", "left", "other")),
        Input("person", Kind.CHOICE, _PEOPLE),
        Input("months", Kind.NUMBER, most=1_200),
        Input("size", Kind.YES_NO),
    ),
    lease_transfer,
    frozenset({"office64", "rochefort"}),
    by_landlord=True,
)
