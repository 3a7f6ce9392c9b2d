"""The tree of errors: each has a stable type and a status, and is rendered once (RFC 9457)."""

from typing import Any, ClassVar


class AppError(Exception):
    """A rule that was broken; `data` is shown to the caller, never personal."""

    type: ClassVar[str] = "internal-error"
    status: ClassVar[int] = 500

    def __init__(self, detail: str, **data: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.data = data


class NotFound(AppError):
    """The thing asked for does not exist, or the caller may not know that it does."""

    type, status = "not-found", 404


class Unauthorised(AppError):
    """No identity, or one that is not valid (any more)."""

    type, status = "unauthorised", 401


class Forbidden(AppError):
    """A valid identity without the right."""

    type, status = "forbidden", 403


class Conflict(AppError):
    """The state of the thing does not allow it now; nothing was changed."""

    type, status = "conflict", 409


class BadInput(AppError):
    """What was sent cannot be taken as it is."""

    type, status = "bad-input", 422


class TooManyRequests(AppError):
    """Slow down; `retry_after` says for how many seconds."""

    type, status = "too-many-requests", 429
