"""The requests of a turn of somebody who is known: the address is confirmed, not typed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.hearing.text import clean, fold
from backend.incidents.requests import RequestsOfBuildings
from backend.recognition import service, telling
from backend.recognition.hearing import QUESTION
from backend.replies import Act, Button, Outcome, Turn, Utterance
from backend.sollicitations import service as sollicitations
from backend.sollicitations.form import NO, YES
from backend.tenants.models import Person

Slots = Mapping[str, Any]
RECOGNISE = Button("me reconnaître", response="button_recognise")
# Why the address is asked for in another way: kept in the form's hint.
_WHO, _HOME = "who", "home:"


class RequestsOfTenants(RequestsOfBuildings):
    """Asks who is known to confirm their street; anybody else may be recognised, or go on."""

    def open_from(
        self, session: Session, turn: Turn, slots: Slots, intent: str, confidence: float
    ) -> Outcome:
        """Begin a request; what is known of the home is asked to be confirmed."""
        begun = super().open_from(session, turn, slots, intent, confidence)
        return self._at_home(session, turn, slots, begun, asked=None)

    def read_form_message(
        self,
        session: Session,
        turn: Turn,
        slots: Slots,
        asked: str | None,
        intent: str,
        confidence: float,
    ) -> Outcome | None:
        """Read a wish to be recognised, the answer to the street, or one to the form."""
        if asked == "address":
            told = self._known(session, turn, slots)
            if told is not None:
                return told
        told = super().read_form_message(session, turn, slots, asked, intent, confidence)
        return self._at_home(session, turn, slots, told, asked=asked) if told else None

    def ask(self, slots: Slots, asked: str, language: str = "fr") -> Utterance:
        """Return one question of the form; the address may be asked for by its street."""
        hint = str(slots.get("hint") or "")
        if asked == "address" and hint == _WHO:
            return Utterance(Act.SOLLICITATION, QUESTION, asks="name")
        if asked == "address" and hint.startswith(_HOME):
            street = {"street": hint.removeprefix(_HOME)}
            return Utterance(
                Act.SOLLICITATION, "identity_home", street, buttons=(YES, NO), asks="address"
            )
        question = super().ask(slots, asked, language)
        if asked != "address" or hint or slots.get("phone"):
            return question
        return replace(question, buttons=(*question.buttons, RECOGNISE))

    def file(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """File the request, with the whole address of the home that was confirmed."""
        person = service.recognised(session, turn.conversation)
        told = super().file(session, turn, self._whole(session, person, slots), now)
        filed = sollicitations.filed_from(session, turn.inbound)
        if filed is not None and person is not None and filed.person_id is None:
            filed.person_id = person.id
        return told

    def _known(self, session: Session, turn: Turn, slots: Slots) -> Outcome | None:
        """Return what a message changes that is about who writes; None for any other."""
        hint = str(slots.get("hint") or "")
        if fold(clean(turn.text)).strip(" .!") == fold(RECOGNISE.payload):
            return Outcome(slots={"hint": _WHO})
        if hint == _WHO and telling.read(turn.text) is not None:
            return self._checked(session, turn)
        if not hint.startswith(_HOME):
            return None
        short = consent.read(turn.text)
        if short is Answer.YES:
            confirmed = {"address": hint.removeprefix(_HOME), "hint": None}
            return self._offering(session, turn, slots, Outcome(slots=confirmed))
        return Outcome(slots={"hint": "needed"}) if short in (Answer.NO, Answer.PASS) else None

    def _checked(self, session: Session, turn: Turn) -> Outcome:
        """Say whether who answered was recognised: it was checked when the message came."""
        person = service.recognised(session, turn.conversation)
        street = service.street_of(session, person)
        known = "identity_known" if person else "identity_unknown"
        hint = f"{_HOME}{street}" if street else "needed"
        return Outcome((Utterance(Act.SOLLICITATION, known),), slots={"hint": hint})

    def _at_home(
        self, session: Session, turn: Turn, slots: Slots, told: Outcome, *, asked: str | None
    ) -> Outcome:
        """Ask for the street the first time that the address is missing; never say more of it."""
        now = {**slots, **told.slots}
        person = service.recognised(session, turn.conversation)
        street = service.street_of(session, person)
        if person is None or street is None:
            return told
        if now.get("address") == service.address_of(session, person):
            return replace(told, slots={**told.slots, "address": street})
        if asked == "address" or self.missing(now)[:1] != ["address"]:
            return told
        return replace(told, slots={**told.slots, "hint": f"{_HOME}{street}"})

    def _whole(self, session: Session, person: Person | None, slots: Slots) -> Slots:
        """Return the slots with the home's whole address where its street was confirmed."""
        if person is None or slots.get("address") != service.street_of(session, person):
            return slots
        return {**slots, "address": service.address_of(session, person)}

    def _home(self, session: Session, turn: Turn, slots: Slots) -> tuple[str, Person | None]:
        person = service.recognised(session, turn.conversation)
        return str(self._whole(session, person, slots).get("address") or ""), person
