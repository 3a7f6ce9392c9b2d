"""What the queue refuses."""

from backend.errors import Conflict, Forbidden


class NotForYou(Forbidden):
    """The conversation is for another agency, language or role first; nothing was changed."""

    type = "not-for-you-yet"

    def __init__(self) -> None:
        super().__init__("This conversation is offered to others first.")


class AtCapacity(Conflict):
    """The agent has as many conversations as may be held at once; nothing was changed."""

    type = "at-capacity"

    def __init__(self, capacity: int) -> None:
        super().__init__("End or give back a conversation first.", capacity=capacity)


class NotThere(Forbidden):
    """The agent is signed in nowhere, or of another landlord; nothing was changed."""

    type = "not-there"

    def __init__(self) -> None:
        super().__init__("Nobody may be given a conversation who is not there.")
