"""What may be refused to who signs in."""

from backend.errors import Forbidden, TooManyRequests, Unauthorised


class WrongCredentials(Unauthorised):
    """The login and the password do not go together; which of the two is wrong is not said."""

    type = "wrong-credentials"

    def __init__(self) -> None:
        super().__init__("The login or the password is wrong.")


class SignedOut(Unauthorised):
    """There is no session, or it has been ended."""

    type = "signed-out"

    def __init__(self) -> None:
        super().__init__("Sign in to continue.")


class ForgedRequest(Forbidden):
    """The form does not come from a page of this session."""

    type = "forged-request"

    def __init__(self) -> None:
        super().__init__("The form has expired; load the page again.")


class TooManyAttempts(TooManyRequests):
    """Wrong passwords one after the other: the delay grows, nobody is locked out for good."""

    type = "too-many-attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many attempts; wait.", retry_after=retry_after)
