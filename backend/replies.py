"""What the bot says and causes in one turn, before it is put into a language.

An action or a service names a *response*; its text is rendered from the catalogues in the
conversation's language when the turn is settled. Only an answer of the knowledge base, which is
rendered with its values and date, comes with its `text`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

Day = date


class Act(StrEnum):
    """What a reply does, in the contract's words."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    SOLLICITATION = "sollicitation"
    TRACK = "track"
    HANDOFF = "handoff"
    SURVEY = "survey"
    OPTOUT = "optout"
    EMERGENCY = "emergency"
    OUT_OF_SCOPE = "out_of_scope"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True)
class Turn:
    """The inbound message that is being answered, as the actions see it."""

    inbound: int
    conversation: str
    epoch: int
    landlord: str | None
    language: str
    state: str
    text: str


@dataclass(frozen=True)
class Button:
    """A quick reply: `title` as it is, or the name of a response; `payload` is what is sent."""

    payload: str
    title: str | None = None
    response: str | None = None


@dataclass(frozen=True)
class SourceRef:
    """Where an answer comes from.

    `machine_made`: its words are a translation that nobody read; `amended`: from which day a
    supervisor's amendment holds.
    """

    entry: str
    title: str
    document: str
    section: str
    date: date
    machine_made: bool = False
    amended: Day | None = None


@dataclass(frozen=True)
class SollicitationRef:
    """The sollicitation that a reply is about; `code` and `url` once it is filed."""

    category: str | None = None
    code: str | None = None
    state: str | None = None
    url: str | None = None


class EffectKind(StrEnum):
    """What settling a turn changes in the conversation."""

    REQUEST_PERSON = "request_person"
    WITHDRAW_REQUEST = "withdraw_request"
    SET_LANDLORD = "set_landlord"
    SET_TOPIC = "set_topic"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


@dataclass(frozen=True)
class Effect:
    """A change of the conversation, made in the same unit of work as the replies."""

    kind: EffectKind
    value: str | None = None


@dataclass(frozen=True)
class Utterance:
    """One reply: a response name with its values, or a text that is already rendered.

    `after` names a response without values whose text follows. `easy` is the same for who reads
    with difficulty, unread where nobody of them has read it yet.
    """

    act: Act
    response: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None
    buttons: tuple[Button, ...] = ()
    sources: tuple[SourceRef, ...] = ()
    sollicitation: SollicitationRef | None = None
    asks: str | None = None
    after: str | None = None
    easy: str | None = None
    easy_unread: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a service did for an action: what is said, what changes, which slots are set."""

    utterances: tuple[Utterance, ...] = ()
    effects: tuple[Effect, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)


_UTTERANCE: TypeAdapter[Utterance] = TypeAdapter(Utterance)
_EFFECTS: TypeAdapter[tuple[Effect, ...]] = TypeAdapter(tuple[Effect, ...])
_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


def payloads(outcome: Outcome) -> list[dict[str, Any]]:
    """Return what an action hands to Rasa, one payload an utterance; effects ride on the last."""
    said = [_UTTERANCE.dump_python(u, mode="json", exclude_none=True) for u in outcome.utterances]
    if outcome.effects and said:
        said[-1]["effects"] = _EFFECTS.dump_python(outcome.effects, mode="json")
    return said


def from_payloads(said: Sequence[Mapping[str, Any]]) -> Outcome:
    """Read back what Rasa hands on; raises pydantic's ValidationError for what is not ours."""
    utterances: list[Utterance] = []
    effects: list[Effect] = []
    for payload in said:
        plain = dict(payload)
        effects += _EFFECTS.validate_python(plain.pop("effects", ()))
        utterances.append(_UTTERANCE.validate_python(plain))
    return Outcome(tuple(utterances), tuple(effects))


def dump_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON values, to be kept."""
    kept: dict[str, Any] = _OUTCOME.dump_python(outcome, mode="json")
    return kept


def load_outcome(kept: Mapping[str, Any]) -> Outcome:
    """Read an outcome that was kept."""
    return _OUTCOME.validate_python(kept)
