"""The conversation speaks the tenant's language, and a button does not change it."""

import pytest

from backend.conversations import service, writing
from backend.conversations.models import Author, Conversation
from backend.db import UnitOfWork
from backend.outbox.models import Purpose
from backend.replies import Act, Button, Utterance
from tests.backend.conversations.people import NOW, say

WORDS = "signaler un problème"
OFFER = Utterance(
    Act.CLARIFY, "attachment_kept", buttons=(Button(WORDS, response="button_report"),)
)


@pytest.mark.parametrize("is_pressed", [True, False])
@pytest.mark.parametrize("language", ["en", "pt", "eu"])
def test_a_pressed_button_keeps_the_language_and_the_same_words_typed_change_it(
    begin: UnitOfWork, language: str, is_pressed: bool
) -> None:
    with begin() as session:
        opened, _ = service.open_web(session, landlord="office64", language=language, now=NOW)
        writing.reply(
            session, opened, [OFFER] if is_pressed else [], author=Author.BOT, inbound_id=None,
            purpose=Purpose.REPLY, now=NOW,
        )  # fmt: skip

    say(begin, opened, WORDS, "c1")

    with begin() as session:
        spoken = session.get_one(Conversation, opened.id).language
        assert spoken == (language if is_pressed else "fr")
