"""What is refused of a campaign.

AppError
├── SurveyLinkUnknown  no such link, or its time is over: who asks cannot tell which
├── NobodyToSend       no mobile telephone on which a link could be read
├── NoStaff            a test phase on nobody
├── CampaignNotFound   unknown, or another landlord's: who asks cannot tell which
├── AnotherRuns        tenants are asked by one campaign at a time
├── NotInSample        nobody of a survey's sample has that reference
├── NotYourCase        another agent's, or held too long
├── OutsideHours       nobody is called at that time
├── BadQuestionnaire   it cannot be put to anybody: a loop, an ending that lacks
├── BadDates           it would end before it begins
└── CampaignFixed      launched: not edited any more; ended: not begun again
"""

from collections.abc import Sequence

from backend.errors import BadInput, Conflict, NotFound


class BadQuestionnaire(BadInput):
    """A questionnaire that cannot be put to anybody; `problems` says why, for its author."""

    type = "bad-questionnaire"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("The questionnaire cannot be launched.", problems=list(problems))


class BadDates(BadInput):
    """A survey that would end before it begins, or is over already."""

    type = "survey-dates"

    def __init__(self) -> None:
        super().__init__("The survey would end before it begins.")


class SurveyLinkUnknown(NotFound):
    """No such link, or its time is over: who asks cannot tell which."""

    type = "survey-link-unknown"

    def __init__(self) -> None:
        super().__init__("This link opens nothing (any more).")


class NobodyToSend(Conflict):
    """There is no mobile telephone to send a link to, or its holder wants none."""

    type = "survey-nobody-to-send"

    def __init__(self) -> None:
        super().__init__("A link cannot be sent to this person.")


class NoStaff(BadInput):
    """None of the references is a tenant's, so there is nobody to try a survey on."""

    type = "survey-no-staff"

    def __init__(self) -> None:
        super().__init__("There is no tenant of these references.")


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


class NotYourCase(Conflict):
    """Who was to be called is not in this agent's hand (any more)."""

    type = "survey-case-not-yours"

    def __init__(self) -> None:
        super().__init__("This call is not in your hand any more.")


class NotInSample(NotFound):
    """Nobody of the sample has that reference."""

    type = "survey-not-in-sample"

    def __init__(self) -> None:
        super().__init__("Nobody of this survey's sample has that reference.")


class OutsideHours(Conflict):
    """Nobody is called by night, on Sundays and on holidays."""

    type = "survey-outside-hours"

    def __init__(self) -> None:
        super().__init__("Nobody may be called now.")


class CampaignFixed(Conflict):
    """What is launched is not changed any more, and what has ended does not begin again."""

    type = "campaign-fixed"

    def __init__(self) -> None:
        super().__init__("The campaign does not allow that any more.")
