"""What is refused of a workshop.

AppError
├── WorkshopNotFound      unknown, or another landlord's: who asks cannot tell which
├── WorkshopLinkUnknown   no such invitation
├── WorkshopUnfinished    no place, no seat, or a time that is past or ends before it begins
└── WorkshopOver          it has begun, or is cancelled: nobody comes or goes any more
"""

from backend.errors import BadInput, Conflict, NotFound


class WorkshopNotFound(NotFound):
    """There is no such workshop of this landlord."""

    type = "workshop-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such workshop.")


class WorkshopLinkUnknown(NotFound):
    """No such invitation: who asks cannot tell whether there was one."""

    type = "workshop-link-unknown"

    def __init__(self) -> None:
        super().__init__("This link opens nothing (any more).")


class WorkshopUnfinished(BadInput):
    """A workshop to which nobody could come."""

    type = "workshop-unfinished"

    def __init__(self) -> None:
        super().__init__("A workshop needs a title, a place, seats and a time to come.")


class WorkshopOver(Conflict):
    """It has begun, or it is cancelled."""

    type = "workshop-over"

    def __init__(self) -> None:
        super().__init__("The workshop has begun, or is cancelled.")
