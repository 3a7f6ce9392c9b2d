"""What is refused of a survey's results.

AppError
└── MarginUnreachable   no weights within the bounds give the margin of the tenant file
"""

from backend.errors import Conflict


class MarginUnreachable(Conflict):
    """No weights within the bounds sum to a margin: nothing is returned in their place."""

    type = "margin-unreachable"

    def __init__(self, margin: str, group: str = "") -> None:
        super().__init__("The weights cannot reach this margin.", margin=margin, group=group)
        self.margin, self.group = margin, group
