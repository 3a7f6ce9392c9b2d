"""What the erasure refuses."""

from collections.abc import Mapping

from backend.errors import Conflict, NotFound


class NobodyFound(NotFound):
    """Nothing is kept of this person at this landlord's."""

    type = "nobody-to-erase"

    def __init__(self) -> None:
        super().__init__("Nothing is kept of this person.")


class SharedTelephone(Conflict):
    """Several tenants have this telephone: only a reference says who is meant."""

    type = "shared-telephone"

    def __init__(self) -> None:
        super().__init__("Several tenants have this telephone; give a reference.")


class StillUnderWay(Conflict):
    """Somebody still acts for this person; that is ended first, and nothing was erased."""

    type = "still-under-way"

    def __init__(self, under_way: Mapping[str, int]) -> None:
        super().__init__("End first what is under way for this person.", under_way=dict(under_way))
