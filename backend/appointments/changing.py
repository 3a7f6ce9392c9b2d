"""The dialogue that moves or cancels an appointment, and what a reminder is answered."""

from typing import Any

from backend.agents.models import Agency
from backend.answers.phrases import moment
from backend.answers.service import PERSON
from backend.appointments import queries, service, telling
from backend.appointments.booking import offer
from backend.appointments.errors import AppointmentOver
from backend.appointments.models import Appointment, State
from backend.appointments.talk import Here, Known, asks, forget, say
from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.replies import Act, Button, Outcome, Utterance

SURE = Button("oui, annuler", response="button_cancel_appointment")
KEEP = Button("non, je le garde", response="button_keep_appointment")


def change(here: Here, kind: str, *, code: str | None = None, said: str = "") -> Outcome:
    """Begin to move or to cancel (`kind`): the one of the code, else what is still to come."""
    if code is not None:
        found = service.by_code(here.session, code)
        coming = [found] if found else []
        if not coming:
            return say("appointment_unknown_code", PERSON)
    else:
        phone = here.phone()
        coming = [*queries.coming(here.session, here.conversation.id, phone, now=here.now)]
    if not coming:
        unknown = Utterance(Act.CLARIFY, "appointment_ask_code", asks="code")
        return asks(here, "code", {"kind": kind, "said": said}, {}, unknown)
    if len(coming) == 1:
        return change_one(here, kind, coming[0], said=said)
    labels = {moment(one.starts_at, here.now, "fr"): one.id for one in coming}
    buttons = tuple(
        Button(label, title=moment(one.starts_at, here.now, here.language))
        for label, one in zip(labels, coming, strict=False)
    )
    which = Utterance(Act.CLARIFY, "appointment_which", buttons=buttons)
    return asks(here, "which", {"kind": kind, "said": said}, labels, which)


def change_one(here: Here, kind: str, one: Appointment, *, said: str = "") -> Outcome:
    """Ask whether it is really to be cancelled, or show where it may move to."""
    if one.state is not State.BOOKED or one.starts_at <= here.now:
        forget(here)
        return say("appointment_over", act=Act.HANDOFF)
    if kind == "move":
        known = {"agency": one.agency_id, "service": one.service, "moving": one.id, "said": said}
        return offer(here, known)
    agency = here.session.get_one(Agency, one.agency_id)
    values = telling.standing(one, agency, here.language, here.now)
    sure = Utterance(Act.CLARIFY, "appointment_cancel_sure", values, buttons=(SURE, KEEP))
    choices = {SURE.payload: "yes", KEEP.payload: "no"}
    return asks(here, "sure", {"appointment": one.id}, choices, sure)


def cancelled(here: Here, one: Appointment) -> Outcome:
    """Cancel at the tenant's word, and say so."""
    try:
        service.cancel(here.session, one, by="tenant", now=here.now)
    except AppointmentOver:
        return say("appointment_over", act=Act.HANDOFF)
    return say(
        "appointment_cancelled",
        act=Act.HANDOFF,
        when=moment(one.starts_at, here.now, here.language),
    )


def _hear_which(here: Here, known: Known, picked: Any) -> Outcome | None:
    if picked is None:
        return None
    one = here.session.get_one(Appointment, picked)
    return change_one(here, known["kind"], one, said=known.get("said", ""))


def _hear_sure(here: Here, known: Known, picked: Any) -> Outcome | None:
    answer = picked or {Answer.YES: "yes", Answer.NO: "no", Answer.GIVE_UP: "yes"}.get(
        consent.read(here.text) or Answer.PASS
    )
    if answer is None:
        return None
    forget(here)
    if answer == "no":
        return say("appointment_kept", act=Act.SMALLTALK)
    return cancelled(here, here.session.get_one(Appointment, known["appointment"]))


def _hear_reminded(here: Here, known: Known, picked: Any) -> Outcome | None:
    """Take the answer to a reminder: they come, they move it, they cancel it."""
    one = here.session.get_one(Appointment, known["appointment"])
    if picked in ("move", "cancel"):
        return change_one(here, picked, one)
    answer = consent.read(here.text)
    if picked == "come" or answer is Answer.YES:
        forget(here)
        when = moment(one.starts_at, here.now, here.language)
        return say("appointment_expected", act=Act.SMALLTALK, when=when)
    return change_one(here, "cancel", one) if answer is Answer.NO else None


def hear(here: Here, step: str, known: Known, picked: Any) -> Outcome | None:
    """Take the answer to a step's question; None leaves the message to the bot."""
    return _STEPS[step](here, known, picked)


_STEPS = {"which": _hear_which, "sure": _hear_sure, "reminded": _hear_reminded}
STEPS = frozenset(_STEPS)
