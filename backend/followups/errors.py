"""What is refused about a follow-up.

AppError
├── NoSuchFollowUp   none of this landlord's, or no rule of its
└── FollowUpOver     the day is past, or it was sent, done or cancelled
"""

from backend.errors import Conflict, NotFound


class NoSuchFollowUp(NotFound):
    """No follow-up of this landlord has that id, or no rule that name."""

    type = "follow-up-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such follow-up.")


class FollowUpOver(Conflict):
    """Its day is past, or nothing of it changes any more."""

    type = "follow-up-over"

    def __init__(self) -> None:
        super().__init__("This follow-up is over, or its day is past.")
