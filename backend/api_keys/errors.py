"""What is refused to a landlord's system."""

from backend.errors import Forbidden, NotFound


class KeyRefused(Forbidden):
    """There is no key, it is none of ours, of another landlord, or it was revoked."""

    type = "api-key-refused"

    def __init__(self) -> None:
        super().__init__("The API key is missing or not valid.")


class ScopeMissing(Forbidden):
    """The key is valid and may not do this."""

    type = "api-key-scope-missing"

    def __init__(self, scope: str) -> None:
        super().__init__(f"The API key needs the scope {scope}.", scope=scope)


class KeyNotFound(NotFound):
    """The landlord has no such key."""

    type = "api-key-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such key.")
