"""The knowledge base that is shipped, read and indexed once for all tests of a process."""

from functools import cache

from backend.library.edition import Edition
from knowledge import Knowledge, load


@cache
def shipped() -> Knowledge:
    return load()


@cache
def edition() -> Edition:
    """Return the shipped entries with their searchers; a searcher takes seconds to make."""
    return Edition(shipped())
