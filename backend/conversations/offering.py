"""Offering a person: to who was not understood twice, is angry, in distress, or threatens."""

from dataclasses import replace

from sqlmodel import Session

from backend.answers.service import PERSON
from backend.conversations import queries
from backend.conversations.models import Conversation, State
from backend.hearing.tempers import temper_of
from backend.replies import Act, Effect, EffectKind, Outcome, Turn, Utterance

_FAILED = {Act.OUT_OF_SCOPE, Act.CLARIFY}
_ASKED = "asked"


def with_person(
    session: Session, conversation: Conversation, turn: Turn, outcome: Outcome
) -> Outcome:
    """Return the outcome of a turn, with the offer of a person where one is due.

    Who asks for a person gets one anyway: the agent is told in which mood. Nothing is offered to
    who waits for a person already.
    """
    temper = temper_of(turn.text)
    if _asks(outcome):
        return _told_why(outcome, str(temper)) if temper else outcome
    if conversation.state is not State.BOT or not outcome.utterances:
        return outcome
    if any(u.act in (Act.EMERGENCY, Act.OPTOUT) for u in outcome.utterances):
        return outcome
    if temper is not None:
        return _offered(outcome, f"person_offered_{temper}")
    if _has_failed(outcome) and queries.failed_before(session, conversation.id, turn.inbound):
        return _offered(outcome, "person_offered_again")
    return outcome


def _asks(outcome: Outcome) -> bool:
    return any(effect.kind is EffectKind.REQUEST_PERSON for effect in outcome.effects)


def _told_why(outcome: Outcome, temper: str) -> Outcome:
    asked = Effect(EffectKind.REQUEST_PERSON, _ASKED)
    told = Effect(EffectKind.REQUEST_PERSON, temper)
    return replace(outcome, effects=tuple(told if e == asked else e for e in outcome.effects))


def _has_failed(outcome: Outcome) -> bool:
    return all(u.act in _FAILED and u.asks is None for u in outcome.utterances)


def _offered(outcome: Outcome, response: str) -> Outcome:
    *first, last = outcome.utterances
    return replace(outcome, utterances=(*first, _with_button(last, response)))


def _with_button(last: Utterance, response: str) -> Utterance:
    if last.response == "clarify_again":
        return last
    there = any(button.payload == PERSON.payload for button in last.buttons)
    buttons = last.buttons if there else (*last.buttons, PERSON)
    return replace(last, buttons=buttons, after=response)
