"""The dialogue that asks for a call-back: when, at which number, about what."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from backend.appointments import calls, slots, telling, wish
from backend.appointments.offers import calls as rule_of
from backend.appointments.slots import Opening
from backend.appointments.talk import Here, Known, asks, forget, say
from backend.conversations.models import State as Owner
from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.replies import Act, Button, Effect, EffectKind, Outcome, Utterance
from channels.errors import InvalidNumber
from channels.phone import normalise
from knowledge.hours import PARIS

PASS = Button("passer", response="button_pass")
_SHOWN, _AHEAD = 3, 12
_LONGEST = 300


def begin(here: Here, *, said: str) -> Outcome | None:
    """Begin with what a message tells; None where it is not known which landlord calls."""
    if here.conversation.landlord is None:
        return None
    return _when(here, {"said": said, "opening": True})


def _windows(here: Here) -> list[Opening]:
    hours = rule_of(here.conversation.landlord or "").hours
    return list(islice(slots.windows(here.knowledge, hours, now=here.now), _AHEAD))


def _when(here: Here, known: Known) -> Outcome:
    """Ask for the window, unless the words name one, or the sources give no hours."""
    windows, wanted = _windows(here), wish.read(known["said"], here.now)
    fitting = [one for one in windows if wanted and _fits(wanted, one)]
    if not windows or (fitting and (len(fitting) == 1 or not _is_vague(wanted))):
        return _number(here, {**known, "window": _kept(fitting[0]) if fitting else None})
    shown = (fitting or windows)[:_SHOWN]
    labels = {telling.window_words(one, here.now, "fr"): _kept(one) for one in shown}
    buttons = tuple(
        Button(label, title=telling.window_words(one, here.now, here.language))
        for label, one in zip(labels, shown, strict=True)
    )
    said = Utterance(Act.HANDOFF, "call_back_when", buttons=buttons)
    return asks(here, "window", _opened(known), labels, said)


def _is_vague(wanted: wish.Wish | None) -> bool:
    """Is a day named whose openings are to be chosen from?"""
    return wanted is not None and wanted.day is not None and wanted == wish.Wish(wanted.day)


def _act(known: Known) -> Act:
    """The first word to a wish to be called hands over; then come questions."""
    return Act.HANDOFF if known.get("opening") else Act.CLARIFY


def _opened(known: Known) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name != "opening"}


def _fits(wanted: wish.Wish, window: Opening) -> bool:
    """Does a window hold the hour that was named, or begin in the half of the day?"""
    if wanted.at is None:
        return wanted.fits(window[0])
    local = [one.astimezone(PARIS) for one in window]
    held = local[0].time() <= wanted.at < local[1].time()
    return held and replace(wanted, at=None).fits(window[0])


def _kept(window: Opening) -> list[str]:
    return [one.isoformat() for one in window]


def _number(here: Here, known: Known) -> Outcome:
    """Ask for the number only where it is not known."""
    phone = known.get("phone") or here.phone()
    if phone is None:
        said = Utterance(_act(known), "call_back_phone", asks="phone")
        return asks(here, "phone", _opened(known), {}, said)
    said = Utterance(_act(known), "call_back_subject", buttons=(PASS,), asks="description")
    return asks(here, "subject", _opened(known) | {"phone": phone}, {PASS.payload: "pass"}, said)


def hear(here: Here, step: str, known: Known, picked: Any) -> Outcome | None:
    """Take the answer to a step's question; None leaves the message to the bot."""
    if picked is None and consent.read(here.text) is Answer.GIVE_UP:
        forget(here)
        return say("call_back_dropped", act=Act.SMALLTALK)
    return _STEPS[step](here, known, picked)


def _hear_window(here: Here, known: Known, picked: Any) -> Outcome | None:
    if picked is not None:
        return _number(here, dict(known) | {"window": picked})
    wanted = wish.read(here.text, here.now)
    if wanted is None:
        return None
    # "Le matin" is that of the day that was named before.
    said = here.text if wanted.day else f"{known['said']} {here.text}"
    return _when(here, dict(known) | {"said": said})


def _hear_phone(here: Here, known: Known, picked: Any) -> Outcome | None:
    with suppress(InvalidNumber):
        return _number(here, dict(known) | {"phone": normalise(here.text)})
    if not any(c.isdigit() for c in here.text):
        return None
    said = Utterance(Act.CLARIFY, "call_back_bad_phone", asks="phone")
    return asks(here, "phone", known, {}, said)


def _hear_subject(here: Here, known: Known, picked: Any) -> Outcome | None:
    if picked is None and consent.is_question(here.text):
        return None
    passed = picked is not None or consent.read(here.text) is Answer.PASS
    subject = "" if passed else here.text[:_LONGEST]
    window = known.get("window")
    made = calls.ask(
        here.session,
        here.conversation.landlord or "",
        here.agency(),
        _opening(window) if window else None,
        here.guest(dict(known) | {"subject": subject}),
        now=here.now,
    )
    forget(here)
    waits = here.conversation.state is Owner.QUEUED
    effects = (Effect(EffectKind.WITHDRAW_REQUEST),) if waits else ()
    return Outcome((telling.called(made, here.language, here.now),), effects)


def _opening(kept: list[str]) -> Opening:
    opens, closes = (datetime.fromisoformat(one) for one in kept)
    return opens, closes


_STEPS = {"window": _hear_window, "phone": _hear_phone, "subject": _hear_subject}
STEPS = frozenset(_STEPS)
