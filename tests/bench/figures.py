"""How a figure is printed and summed up."""

import sys
from collections.abc import Sequence


def figure(name: str, number: float, unit: str) -> None:
    """Print one result, in the form that the checks read."""
    sys.stdout.write(f"figure {name} = {number:.2f} {unit}\n")
    sys.stdout.flush()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
