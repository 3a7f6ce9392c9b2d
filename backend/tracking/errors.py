"""What the follow-up refuses."""

from backend.errors import Conflict, Unauthorised


class ProofExpired(Unauthorised):
    """The digits were given too long ago, or the proof is none of ours."""

    type = "proof-expired"

    def __init__(self) -> None:
        super().__init__("The digits have to be given again.")


class TooManyWords(Conflict):
    """Enough was added to this request today."""

    type = "too-many-words"

    def __init__(self) -> None:
        super().__init__("Enough was added to this request for now.")
