"""Whatever a tenant writes is shown to the agent as words, never as a page, a formula or code."""

import pytest
from markupsafe import escape

from backend.db import UnitOfWork
from backend.safety import clean
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.words import WORDS


@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(words[:20]))
def test_it_is_shown_as_it_was_written(begin: UnitOfWork, bearn: Browser, words: str) -> None:
    talk = talks.by_sms(begin, clean(words))

    page = bearn.get(f"/console/conversations/{talk.id}/talk").text

    assert escape(clean(words).replace("\u00a0", " ")) in page
    assert "<img" not in page
