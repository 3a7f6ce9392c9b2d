"""What is refused about quotas.

AppError
├── EmptyPlan              nobody is to be asked, or over no dimension
├── EmptyCategory          nobody is of that category
├── TargetAbovePopulation  more are wanted than there are
├── MarginsDisagree        two margins cannot sum to the same total
└── NoSuchCounter          there is no counter of that number
"""

from collections.abc import Mapping, Sequence

from backend.errors import BadInput, NotFound


class EmptyPlan(BadInput):
    """A sample of nobody, or a plan without a margin."""

    type = "quota-plan-empty"

    def __init__(self) -> None:
        super().__init__("A quota plan needs somebody to ask and a dimension to count by.")


class EmptyCategory(BadInput):
    """A quota on a category that nobody has."""

    type = "quota-category-empty"

    def __init__(self, dimension: str, category: str | None = None) -> None:
        said = f"Nobody is of {dimension} {category or '(any)'}."
        super().__init__(said, dimension=dimension, category=category)


class TargetAbovePopulation(BadInput):
    """More people are wanted than there are."""

    type = "quota-target-above-population"

    def __init__(self, dims: Mapping[str, str], target: int, people: int) -> None:
        said = f"{target} are wanted of {dict(dims)}, where there are {people}."
        super().__init__(said, dims=dict(dims), target=target, people=people)


class MarginsDisagree(BadInput):
    """The places of a margin do not sum to those of another that it is part of."""

    type = "quota-margins-disagree"

    def __init__(self, margin: Sequence[str], dims: Mapping[str, str]) -> None:
        said = f"The margin {list(margin)} does not sum to the target of {dict(dims)}."
        super().__init__(said, margin=list(margin), dims=dict(dims))


class NoSuchCounter(NotFound):
    """No counter has that number."""

    type = "quota-counter-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such counter.")
