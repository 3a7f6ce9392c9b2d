"""What may be refused of a change in the knowledge."""

from collections.abc import Sequence

from backend.errors import BadInput, Conflict, Forbidden
from knowledge.errors import Problem


class AmendmentRefused(BadInput):
    """The entry would break the rules that its file obeys; `problems` says each of them."""

    type = "amendment-refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        told = [f"{one.field}: {one.message}" for one in problems]
        super().__init__("The amended entry would break a rule.", problems=told)
        self.problems = tuple(problems)


class NotYoursToAmend(Forbidden):
    """The entry holds for others too, or the account may not change what tenants are told."""

    type = "not-yours-to-amend"

    def __init__(self) -> None:
        super().__init__("You may not amend this entry.")


class CorrectionSettled(Conflict):
    """Somebody has already decided on the proposal."""

    type = "correction-settled"

    def __init__(self) -> None:
        super().__init__("This proposal has already been decided.")


class ReasonMissing(BadInput):
    """What changes what tenants are told, or turns a colleague down, has its reason."""

    type = "reason-missing"

    def __init__(self) -> None:
        super().__init__("Say why.")
