"""Who takes a conversation over reads what happened before, and nothing that did not."""

from typing import Any

from backend.console.summary import summary
from backend.conversations.models import Author, Channel, Conversation, Message, State
from tests.backend.conversations.people import NOW


def message(number: int, author: Author, text: str, **given: Any) -> Message:
    return Message(
        id=number,
        conversation_id="a",
        channel=Channel.WEB,
        author=author,
        text=text,
        created_at=NOW,
        **given,
    )


def conversation(state: State) -> Conversation:
    return Conversation(
        id="a", channel=Channel.WEB, contact="a", state=state, opened_at=NOW, updated_at=NOW
    )


SAID = [
    message(1, Author.TENANT, "Combien coûte le dépôt ?"),
    message(
        2,
        Author.BOT,
        "Un mois.",
        inbound_id=1,
        reply={"act": "answer", "sources": [{"title": "Dépôt de garantie"}]},
    ),
    message(3, Author.TENANT, "c'est inadmissible, et mon ours en peluche ?"),
    message(4, Author.BOT, "Je ne sais pas.", inbound_id=3, reply={"act": "out_of_scope"}),
    message(5, Author.TENANT, "ma douche fuit"),
    message(
        6,
        Author.BOT,
        "À quelle adresse ?",
        inbound_id=5,
        reply={"act": "sollicitation", "asks": "address", "text": "À quelle adresse ?"},
    ),
]


def test_it_tells_what_was_asked_answered_not_answered_and_left_open() -> None:
    found = summary(conversation(State.QUEUED), SAID)

    assert found is not None
    assert found.asked == "Combien coûte le dépôt ?"
    assert found.answered == ["Dépôt de garantie"]
    assert found.unanswered == ["c'est inadmissible, et mon ours en peluche ?"]
    assert found.waited_for == "À quelle adresse ?"
    assert found.temper == "anger"


def test_what_a_person_and_the_tenant_say_to_each_other_is_not_the_bots() -> None:
    later = [
        *SAID,
        message(7, Author.TENANT, "allô ?"),
        message(8, Author.AGENT, "Bonjour, je vous écoute."),
        message(9, Author.TENANT, "je n'en peux plus"),
    ]

    found = summary(conversation(State.AGENT), later)

    assert found is not None
    assert found.waited_for == "À quelle adresse ?"
    assert found.temper == "anger"


def test_there_is_none_while_the_bot_answers() -> None:
    assert summary(conversation(State.BOT), SAID) is None
