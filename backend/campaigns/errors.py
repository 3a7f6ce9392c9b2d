"""What is refused of a campaign.

AppError
├── CampaignNotFound   unknown, or another landlord's: who asks cannot tell which
├── AnotherRuns        tenants are asked by one campaign at a time
├── BadQuestionnaire   it cannot be put to anybody: a loop, an ending that lacks
└── CampaignFixed      launched: not edited any more; ended: not begun again
"""

from collections.abc import Sequence

from backend.errors import BadInput, Conflict, NotFound


class BadQuestionnaire(BadInput):
    """A questionnaire that cannot be put to anybody; `problems` says why, for its author."""

    type = "bad-questionnaire"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("The questionnaire cannot be launched.", problems=list(problems))


class CampaignNotFound(NotFound):
    """There is no such campaign of this landlord."""

    type = "campaign-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such campaign.")


class AnotherRuns(Conflict):
    """A landlord's tenants are asked by one campaign at a time."""

    type = "another-campaign-runs"

    def __init__(self) -> None:
        super().__init__("Another campaign is running.")


class CampaignFixed(Conflict):
    """What is launched is not changed any more, and what has ended does not begin again."""

    type = "campaign-fixed"

    def __init__(self) -> None:
        super().__init__("The campaign does not allow that any more.")
