"""Why a work order or a weekly sheet is not taken."""

from backend.errors import BadInput, NotFound


class OrderNotFound(NotFound):
    """There is no such work order, or it may not be seen."""

    type = "order-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such work order.")


class OrderIncomplete(BadInput):
    """A work order without its contractor, its words or its date; nothing was written."""

    type = "order-incomplete"

    def __init__(self) -> None:
        super().__init__("Something is missing of the work order.")
