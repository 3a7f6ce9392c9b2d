"""What is refused of a campaign.

AppError
├── BadQuestionnaire   it cannot be put to anybody: a loop, an ending that lacks
└── CampaignFixed      launched: not edited any more; ended: not begun again
"""

from collections.abc import Sequence

from backend.errors import BadInput, Conflict


class BadQuestionnaire(BadInput):
    """A questionnaire that cannot be put to anybody; `problems` says why, for its author."""

    type = "bad-questionnaire"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("The questionnaire cannot be launched.", problems=list(problems))


class CampaignFixed(Conflict):
    """What is launched is not changed any more, and what has ended does not begin again."""

    type = "campaign-fixed"

    def __init__(self) -> None:
        super().__init__("The campaign does not allow that any more.")
