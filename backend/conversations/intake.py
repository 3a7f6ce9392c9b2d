"""What is read in a message before anything else: STOP, then danger (design, rules 4 and 5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from backend import safety
from backend.conversations.models import Channel, Conversation, Message
from backend.outbox import service as outbox
from backend.replies import Act, Button, Effect, EffectKind, Outcome, Utterance

_REPORT = Button("signaler un problème", response="button_report")
_STOPPED = {
    outbox.EVERYTHING: "messages_stop",
    outbox.CAMPAIGNS: "messages_stop_campaigns",
}


class Knows(Protocol):
    """Gives an emergency's text from the knowledge base."""

    def emergency(
        self, danger: safety.Danger, *, language: str, by_sms: bool, act: Act = Act.EMERGENCY
    ) -> Utterance: ...


class Reader(Protocol):
    """Answers what needs no bot, a code of another room for one; None leaves it to the bot."""

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None: ...


def read(
    session: Session,
    text: str,
    *,
    before: Sequence[str],
    conversation: Conversation,
    wish: safety.OptOut | None = None,
    knows: Knows,
) -> Outcome | None:
    """Return the answer that comes before the NLU; None leaves the message to the bot.

    `before` are the tenant's last messages: a danger may be told in several. `wish` is what the
    provider has read in it, by words that may not be ours.
    """
    wish = wish or safety.read_optout(text, by_sms=conversation.channel is Channel.SMS)
    if wish is not None:
        return _obey(session, wish, text, conversation)
    danger, advice = safety.read(text, before)
    if danger is not None:
        return _rescue(danger, conversation, knows)
    if advice is not None:
        language = conversation.language
        return Outcome((knows.emergency(advice, language=language, by_sms=False, act=Act.ANSWER),))
    return None


def _obey(
    session: Session, wish: safety.OptOut, text: str, conversation: Conversation
) -> Outcome | None:
    """Apply STOP or START; None for a survey's START where none was stopped: it may begin one."""
    contact = {"channel": conversation.channel.value, "contact": conversation.contact}
    scope = _meant(session, wish.scope, conversation)
    if wish.kind is safety.OptOutKind.STOP:
        outbox.opt_out(session, **contact, scope=scope, words=text[:100])
        return _confirmed(_STOPPED.get(scope, "messages_stop_campaign"))
    lifted = outbox.opt_in(session, **contact, scope=scope)
    if scope == outbox.EVERYTHING:
        return _confirmed("messages_start")
    return _confirmed("messages_start_campaigns") if lifted else None


def _meant(session: Session, scope: safety.OptOutScope, conversation: Conversation) -> str:
    match scope:
        case safety.OptOutScope.ALL:
            return outbox.EVERYTHING
        case safety.OptOutScope.CAMPAIGNS:
            return outbox.CAMPAIGNS
        case safety.OptOutScope.CAMPAIGN:
            return outbox.last_campaign(session, conversation.id)


def _confirmed(response: str) -> Outcome:
    return Outcome((Utterance(Act.OPTOUT, response),))


def _rescue(danger: safety.Danger, conversation: Conversation, knows: Knows) -> Outcome:
    by_sms = conversation.channel is Channel.SMS
    said = knows.emergency(danger, language=conversation.language, by_sms=by_sms)
    follow_up = safety.follow_up(danger)
    if follow_up == "person":
        return Outcome((said,), (Effect(EffectKind.REQUEST_PERSON, danger.value),))
    if follow_up == "report":
        said = replace(said, buttons=(_REPORT,))
    return Outcome((said,))
