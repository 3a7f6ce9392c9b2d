"""What the agent has to know who takes a conversation over, from what was said in it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.conversations.models import Author, Conversation, Message, State
from backend.hearing.tempers import Temper, temper_of
from backend.replies import Act

_SHORT, _FEW = 200, 4
_FAILED = {Act.OUT_OF_SCOPE.value, Act.CLARIFY.value}


@dataclass(frozen=True)
class Summary:
    """What was asked, what the bot answered, what it could not, what it was waiting for."""

    asked: str
    answered: Sequence[str]
    unanswered: Sequence[str]
    waited_for: str
    temper: Temper | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.asked or self.answered or self.unanswered or self.waited_for)


def summary(conversation: Conversation, said: Sequence[Message]) -> Summary | None:
    """Return what happened before the person came; None where the bot has the conversation."""
    if conversation.state not in (State.QUEUED, State.AGENT):
        return None
    before = _before_a_person(said)
    words = {m.id: m.text for m in before if m.author is Author.TENANT and not m.attachment}
    replies = [(m.inbound_id, m.reply) for m in before if m.author is Author.BOT and m.reply]
    titles = [s["title"] for _, reply in replies for s in reply.get("sources", ())]
    failed = [words[i] for i, reply in replies if reply.get("act") in _FAILED and i in words]
    moods = [mood for text in words.values() if (mood := temper_of(text))]
    return Summary(
        asked=_short(next(iter(words.values()), "")),
        answered=list(dict.fromkeys(titles))[-_FEW:],
        unanswered=[_short(text) for text in dict.fromkeys(failed)][-_FEW:],
        waited_for=_asked_last(replies),
        temper=min(moods, key=list(Temper).index) if moods else None,
    )


def _before_a_person(said: Sequence[Message]) -> Sequence[Message]:
    """Return what was said since the last person left, up to the one who is there now."""
    people = [at for at, m in enumerate(said) if m.author is Author.AGENT]
    if not people:
        return said
    first = people[-1]
    while first > 0 and said[first - 1].author is not Author.BOT:
        first -= 1
    return said[:first]


def _asked_last(replies: Sequence[tuple[int | None, Mapping[str, Any]]]) -> str:
    """Return the question that was open, in its words, when somebody was called for."""
    open_questions = [reply for _, reply in replies[-2:] if reply.get("asks")]
    if not open_questions:
        return ""
    question, mark, _ = str(open_questions[-1]["text"]).partition("?")
    return question + mark


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()}…"
