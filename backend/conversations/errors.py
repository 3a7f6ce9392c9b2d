"""What may be refused in a conversation."""

from backend.errors import AppError, BadInput, Conflict, NotFound, Unauthorised


class ConversationNotFound(NotFound):
    """No such conversation, or not with this token."""

    type = "conversation-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such conversation.")


class WrongToken(Unauthorised):
    """The token does not open this conversation."""

    type = "wrong-token"

    def __init__(self) -> None:
        super().__init__("The token does not open this conversation.")


class ConversationClosed(Conflict):
    """Nothing can be said any more; a new conversation can be opened."""

    type = "conversation-closed"

    def __init__(self) -> None:
        super().__init__("This conversation is closed; open a new one.")


class EmptyMessage(BadInput):
    """There is nothing to read in the message."""

    type = "empty-message"

    def __init__(self) -> None:
        super().__init__("The message is empty.")


class MessageTooLong(BadInput):
    """The message is longer than anybody would read."""

    type, status = "message-too-long", 413

    def __init__(self, longest: int) -> None:
        super().__init__(f"The message is longer than {longest} characters.", longest=longest)


class UnknownLandlord(BadInput):
    """The deployment does not serve this landlord."""

    type = "unknown-landlord"

    def __init__(self) -> None:
        super().__init__("This landlord is not served here.")


class StaleTurn(AppError):
    """The conversation changed hands since the turn began: the bot may not write any more."""

    type, status = "stale-turn", 409

    def __init__(self) -> None:
        super().__init__("The conversation has another owner since this turn began.")


class StillAnswering(AppError):
    """The answer is being made; asking again with the same client_id gets it."""

    type, status = "still-answering", 503

    def __init__(self) -> None:
        super().__init__("The answer is not ready yet; ask again with the same client_id.")


class NotYours(Conflict):
    """The conversation belongs to somebody else, or to nobody; nothing was changed."""

    type = "not-your-conversation"

    def __init__(self) -> None:
        super().__init__("Another owner has this conversation.")


class TelephoneBusy(Conflict):
    """A person is waited for, or there, in another conversation with this telephone."""

    type = "telephone-busy"

    def __init__(self) -> None:
        super().__init__("Another conversation with this telephone is with a person.")


class QuarantinedNotFound(NotFound):
    """No such request was put aside, or not for who asks."""

    type = "quarantined-not-found"

    def __init__(self) -> None:
        super().__init__("No such request was put aside.")


class AlreadySettled(Conflict):
    """Somebody released or discarded the request before."""

    type = "already-settled"

    def __init__(self) -> None:
        super().__init__("The request was settled before.")


class NotReleasable(Conflict):
    """What was put aside is no message and no report that can be read."""

    type = "not-releasable"

    def __init__(self) -> None:
        super().__init__("The request cannot be read.")
