"""Field indicators: the six response rates of AAPOR, out of where each case stands. Pure.

A quota sample is no random one: these say how the field work went, and bound no error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Where a case stands, in the standard definitions' words."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSED = "R"
    NOT_REACHED = "NC"
    OTHER = "O"
    UNKNOWN_HOME = "UH"
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"


@dataclass(frozen=True)
class Rates:
    """How many cases stand where, and the rates."""

    cases: Mapping[Standing, int]
    rr: Mapping[str, float]

    @property
    def total(self) -> int:
        """All the cases of the sample."""
        return sum(self.cases.values())


def rates(cases: Mapping[Standing, int]) -> Rates:
    """Return the rates of a sample; without a case to divide by, they are nought."""
    n = {one: cases.get(one, 0) for one in Standing}
    whole, part = n[Standing.COMPLETE], n[Standing.PARTIAL]
    lost = n[Standing.REFUSED] + n[Standing.NOT_REACHED] + n[Standing.OTHER]
    known = whole + part + lost
    open_ = n[Standing.UNKNOWN_HOME] + n[Standing.UNKNOWN_OTHER]
    judged = known + n[Standing.NOT_ELIGIBLE]
    eligible = known / judged if judged else 1.0
    rr = {}
    for number, base in ((1, known + open_), (3, known + eligible * open_), (5, known)):
        rr[f"RR{number}"] = whole / base if base else 0.0
        rr[f"RR{number + 1}"] = (whole + part) / base if base else 0.0
    return Rates(n, rr)
