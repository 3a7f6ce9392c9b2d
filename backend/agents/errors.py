"""What may be refused to who signs in."""

from backend.errors import BadInput, Forbidden, NotFound, TooManyRequests, Unauthorised


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


class CodeNeeded(Unauthorised):
    """The password is right, and the account asks for a code besides."""

    type = "code-needed"

    def __init__(self) -> None:
        super().__init__("The account asks for a code.")


class WrongCode(Unauthorised):
    """The code is wrong, too old, or was used before."""

    type = "wrong-code"

    def __init__(self) -> None:
        super().__init__("The code is wrong.")


class NotProven(Unauthorised):
    """The identity provider did not vouch for anybody whom Loge knows."""

    type = "identity-not-proven"

    def __init__(self) -> None:
        super().__init__("The identity provider did not vouch for a known account.")


class AccountNotFound(NotFound):
    """No such account at this landlord's."""

    type = "account-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such account.")


class AccountRefused(BadInput):
    """An account may not be so; nothing was changed."""

    type = "account-refused"

    def __init__(self) -> None:
        super().__init__("An account may not be so.")
