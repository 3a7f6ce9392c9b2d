"""What is refused of a mailing.

AppError
├── MailingNotFound    unknown, or another landlord's: who asks cannot tell which
├── MailingUnfinished  no French text, a field that there is not, or something left to write
├── MailingFixed       approved: not edited any more; over: not gone on with
├── OwnMailing         whoever wrote or changed it does not approve it
├── MailingChanged     it is not what was read before it was approved
├── NobodyToMail       nobody is left to write to
└── MailingTrialRefused  a trial goes to one's own mobile, never to a tenant's
"""

from collections.abc import Sequence

from backend.errors import BadInput, Conflict, NotFound


class MailingNotFound(NotFound):
    """There is no such mailing of this landlord."""

    type = "mailing-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such mailing.")


class MailingUnfinished(BadInput):
    """A text that cannot leave as it is; `problems` says why."""

    type = "mailing-unfinished"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("The mailing cannot leave as it is.", problems=list(problems))


class MailingFixed(Conflict):
    """What is approved is not changed any more, and what is over does not begin again."""

    type = "mailing-fixed"

    def __init__(self) -> None:
        super().__init__("The mailing does not allow that any more.")


class OwnMailing(Conflict):
    """A second person approves, never the one who wrote it."""

    type = "mailing-own"

    def __init__(self) -> None:
        super().__init__("Whoever wrote a mailing does not approve it.")


class MailingChanged(Conflict):
    """It was changed since it was read."""

    type = "mailing-changed"

    def __init__(self) -> None:
        super().__init__("The mailing is not the one that was read.")


class NobodyToMail(BadInput):
    """Nobody whom it is for may be written to."""

    type = "mailing-nobody"

    def __init__(self) -> None:
        super().__init__("There is nobody to write to.")


class MailingTrialRefused(BadInput):
    """A number that is no mobile, is a tenant's, or whose holder wants no mailings."""

    type = "mailing-trial"

    def __init__(self) -> None:
        super().__init__("A trial is sent to one's own mobile, and to no tenant.")
