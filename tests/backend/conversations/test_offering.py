"""A person is offered to who is not understood twice, is angry, in distress or threatens."""

from datetime import timedelta
from itertools import count

import pytest

from backend.conversations import ownership, service
from backend.conversations.models import Conversation, State
from backend.conversations.rendering import LONGEST
from backend.db import UnitOfWork
from backend.replies import Act, Effect, EffectKind, Outcome, Utterance
from tests.backend.conversations.people import NOW, say, web

LOST = Outcome((Utterance(Act.OUT_OF_SCOPE, "not_known"),))
FINE = Outcome((Utterance(Act.SMALLTALK, text="Bonjour"),))
ASKING = Outcome((Utterance(Act.SOLLICITATION, text="Quelle adresse ?", asks="address"),))
WANTED = Outcome(
    (Utterance(Act.HANDOFF, text="Un conseiller arrive."),),
    (Effect(EffectKind.REQUEST_PERSON, "asked"),),
)
PERSON = "Parler à un conseiller"


class Talk:
    """A conversation whose turns end as the test says."""

    def __init__(self, begin: UnitOfWork) -> None:
        self.begin, self.talk, self.numbers = begin, web(begin), count(1)

    def turn(self, text: str, outcome: Outcome) -> dict[str, object]:
        """Say something; return the last reply."""
        inbound = say(self.begin, self.talk, text, str(next(self.numbers))).inbound_id
        with self.begin() as session:
            leased = service.lease(session, inbound, now=NOW, duration=timedelta(seconds=9))
            assert leased is not None
            answered = service.settle(session, leased, outcome, now=NOW)
        assert answered is not None
        return answered.replies[-1]

    @property
    def it(self) -> Conversation:
        with self.begin() as session:
            return session.get_one(Conversation, self.talk.id)


def buttons(reply: dict[str, object]) -> list[str]:
    return [button["title"] for button in reply["buttons"]]  # type: ignore[attr-defined, index]


def test_the_second_failure_in_a_row_offers_a_person_and_the_first_does_not(
    begin: UnitOfWork,
) -> None:
    talk = Talk(begin)

    first = talk.turn("glouglou", LOST)
    second = talk.turn("glouglou quand même", LOST)

    assert buttons(first) == []
    assert buttons(second) == [PERSON]
    assert "conseiller peut vous répondre" in str(second["text"])
    assert second["act"] == "out_of_scope"


def test_failures_with_an_answer_between_them_are_no_two(begin: UnitOfWork) -> None:
    talk = Talk(begin)

    talk.turn("glouglou", LOST)
    talk.turn("bonjour", FINE)

    assert buttons(talk.turn("glouglou", LOST)) == []


@pytest.mark.parametrize("outcome", [FINE, ASKING])
def test_who_is_angry_is_offered_a_person_whatever_the_bot_says(
    begin: UnitOfWork, outcome: Outcome
) -> None:
    reply = Talk(begin).turn("c'est inadmissible !", outcome)

    assert buttons(reply) == [PERSON]
    assert "mécontent" in str(reply["text"])


def test_the_agent_is_told_in_which_mood_somebody_asked(begin: UnitOfWork) -> None:
    talk = Talk(begin)

    talk.turn("un conseiller ou je vais porter plainte", WANTED)

    assert (talk.it.state, talk.it.handoff_reason) == (State.QUEUED, "threat")


def test_who_waits_already_is_offered_nobody(begin: UnitOfWork) -> None:
    talk = Talk(begin)
    with begin() as session:
        here = session.get_one(Conversation, talk.talk.id)
        ownership.enqueue(session, here, reason="asked", now=NOW)

    assert buttons(talk.turn("c'est inadmissible", FINE)) == []


def test_an_offer_never_makes_a_turn_too_long(begin: UnitOfWork) -> None:
    long = Outcome((Utterance(Act.ANSWER, text="x" * (LONGEST - 10)),))

    reply = Talk(begin).turn("c'est inadmissible", long)

    assert len(str(reply["text"])) <= LONGEST
    assert buttons(reply) == [PERSON]
