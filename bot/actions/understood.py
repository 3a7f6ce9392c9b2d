"""What Rasa hands to an action, read once: the turn, and how sure it is of what was meant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from backend.replies import Turn

REPORT, VAGUE = "report_", "report_vague"
FALLBACK = "nlu_fallback"
# A problem this likely is taken for one when nothing else fits.
LIKELY_PROBLEM = 0.25
# A question that may well be for somebody else is answered only where the answer is sure.
PERHAPS_ELSEWHERE = 0.2
_MOST_WORDS = 7
_GOES_ON = re.compile(
    r"\s*(?:et|é|mais|and|but|y|pero|e|eta|edo)\b(?! (?:j'? ?ai|g)\b)", re.IGNORECASE
)


def turn_of(tracker: Tracker) -> Turn:
    """Return the inbound message that is being answered; its metadata came with it to Rasa."""
    told = tracker.latest_message.get("metadata") or {}
    return Turn(
        inbound=int(told["inbound"]),
        conversation=tracker.sender_id,
        epoch=int(told["epoch"]),
        landlord=told.get("landlord"),
        language=told.get("language") or "fr",
        state=told.get("state") or "bot",
        text=tracker.latest_message.get("text") or "",
    )


@dataclass(frozen=True)
class Understood:
    """The intents with their probabilities, in the classifier's order: the one it chose first."""

    ranking: Mapping[str, float]

    @classmethod
    def of(cls, tracker: Tracker) -> "Understood":
        """Read the ranking of the last message; the fallback is no meaning and is left out."""
        ranked = tracker.latest_message.get("intent_ranking") or []
        found = {one["name"]: float(one["confidence"]) for one in ranked}
        found.pop(FALLBACK, None)
        return cls(found)

    @property
    def intent(self) -> str:
        """What was meant."""
        return next(iter(self.ranking), FALLBACK)

    @property
    def confidence(self) -> float:
        """How likely it is; a problem counts with every category that it may fall into."""
        intent = self.intent
        return self.reported if intent in self._kinds else self.ranking.get(intent, 0.0)

    @property
    def elsewhere(self) -> float:
        """How likely it is that the message is none of our business."""
        return self.ranking.get("out_of_scope", 0.0)

    @property
    def reported(self) -> float:
        """How likely it is that a problem is told, whatever its category."""
        return sum(self._kinds.values())

    def category(self) -> tuple[str, float]:
        """Return the likeliest kind of problem, and how likely it is if there is a problem.

        Where hardly anything speaks for a problem, the kind is left to the message's words.
        """
        if self.reported < LIKELY_PROBLEM:
            return "report_autre", 0.0
        kinds = self._kinds
        best = max(kinds, key=kinds.__getitem__)
        return best, kinds[best] / self.reported

    @property
    def _kinds(self) -> dict[str, float]:
        return {n: p for n, p in self.ranking.items() if n.startswith(REPORT) and n != VAGUE}


def since_message(tracker: Tracker) -> list[dict[str, Any]]:
    """Return what happened after the tenant's last message, oldest first."""
    events = tracker.events
    last = max((i for i, e in enumerate(events) if e.get("event") == "user"), default=-1)
    return list(events[last + 1 :])


def comes_back(tracker: Tracker) -> bool:
    """Tell whether a form comes back after what interrupted it."""
    rejected = "action_execution_rejected"
    return any(event.get("event") == rejected for event in since_message(tracker))


def said_in_turn(tracker: Tracker) -> set[str]:
    """Return the acts of what was already said in answer to the last message."""
    said = (e for e in since_message(tracker) if e.get("event") == "bot")
    acts = (((e.get("data") or {}).get("custom") or {}).get("act") for e in said)
    return {act for act in acts if act}


def named_before(tracker: Tracker) -> set[str]:
    """Return the names of what was said just before the tenant's last message."""
    return _said_before(tracker, "response")


def follows_answer(tracker: Tracker, text: str) -> bool:
    """Tell whether a few words go on from the answer that was just given: "et le soir ?"."""
    told = len(text.split()) <= _MOST_WORDS and _GOES_ON.match(text)
    return bool(told) and "answer" in _said_before(tracker, "act")


def _said_before(tracker: Tracker, field: str) -> set[str]:
    events = list(tracker.events)
    users = [i for i, event in enumerate(events) if event.get("event") == "user"]
    start, end = (users[-2], users[-1]) if len(users) > 1 else (0, 0)
    said = (e for e in events[start:end] if e.get("event") == "bot")
    values = (((e.get("data") or {}).get("custom") or {}).get(field) for e in said)
    return {value for value in values if value}


def failed_before(tracker: Tracker) -> bool:
    """Tell whether the tenant's message before this one was not understood either."""
    turns: list[list[str]] = [[]]
    for event in tracker.events:
        if event.get("event") == "user":
            turns.append([])
        elif event.get("event") == "action":
            turns[-1].append(str(event.get("name")))
    return len(turns) > 1 and "action_fallback" in turns[-2]
