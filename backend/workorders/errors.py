"""Why a work order or a weekly sheet is not taken."""

from backend.errors import BadInput, Conflict, NotFound


class OrderNotFound(NotFound):
    """There is no such work order, or it may not be seen."""

    type = "order-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such work order.")


class OrderIncomplete(BadInput):
    """A work order without its contractor, words, date or reason; nothing was written."""

    type = "order-incomplete"

    def __init__(self) -> None:
        super().__init__("Something is missing of the work order.")


class WorkLinkUnknown(NotFound):
    """No such link, or its time is over: who asks cannot tell which."""

    type = "work-link-unknown"

    def __init__(self) -> None:
        super().__init__("This link opens nothing (any more).")


class TooManyPhotos(Conflict):
    """The order has as many photos as it may."""

    type = "too-many-photos"

    def __init__(self) -> None:
        super().__init__("This order takes no more photos.")


class AddressRefused(BadInput):
    """Neither a telephone nor a mail address; nothing was changed."""

    type = "company-address-refused"

    def __init__(self) -> None:
        super().__init__("A company's address is a telephone number or a mail address.")


class NotReached(Conflict):
    """The company cannot be written to by SMS; nothing was sent."""

    type = "company-not-reached"

    def __init__(self) -> None:
        super().__init__("This company cannot be written to by SMS.")
