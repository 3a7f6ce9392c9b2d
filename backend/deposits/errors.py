"""Why a deposit is not taken."""

from backend.errors import Conflict, NotFound


class DepositLinkUnknown(NotFound):
    """No such link, or its time is over: who asks cannot tell which."""

    type = "deposit-link-unknown"

    def __init__(self) -> None:
        super().__init__("This link opens nothing (any more).")


class DepositUsedUp(Conflict):
    """The link holds as many files as it may, or its holder said that everything is there."""

    type = "deposit-used-up"

    def __init__(self) -> None:
        super().__init__("This link takes no more files.")


class NobodyToWrite(Conflict):
    """There is no channel of this landlord on which the link could be sent."""

    type = "nobody-to-write"

    def __init__(self) -> None:
        super().__init__("There is nowhere to send the link.")
