"""What goes wrong with an incident.

AppError
├── IncidentNotFound     unknown, or another landlord's: who asks cannot tell which
├── NoCommonTrouble      a request of one dwelling, or without a building that is known
└── IncidentOver         closed: nobody is written to any more
"""

from backend.errors import Conflict, NotFound


class IncidentNotFound(NotFound):
    """There is no such incident of this landlord."""

    type = "incident-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such incident.")


class NoCommonTrouble(Conflict):
    """The request tells no trouble that a whole building may have."""

    type = "no-common-trouble"

    def __init__(self) -> None:
        super().__init__("This request tells no trouble of a known building.")


class IncidentOver(Conflict):
    """The incident is closed."""

    type = "incident-over"

    def __init__(self) -> None:
        super().__init__("This incident is closed.")
