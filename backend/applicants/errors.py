"""What the console is refused about an applicant's access.

AppError
├── AccessNotFound     none of this landlord's
└── PapersNotCounted   the landlord's sources give no delay for the papers
"""

from backend.errors import Conflict, NotFound


class AccessNotFound(NotFound):
    """No access of this landlord has that id."""

    type = "applicant-access-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such access.")


class PapersNotCounted(Conflict):
    """The landlord's sources give no delay for the papers: none is invented."""

    type = "papers-not-counted"

    def __init__(self) -> None:
        super().__init__("This landlord's sources give no delay for an applicant's papers.")
