"""What the specification refuses, with its statuses: 400, 403 (`api_keys`), 404."""

from backend.errors import BadInput, NotFound


class BadArgument(BadInput):
    """An argument is missing or cannot be read; `argument` names it."""

    type, status = "open311-bad-argument", 400

    def __init__(self, argument: str) -> None:
        super().__init__(f"The argument {argument} cannot be taken.", argument=argument)


class ArgumentMissing(BadInput):
    """An argument was not provided; `argument` names it."""

    type, status = "open311-argument-missing", 400

    def __init__(self, argument: str) -> None:
        super().__init__(f"The argument {argument} was not provided.", argument=argument)


class ArgumentUnknown(NotFound):
    """What an argument names does not exist here; `argument` names it."""

    type = "open311-argument-unknown"

    def __init__(self, argument: str) -> None:
        super().__init__(f"The {argument} provided was not found.", argument=argument)
