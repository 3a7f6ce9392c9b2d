"""Why nothing was computed."""

from backend.errors import BadInput, NotFound


class CalculatorNotFound(NotFound):
    """No calculator has that id, or it is for the agents only."""

    type = "calculator-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such calculator.")


class RuleNotHeld(NotFound):
    """The landlord's sources do not hold the rule: nothing is lent from another's."""

    type = "rule-not-held"

    def __init__(self) -> None:
        super().__init__("The sources of this landlord do not hold this rule.")


class InputRefused(BadInput):
    """What was given for an input cannot be read, or cannot be."""

    type = "input-refused"

    def __init__(self, name: str) -> None:
        super().__init__(f"The input {name} cannot be taken as it is.", input=name)
        self.name = name
