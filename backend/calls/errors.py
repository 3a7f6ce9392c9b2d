"""What is refused around a call."""

from backend.errors import BadInput, Conflict, NotFound, Unauthorised


class CallNotFound(NotFound):
    """No such call at this landlord's."""

    type = "call-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such call.")


class NotQualified(BadInput):
    """A call is closed with what it was about; nothing was changed."""

    type = "call-not-qualified"

    def __init__(self) -> None:
        super().__init__("Say what the call was about.")


class AlreadyQualified(Conflict):
    """The call was closed before; nothing was changed."""

    type = "call-already-qualified"

    def __init__(self) -> None:
        super().__init__("The call was closed before.")


class NotSigned(Unauthorised):
    """The event does not come from the landlord's telephone system, or is too old."""

    type = "call-event-not-signed"

    def __init__(self) -> None:
        super().__init__("The signature is wrong or too old.")
