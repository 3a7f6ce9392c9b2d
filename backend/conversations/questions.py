"""A question of a turn, put to the knowledge base with what the conversation knows."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.answers import service as answers
from backend.answers.several import questions_in
from backend.calculations import replying
from backend.conversations.calculations import given_of
from backend.conversations.models import Conversation
from backend.hearing.consent import is_question
from backend.library.edition import Holds
from backend.replies import Outcome, Turn
from knowledge.search import ANSWER, CLARIFY


@dataclass(frozen=True)
class Questions:
    """Answers turns from the knowledge in force."""

    library: Holds

    def __call__(
        self, session: Session, turn: Turn, *, now: datetime, surely: bool = False
    ) -> Outcome | None:
        """Return the answer and the topic to remember; None where nothing is known.

        A rule is applied to the case that the message tells, where it tells one. `surely` is for
        what seems none of our business: only a sure answer is given then. A question that is known
        to have no entry is said to be unknown, whatever else its words may tell.
        """
        conversation = session.get_one(Conversation, turn.conversation)
        given = given_of(self.library, turn, now)
        straight = replying.straight(turn.text, given)
        if straight is not None and len(questions_in(turn.text)) < 2:
            return straight
        found = answers.answer(
            turn.text,
            landlord=conversation.landlord,
            language=turn.language,
            topic=conversation.topic,
            now=now,
            searcher=self.library.tenants,
            at_least=ANSWER if surely else CLARIFY,
        )
        if found.reason is answers.Reason.NOT_TOLD and is_question(turn.text):
            return Outcome((answers.NOT_KNOWN,))
        return replying.applied(found, turn.text, given)
