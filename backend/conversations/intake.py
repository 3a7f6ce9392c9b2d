"""What is read in a message before anything else: STOP, then danger (design, rules 4 and 5)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlmodel import Session

from backend import safety
from backend.conversations.models import Channel, Conversation
from backend.outbox import service as outbox
from backend.replies import Act, Button, Effect, EffectKind, Outcome, Utterance


class Knows(Protocol):
    """Gives an emergency's text from the knowledge base."""

    def emergency(self, danger: safety.Danger, *, language: str, by_sms: bool) -> Utterance: ...


class Reading(StrEnum):
    """Why a message is answered without Rasa."""

    OPT_OUT = "opt_out"
    EMERGENCY = "emergency"
    BLANK = "blank"


@dataclass(frozen=True)
class Read:
    """What was read, and the answer that it gets at once."""

    reading: Reading
    outcome: Outcome


def read(session: Session, text: str, *, conversation: Conversation, knows: Knows) -> Read | None:
    """Return the answer that comes before the NLU; None leaves the message to the bot."""
    wish = safety.read_optout(text)
    if wish is not None:
        return Read(Reading.OPT_OUT, _obey(session, wish, text, conversation))
    danger = safety.read_danger(text)
    if danger is not None:
        return Read(Reading.EMERGENCY, _rescue(danger, conversation, knows))
    return None


def _obey(session: Session, wish: safety.OptOut, text: str, conversation: Conversation) -> Outcome:
    stops = wish.kind is safety.OptOutKind.STOP
    contact = {"channel": conversation.channel.value, "contact": conversation.contact}
    if stops:
        outbox.opt_out(session, **contact, scope=wish.scope, words=text[:100])
    else:
        outbox.opt_in(session, **contact)
    return Outcome((Utterance(Act.OPTOUT, "messages_stop" if stops else "messages_start"),))


def _rescue(danger: safety.Danger, conversation: Conversation, knows: Knows) -> Outcome:
    by_sms = conversation.channel is Channel.SMS
    said = knows.emergency(danger, language=conversation.language, by_sms=by_sms)
    follow_up = safety.follow_up(danger)
    if follow_up == "person":
        return Outcome((said,), (Effect(EffectKind.REQUEST_PERSON, danger.value),))
    if follow_up == "report":
        said = _with_button(said, Button("signaler un problème", response="button_report"))
    return Outcome((said,))


def _with_button(said: Utterance, button: Button) -> Utterance:
    return Utterance(said.act, text=said.text, sources=said.sources, buttons=(button,))
