"""Why a conversation does not continue by SMS."""

from backend.errors import BadInput, Conflict


class NoMobile(BadInput):
    """The number gets no SMS."""

    type = "no-mobile"

    def __init__(self) -> None:
        super().__init__("This number gets no SMS.")


class TelephoneSilent(Conflict):
    """The telephone asked that no SMS comes; START lifts that."""

    type = "telephone-silent"

    def __init__(self) -> None:
        super().__init__("This telephone asked for no messages.")


class WrongCode(BadInput):
    """The code is not the one that was sent."""

    type = "wrong-sms-code"

    def __init__(self) -> None:
        super().__init__("This is not the code that was sent.")


class CodeOver(Conflict):
    """No code is waited for: its time or its tries are over."""

    type = "code-over"

    def __init__(self) -> None:
        super().__init__("The code is over; ask for another one.")


class TooManyCodes(Conflict):
    """Enough codes were sent for now."""

    type = "too-many-codes"

    def __init__(self) -> None:
        super().__init__("Too many codes were sent; try again later.")
