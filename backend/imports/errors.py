"""Why a file is refused as a whole; a bad line is only left out, and reported.

AppError
└── FileRefused   `reason` says why, in a stable word; nothing of the file was written
"""

from backend.errors import BadInput


class FileRefused(BadInput):
    """A file that cannot be taken as it is; `data` names the reason and where it stands."""

    type = "import-refused"

    def __init__(self, reason: str, **data: object) -> None:
        super().__init__(f"The file cannot be imported: {reason}.", reason=reason, **data)
        self.reason = reason
