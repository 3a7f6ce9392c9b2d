"""What is refused about webhooks."""

from backend.errors import BadInput, Conflict, NotFound


class AddressRefused(BadInput):
    """The address is not one that may be written to; `reason` says why."""

    type = "webhook-address-refused"

    def __init__(self, reason: str) -> None:
        super().__init__("This address may not be written to.", reason=reason)


class EndpointNotFound(NotFound):
    """The landlord has no such address or delivery."""

    type = "webhook-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such webhook.")


class EndpointPaused(Conflict):
    """The address is paused: it is started again first."""

    type = "webhook-paused"

    def __init__(self) -> None:
        super().__init__("This webhook is paused.")
