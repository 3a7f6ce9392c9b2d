"""One state of the knowledge with its searchers: what a turn reads, and never sees change."""

from functools import cached_property
from threading import Lock
from typing import Protocol

from knowledge.model import Knowledge
from knowledge.search import Searcher


class Holds(Protocol):
    """Whatever gives the knowledge in force now: an edition that stays, or the library."""

    @property
    def knowledge(self) -> Knowledge:
        """Every entry in force."""

    @property
    def tenants(self) -> Searcher:
        """The searcher over what a tenant may be told."""

    @property
    def desk(self) -> Searcher:
        """The searcher over everything, for the console only."""


class Edition:
    """A knowledge that does not change any more; an index is made once, when it is first asked."""

    def __init__(self, knowledge: Knowledge, base: "Edition | None" = None) -> None:
        self.knowledge, self._base = knowledge, base
        self._making = Lock()

    def amended(self, knowledge: Knowledge) -> "Edition":
        """Return an edition of the same entries, some of them amended, without a new index."""
        return Edition(knowledge, self)

    @cached_property
    def tenants(self) -> Searcher:
        """The searcher over what a tenant may be told."""
        if self._base is not None:
            return self._base.tenants.reading(self.knowledge)
        return Searcher(self.knowledge)

    @cached_property
    def _desk(self) -> Searcher:
        if self._base is not None:
            return self._base.desk.reading(self.knowledge)
        return Searcher(self.knowledge, desk=True, authorised=True)

    @property
    def desk(self) -> Searcher:
        """The searcher over everything, restricted entries too: who shows it leaves them out."""
        with self._making:
            return self._desk

    def prepare(self) -> None:
        """Make both indexes, which takes seconds."""
        _ = self.tenants, self.desk
